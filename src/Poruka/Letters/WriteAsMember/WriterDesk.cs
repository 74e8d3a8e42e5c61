using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters.WriteAsMember;

/// <summary>A letter as its writer or translator sees it.</summary>
internal sealed record MyLetter(LetterRow Row, LetterCopy Copy, bool IsMine);

/// <summary>A reply as its writer sees it.</summary>
internal sealed record MyReply(UInt128 Id, UInt128 Letter, ReplyCopy Copy);

/// <summary>
/// A member who writes, at their own letters: what was sealed to their key, and nothing else. They need no grant of the room for
/// letters; what they write is put into it by its public half.
/// </summary>
internal sealed class WriterDesk : IDisposable
{
    private readonly Visit _visit;

    private WriterDesk(ServeOptions options, Visit visit)
    {
        (Options, _visit) = (options, visit);
        Group = visit.Here!.Organisation;
        Today = options.Clock.GetCurrentInstant().InUtc().Date;
        Connection = options.Installation.Database.Open();
        Room = RoomRows.Find(Connection, Group.Number, RoomKind.Letters)!;
        Mine = [.. LetterRows.Writers(Connection, Group.Number).Where(w => w.Member == visit.Member.Id && w.State != "left")];
    }

    public ServeOptions Options { get; }

    public Organisation Group { get; }

    public LocalDate Today { get; }

    public DbConnection Connection { get; }

    public Room Room { get; }

    /// <summary>The writers that the member is: one, as a rule.</summary>
    public IReadOnlyList<WriterRow> Mine { get; }

    public MemberId Me => _visit.Member.Id;

    public string Address(string path = "") => $"/groups/{Group.Slug}/my-letters{(path.Length > 0 ? "/" + path : "")}";

    public static IResult At(HttpContext context, ServeOptions options, Func<WriterDesk, IResult> work)
    {
        using var desk = new WriterDesk(options, Visit.Required(context));
        return work(desk);
    }

    public static WriterDesk Open(HttpContext context, ServeOptions options) => new(options, Visit.Required(context));

    /// <summary>The letters that I write or translate, the newest first; those sealed to an earlier key of mine are passed over.</summary>
    public List<MyLetter> Letters() =>
    [
        .. PassedOn.Of(Connection, Me.Value).Where(p => p.Letter == p.Owner).Select(p => Letter(p.Letter)).OfType<MyLetter>().OrderByDescending(l => l.Row.MadeOn),
    ];

    /// <summary>One of them; null where it is another's.</summary>
    public MyLetter? Letter(UInt128 id) =>
        LetterRows.Letter(Connection, null, Group.Number, id) is { } row && (IsOf(row.Writer) || IsOf(row.Translator))
        && Read(id, 0) is { } bytes && JsonSerializer.Deserialize(bytes, LettersJson.Default.LetterCopy) is { } copy ? new MyLetter(row, copy, IsOf(row.Writer)) : null;

    /// <summary>The replies for me, as they lie.</summary>
    public List<MyReply> Replies() => [.. PassedOn.Of(Connection, Me.Value).Where(p => p.Letter != p.Owner).Select(p => Reply(p.Owner, p.Letter)).OfType<MyReply>()];

    public MyReply? Reply(UInt128 id) => Replies().Find(r => r.Id == id);

    /// <summary>A scan of a reply for me.</summary>
    public byte[]? Scan(UInt128 reply, int number) => number > 0 ? Read(reply, number) : null;

    /// <summary>Stores what I wrote: into the room, and for those who have a copy. False where somebody was first.</summary>
    public bool TryStore(MyLetter letter, LetterText text, IReadOnlyList<string> files, Action<DbTransaction>? more = null)
    {
        var copies = LetterCopies.Of(Connection, Group.Number, Room.Id, letter.Row, letter.Copy with { Text = text, Files = files });
        using var transaction = Connection.BeginTransaction();
        if (!LetterRows.TryMove(Connection, transaction, letter.Row, letter is { IsMine: true, Row.State: "assigned" or "changes" } ? "drafted" : letter.Row.State)) return false;
        Drops.Put(Options.Installation, Connection, transaction, Room, letter.Row.Id, LetterRow.TextOf(letter.Row.Id), LettersJson.Bytes(text, LettersJson.Default.LetterText));
        copies.Write(Connection, transaction);
        more?.Invoke(transaction);
        transaction.Commit();
        return true;
    }

    public void Dispose() => Connection.Dispose();

    private bool IsOf(WriterId? id) => id is { } known && Mine.Any(w => w.Id == known);

    private MyReply? Reply(UInt128 id, UInt128 letter) =>
        Read(id, 0) is { } bytes && JsonSerializer.Deserialize(bytes, LettersJson.Default.ReplyCopy) is { } copy ? new MyReply(id, letter, copy) : null;

    private byte[]? Read(UInt128 owner, int number) =>
        PassedOn.Read(Connection, Room.Id, owner, Me.Value, number, (place, body) => FollowUpCode.TryOpenAnswer(_visit.Keys.AgreementKey, place, body));
}
