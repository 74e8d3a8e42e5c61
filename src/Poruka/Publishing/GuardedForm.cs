using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>
/// A form with words that the public will read. It is carried out once the rooms of the cases that they touch let them out; until then what
/// was typed lies sealed to who typed it, and stands in the form again when they come back (<see href="../../docs/decisions/0044-forms-that-wait.md"/>).
/// </summary>
/// <remarks>Belongs to a request. Not thread safe.</remarks>
internal sealed class GuardedForm
{
    /// <summary>The field for the cases that the words touch.</summary>
    public const string CasesField = "cases";

    private const string HeldQuery = "held";
    private const int MaxCases = 400;

    private readonly GuardDesk _desk;
    private readonly OutgoingKind _kind;
    private readonly UInt128 _item;
    private readonly GuardAsk? _held;
    private (long Version, string Words)? _asked;

    /// <summary>Begins.</summary>
    /// <param name="context">The request.</param>
    /// <param name="desk">What the guard works with.</param>
    /// <param name="kind">What the words are of.</param>
    /// <param name="item">Which one; null where it is to be made by the form.</param>
    public GuardedForm(HttpContext context, GuardDesk desk, OutgoingKind kind, UInt128? item)
    {
        (_desk, _kind) = (desk, kind);
        _held = desk.Find(context.Request.Query[HeldQuery]) is { State: "open" } ask && ask.Kind == kind && ask.Author == desk.Visit.Member.Id && (item ?? ask.Item) == ask.Item ? ask : null;
        _item = item ?? _held?.Item ?? Ids.Draw();
        Typed = _held is null ? null : Read(_held)?.Fields;
    }

    /// <summary>What was typed when the rooms were asked; null where the visitor doesn't come back to that.</summary>
    public IReadOnlyDictionary<string, string>? Typed { get; }

    /// <summary>What the form's address ends with, so that posted again it is still the same asking.</summary>
    public string Query => _held is null ? "" : QueryOf(_held);

    /// <summary>The field in which the author says which cases the words touch.</summary>
    public static Field Cases(FormInput input, Page page) =>
        input.Field(FieldKind.Line, CasesField, maxLength: MaxCases, label: page["Publishing.Field.cases"]) with { Help = page["Publishing.Field.cases.Help"] };

    /// <summary>The cases whose codes were typed; the form says which are none of the group's.</summary>
    public static IReadOnlyList<CaseId> ReadCases(FormInput input, DbConnection connection, Organisation group)
    {
        var cases = new List<CaseId>();
        foreach (var code in input.Text(CasesField, maxLength: MaxCases).Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
            if (CaseRows.Find(connection, group.Number, code.ToUpperInvariant()) is { } found) cases.Add(found.Id);
            else input.Wrong(CasesField, "Publishing.Wrong.Case");
        return [.. cases.Distinct()];
    }

    /// <summary>Asks the rooms, unless the public reads these words already. Null where nothing stands against them; else where one waits.</summary>
    /// <param name="form">What was posted.</param>
    /// <param name="words">All that the public would read.</param>
    /// <param name="before">What it reads now.</param>
    /// <param name="cases">The cases that the author ticked.</param>
    /// <param name="back">The page with the form.</param>
    public IResult? Ask(IFormCollection form, string words, string before, IReadOnlyList<CaseId> cases, string back)
    {
        if (words.Trim().Length == 0 || words == before) return null;
        var last = GuardRows.Last(_desk.Connection, _kind, _item);
        var isSame = last is { State: "open" } && Read(last)?.Words == words;
        _asked = (isSame ? last!.Version : (last?.Version ?? 0) + 1, words);
        var standing = GuardGate.Ask(_desk, new OutgoingText(_kind, _item, _asked.Value.Version, words, cases, back));
        if (standing.IsOpen) return null;
        Keep(standing.Ask, new WaitingForm(words, form.Where(f => f.Key != FormGuard.TokenField).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal)));
        return Results.Redirect(_desk.Address(standing.Ask));
    }

    /// <summary>Lets the words go out, within the transaction that stores them; false where a room has objected meanwhile.</summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="transaction">The transaction; null where the connection knows it by itself.</param>
    /// <param name="madeAs">What the form made, where it made something: later versions are asked about under this.</param>
    public bool TryGoOut(DbConnection connection, DbTransaction? transaction, UInt128? madeAs = null)
    {
        if (_asked is not { } asked) return true;
        if (!GuardGate.TryGoOut(_desk, connection, transaction, _kind, _item, asked.Version)) return false;
        if (madeAs is { } item) GuardRows.SetItem(connection, transaction, _kind, _item, item);
        return true;
    }

    /// <summary>Where one waits when a room has objected at the last moment.</summary>
    public IResult Waits() => Results.Redirect(_desk.Address(GuardRows.Last(_desk.Connection, _kind, _item)));

    /// <summary>Destroys the copies in the rooms; once the transaction is committed.</summary>
    public void WentOut(UInt128? madeAs = null)
    {
        if (_asked is { } asked) GuardGate.WentOut(_desk, _kind, madeAs ?? _item, asked.Version, asked.Words);
    }

    /// <summary>The page on which the author of an asking goes on.</summary>
    public static string BackTo(DbConnection connection, GuardAsk ask) =>
        ask.State == "open" && Sql.Number(connection, null, "select cast(count(*) as bigint) from guard_form where ask = @ask", ("ask", Ids.Bytes(ask.Id))) > 0 ? ask.Back + QueryOf(ask) : ask.Back;

    private static string QueryOf(GuardAsk ask) => $"?{HeldQuery}={Ids.Text(ask.Id)}";

    private void Keep(GuardAsk ask, WaitingForm form)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(form, WaitingFormJson.Default.WaitingForm);
        Sql.Run(_desk.Connection, null, "insert into guard_form (ask, body) values (@ask, @body) on conflict (ask) do update set body = excluded.body",
            ("ask", Ids.Bytes(ask.Id)), ("body", FollowUpCode.SealAnswer(_desk.Visit.Member.PublicKey, PlaceOf(ask), bytes, RandomNumberGenerator.Fill)));
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Null where nothing was kept, or it was for an older key of the member's, or for somebody else.</summary>
    private WaitingForm? Read(GuardAsk ask)
    {
        if (ask.Author != _desk.Visit.Member.Id) return null;
        using var command = Sql.Command(_desk.Connection, null, "select body from guard_form where ask = @ask", ("ask", Ids.Bytes(ask.Id)));
        if (command.ExecuteScalar() is not byte[] body || FollowUpCode.TryOpenAnswer(_desk.Visit.Keys.AgreementKey, PlaceOf(ask), body) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, WaitingFormJson.Default.WaitingForm);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static FieldPlace PlaceOf(GuardAsk ask) => new("guard_form", Ids.Text(ask.Id), Ids.Text(ask.Author.Value), default);
}

/// <summary>A form as it lies sealed to who filled it in.</summary>
/// <param name="Words">What the public would read.</param>
/// <param name="Fields">What stood in each field.</param>
internal sealed record WaitingForm(string Words, Dictionary<string, string> Fields);

[JsonSerializable(typeof(WaitingForm))]
internal sealed partial class WaitingFormJson : JsonSerializerContext;
