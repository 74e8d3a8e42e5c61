using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds.MatchLines;

/// <summary>Whose payment a line is, as the treasurer says: a donor who is there, or one who is to be made.</summary>
/// <param name="Donor">The donor; null for a new one.</param>
/// <param name="Details">Who they are, with what the line adds to it.</param>
internal sealed record SaidPayer(Donor? Donor, DonorDetails Details);

/// <summary>
/// Asks who holds the donors' room whose payment a waiting line is, and keeps the answer there: with the account that was paid from in the
/// donor's blind index the next import knows the payer.
/// </summary>
internal static class LinePayer
{
    private const string Payer = "payer", Code = "code", NewName = "newname", Word = "word", New = "new";
    private const int MostShown = 200, MostFitting = 20, MaxLine = 200, ShortestAccount = 5;

    /// <summary>Whether a line has a payer: it brings money, and what it says can be read.</summary>
    public static bool IsAsked(WaitingLine line) => line is { IsSealed: false, Line: { Amount.Minor: > 0, Reversal: false } };

    /// <summary>The fields: donors whose name fits the payer's first; of more donors than a choice holds, by code.</summary>
    public static IEnumerable<Field> Fields(FormInput input, Page page, HeldRoom room, DbConnection connection, WaitingLine line)
    {
        var names = Donors.Names(room, connection);
        var all = Donors.List(connection, room.Room.Organisation).Where(d => names.ContainsKey(d.Id))
            .OrderBy(d => names[d.Id], StringComparer.Create(page.Language, ignoreCase: true)).ToList();
        var paidBy = NameOf(line);
        var fitting = paidBy.Length == 0 ? [] : NameSearch.Find(all, d => names[d.Id], paidBy, MostFitting);
        var shown = all.Where(d => d.Id == line.Payer).Concat(fitting).Concat(all).Distinct().Take(MostShown).ToList();
        yield return input.Field(FieldKind.Choice, Payer, line.Payer is { } known ? Ids.Text(known.Value) : "", choices:
        [
            new("", page["Funds.Waiting.payer.Nobody"]), new(New, paidBy.Length > 0 ? page.Text("Funds.Waiting.payer.New", paidBy) : page["Funds.Waiting.payer.NewUnnamed"]),
            .. shown.Select(d => new Choice(Ids.Text(d.Id.Value), $"{names[d.Id]} ({d.Code})")),
        ]);
        if (shown.Count < all.Count) yield return input.Field(FieldKind.Line, Code, maxLength: 20) with { AutoComplete = "off" };
        if (paidBy.Length == 0) yield return input.Field(FieldKind.Line, NewName, maxLength: MaxLine) with { AutoComplete = "off" };
        if (!HasAccount(line)) yield return input.Field(FieldKind.Line, Word, maxLength: MaxLine) with { AutoComplete = "off" };
    }

    /// <summary>Reads whose payment it is; null where nothing is said, or something is wrong with it.</summary>
    public static SaidPayer? Read(FormInput input, HeldRoom room, DbConnection connection, WaitingLine line)
    {
        var (said, code) = (input.Raw(Payer), input.Raw(Code));
        if (said.Length == 0 && code.Length == 0) return null;
        var donor = said.Length == 0 ? Donors.Find(connection, room.Room.Organisation, code.ToUpperInvariant()) : Ids.Parse(said) is { } id ? Donors.Find(connection, new DonorId(id)) : null;
        var details = donor is null ? null : donor.Organisation == room.Room.Organisation ? Donors.DetailsOf(room, connection, donor.Id) : null;
        if (said == New)
        {
            var name = NameOf(line) is { Length: > 0 } paidBy ? paidBy : input.Text(NewName, required: true, MaxLine);
            (donor, details) = (null, new DonorDetails { Name = name.Length > MaxLine ? name[..MaxLine] : name, Usually = input.Raw("to1") == nameof(AccountClass.Dues) ? "dues" : "gift" });
        }
        if (details is null)
        {
            input.Wrong(said.Length == 0 ? Code : Payer, "Funds.Waiting.payer.Unknown");
            return null;
        }
        if (HasAccount(line)) details = details with { Accounts = With(details.Accounts, line.Line.CounterpartyAccount!) };
        else if (input.Text(Word, maxLength: MaxLine) is { Length: > 0 } word)
        {
            if (!DonorIndex.WordsOf(line.Line).Contains(word)) input.Wrong(Word, "Funds.Waiting.word.NotThere");
            details = details with { References = With(details.References, word) };
        }
        return input.IsWrong ? null : new SaidPayer(donor, details);
    }

    /// <summary>Keeps whose gift it is, and by what the payer is known from now on, within a transaction that the caller ends.</summary>
    public static Donor Keep(SaidPayer said, HeldRoom room, DonorIndex index, DbConnection connection, DbTransaction? transaction, Fund fund, WaitingLine line, LocalDate today)
    {
        var donor = said.Donor ?? Donors.Add(room, connection, transaction, index, said.Details, today);
        if (said.Donor is not null) Donors.Save(room, connection, transaction, index, donor.Id, said.Details);
        Donors.Gave(connection, transaction, fund.Number, line.Journal.Value, donor.Id);
        return donor;
    }

    private static string NameOf(WaitingLine line) => StatementProblems.Plain(line.Line.CounterpartyName).Trim();

    private static bool HasAccount(WaitingLine line) => line.Line.CounterpartyAccount is { } account && account.Count(char.IsLetterOrDigit) >= ShortestAccount;

    private static IReadOnlyList<string> With(IReadOnlyList<string> known, string one) =>
        known.Any(k => string.Equals(Letters(k), Letters(one), StringComparison.OrdinalIgnoreCase)) ? known : [.. known, one];

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
