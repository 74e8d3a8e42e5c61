using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>A reply that came, as the server knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Recipient">Who answered.</param>
/// <param name="Letter">The letter that it answers.</param>
/// <param name="ReceivedOn">When it came.</param>
/// <param name="PassedOn">When its writer got it, or null.</param>
internal sealed record LetterReply(UInt128 Id, RecipientId Recipient, UInt128 Letter, LocalDate ReceivedOn, LocalDate? PassedOn)
{
    public static SealedPlace TextOf(UInt128 reply) => new("reply", reply, "text");
}

/// <summary>Reads replies, and gives them to those who wrote.</summary>
internal static class LetterReplies
{
    private const string Columns = "reply, recipient, letter, received_on, passed_on";

    /// <summary>The replies to a letter, the newest first.</summary>
    public static List<LetterReply> Of(LettersDesk desk, UInt128 letter) => LetterRows.Read(desk.Connection, null,
        $"select {Columns} from letter_reply where letter = @letter order by received_on desc, reply", Read, ("letter", Ids.Bytes(letter)));

    public static List<LetterReply> OfRecipient(LettersDesk desk, RecipientId id) => LetterRows.Read(desk.Connection, null,
        $"select {Columns} from letter_reply where recipient = @recipient order by received_on desc, reply", Read, ("recipient", Ids.Bytes(id.Value)));

    /// <summary>The replies of a group, the newest first.</summary>
    public static List<LetterReply> OfGroup(LettersDesk desk, int skip, int count) => LetterRows.Read(desk.Connection, null,
        $"select {Columns} from letter_reply where organisation = @organisation order by received_on desc, reply limit @count offset @skip", Read,
        ("organisation", desk.Group.Number), ("count", (long)count), ("skip", (long)skip));

    public static LetterReply? Find(LettersDesk desk, UInt128 id) => LetterRows.Read(desk.Connection, null,
        $"select {Columns} from letter_reply where reply = @reply and organisation = @organisation", Read, ("reply", Ids.Bytes(id)), ("organisation", desk.Group.Number)).FirstOrDefault();

    public static ReplyText Text(LettersDesk desk, UInt128 id) => desk.Read(LetterReply.TextOf(id), LettersJson.Default.ReplyText) ?? new ReplyText("", "");

    /// <summary>The longest reply that is typed out.</summary>
    public const int MaxLength = 150_000;

    /// <summary>The words of a reply in a form.</summary>
    public static LetterFields Fields(Page page, ReplyText text)
    {
        var fields = new LetterFields(page, name => name == "reply" ? text.Text : text.Translation).Fresh();
        fields.Lines("reply", maxLength: MaxLength, rows: 8);
        fields.Lines("replytranslation", maxLength: MaxLength, rows: 4);
        return fields;
    }

    /// <summary>What was posted.</summary>
    public static ReplyText Posted(HttpRequest request) => new(
        request.Form["reply"].ToString().ReplaceLineEndings("\n").Trim(), request.Form["replytranslation"].ToString().ReplaceLineEndings("\n").Trim());

    /// <summary>The form for a reply that came in.</summary>
    public static PartForm Form(Page page, LettersDesk desk, string letter, ReplyText text, string written = "", string? error = null)
    {
        var day = new LetterFields(page, _ => written).Fresh();
        day.Day("writtenon");
        return new PartForm(desk.Address($"letters/{letter}/reply"), page["Letters.Reply.Submit"], [.. Fields(page, text).All, .. day.All, LetterFiles.FieldOf(page, error)]) { Files = true };
    }

    /// <summary>A list of replies.</summary>
    public static Table Table(Page page, LettersDesk desk, IReadOnlyList<LetterReply> replies) => new(
        page["Letters.Replies"], [new(page["Letters.By"]), new(page["Letters.Reply.On"]), new(page["Letters.Reply.Begins"]), new(page["Letters.Reply.PassedOn"])],
        [
            .. replies.Select(r => (IReadOnlyList<Cell>)
            [
                new(desk.NameOf(r.Recipient), desk.Address("replies/" + Ids.Text(r.Id))), new(page.Day(r.ReceivedOn)), new(BeginningOf(page, Text(desk, r.Id).Text)),
                new(r.PassedOn is { } day ? page.Day(day) : page["Letters.Reply.NotPassed"]),
            ]),
        ]);

    /// <summary>Gives a reply to who wrote: to a member by their key, to somebody from outside by their code. Anew where it was changed.</summary>
    public static void PassOn(LettersDesk desk, LetterReply reply, LetterRow letter, ReplyText text)
    {
        var readers = new List<(UInt128 Reader, byte[] Key)>();
        if (letter.AnswerKey is { } key) readers.Add((letter.Id, key));
        if (LetterCopies.MemberOf(desk.Connection, desk.Group.Number, letter.Writer) is { } member) readers.Add((member.Id.Value, member.PublicKey));
        if (readers.Count == 0) return;
        List<byte[]> scans = [.. LetterFiles.Of(desk, reply.Id).Where(f => f.IsPrinted).Select(f => LetterFiles.Open(desk, f.Id)).OfType<byte[]>()];
        var copy = LettersJson.Bytes(new ReplyCopy(letter.AnswerKey is null ? desk.NameOf(reply.Recipient) : "", text.Text, text.Translation, scans.Count), LettersJson.Default.ReplyCopy);
        using var transaction = desk.Connection.BeginTransaction();
        foreach (var (reader, publicKey) in readers)
        {
            PassedOn.Put(desk.Connection, transaction, desk.Room.Room.Id, letter.Id, reply.Id, reader, 0, publicKey, copy);
            for (var i = 0; i < scans.Count; i++) PassedOn.Put(desk.Connection, transaction, desk.Room.Room.Id, letter.Id, reply.Id, reader, i + 1, publicKey, scans[i]);
        }
        Sql.Run(desk.Connection, transaction, "update letter_reply set passed_on = @today where reply = @reply and passed_on is null",
            ("today", LetterRows.Number(desk.Today)), ("reply", Ids.Bytes(reply.Id)));
        transaction.Commit();
    }

    private static string BeginningOf(Page page, string text) => text.Length == 0 ? page["Letters.Reply.Untyped"] : text.Length <= 60 ? text : text[..60].TrimEnd('\ud83d', '\ud83c', '\ud83e') + "…";

    private static LetterReply Read(System.Data.Common.DbDataReader row) => new(
        LetterRows.Id(row, 0)!.Value, new RecipientId(LetterRows.Id(row, 1)!.Value), LetterRows.Id(row, 2)!.Value, LetterRows.Day(row, 3)!.Value, LetterRows.Day(row, 4));
}
