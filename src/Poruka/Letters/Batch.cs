using System.Text;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>A letter in a batch.</summary>
internal sealed record BatchedLetter(LetterRow Row, PrintedLetter Printed, IReadOnlyList<LetterFile> Files)
{
    /// <summary>What is printed apart, from the letter's own page.</summary>
    public IReadOnlyList<string> Apart { get; } = [.. Files.Where(f => !f.IsPrinted).Select(f => f.Head.Name)];
}

/// <summary>A batch: it is what it was when it was made, however often it is printed.</summary>
internal sealed record Batch(UInt128 Id, LocalDate MadeOn, LocalDate? PostedOn)
{
    private static SealedPlace AddressOf(UInt128 letter) => new("letter", letter, "address");

    private static SealedPlace ReturnOf(LettersDesk desk) => new("letter-settings", desk.Room.Room.Id.Value, "return");

    public static string ReturnAddress(LettersDesk desk) => desk.Room.Read(desk.Connection, ReturnOf(desk)) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    public static Batch? Find(LettersDesk desk, UInt128 id) => LetterRows.Read(desk.Connection, null,
        "select made_on, posted_on from letter_batch where batch = @batch and organisation = @organisation",
        row => new Batch(id, LetterRows.Day(row, 0)!.Value, LetterRows.Day(row, 1)), ("batch", Ids.Bytes(id)), ("organisation", desk.Group.Number)).FirstOrDefault();

    public static List<(Batch Batch, long Letters)> Of(LettersDesk desk) => LetterRows.Read(desk.Connection, null, """
        select b.batch, b.made_on, b.posted_on, cast(count(l.letter) as bigint) from letter_batch b left join letter l on l.batch = b.batch
        where b.organisation = @organisation group by b.batch, b.made_on, b.posted_on order by b.made_on desc, b.batch limit 200
        """, row => (new Batch(LetterRows.Id(row, 0)!.Value, LetterRows.Day(row, 1)!.Value, LetterRows.Day(row, 2)), row.GetInt64(3)), ("organisation", desk.Group.Number));

    /// <summary>Puts all approved letters whose address is sure into a batch, in one transaction; false where there is none.</summary>
    public static bool TryMake(LettersDesk desk, UInt128 id, string back)
    {
        if (Find(desk, id) is not null) return true;
        var rules = FacilityRules.All(desk.Connection);
        var facilities = FacilityRows.Of(desk.Connection, desk.Group.Number).ToDictionary(f => f.Id);
        // What is sealed is opened first: the transaction only writes.
        var languages = new Dictionary<UInt128, string>();
        var ready = new List<(LetterRow Letter, RecipientRow Row, RecipientFacts Facts)>();
        foreach (var letter in LetterRows.Letters(desk.Connection, desk.Group.Number, "approved"))
            if (letter.Recipient is { } r && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, r) is { Hold: Hold.None } row && desk.Facts(r) is { } facts)
                
            {
                ready.Add((letter, row, facts));
                languages[letter.Id] = desk.Text(letter.Id) is { Translation.Length: > 0 } && facts.Languages is [var own, ..] ? own : letter.Language;
            }
        using var transaction = desk.Connection.BeginTransaction();
        Sql.Run(desk.Connection, transaction, "insert into letter_batch (batch, organisation, made_on, posted_on) values (@batch, @organisation, @day, null)",
            ("batch", Ids.Bytes(id)), ("organisation", desk.Group.Number), ("day", LetterRows.Number(desk.Today)));
        var count = 0;
        foreach (var (letter, row, facts) in ready)
        {
            var facility = row.Facility is { } known ? facilities.GetValueOrDefault(known) : null;
            if (Sql.Run(desk.Connection, transaction, "update letter set state = 'batched', batch = @batch, version = version + 1 where letter = @letter and version = @version",
                ("batch", Ids.Bytes(id)), ("letter", Ids.Bytes(letter.Id)), ("version", letter.Version)) != 1) continue;
            var marking = facility is not null && rules.TryGetValue(facility.Id, out var own) ? own.Marking : PageMarking.NameAndNumber;
            desk.Write(transaction, letter.Id, AddressOf(letter.Id), new Addressed(
                facts.Name, facts.Number, facts.Address.Length > 0 ? facts.Address : facility?.Address ?? "", facts.Country.Length > 0 ? facts.Country : facility?.Country ?? "",
                (int)marking, back, facility?.Name ?? facts.Address.Split('\n')[0]) { Language = languages[letter.Id] }, LettersJson.Default.Addressed);
            count++;
        }
        if (count == 0) return false;
        desk.Room.Write(desk.Connection, transaction, desk.Room.Room.Id.Value, ReturnOf(desk), Encoding.UTF8.GetBytes(back));
        transaction.Commit();
        return true;
    }

    /// <summary>Its letters, by facility and name: as they are packed.</summary>
    public IReadOnlyList<BatchedLetter> Letters(LettersDesk desk) =>
    [
        .. LetterRows.OfBatch(desk.Connection, desk.Group.Number, Id)
            .Select(row => (Row: row, To: desk.Read(AddressOf(row.Id), LettersJson.Default.Addressed), Text: desk.Text(row.Id) ?? new LetterText("")))
            .Where(l => l.To is not null)
            .OrderBy(l => l.To!.Facility, StringComparer.Ordinal).ThenBy(l => l.To!.Name, StringComparer.Ordinal).ThenBy(l => l.Row.Id)
            .Select(l => Of(desk, l.Row, l.To!, l.Text)),
    ];

    private static BatchedLetter Of(LettersDesk desk, LetterRow row, Addressed to, LetterText text)
    {
        var files = LetterFiles.Of(desk, row.Id);
        return new BatchedLetter(row, new PrintedLetter(to, text, to.Language.Length > 0 ? to.Language : row.Language)
        {
            Pictures = [.. files.Where(f => f.IsPrinted).Select(f => (Func<byte[]?>)(() => LetterFiles.Open(desk, f.Id)))],
        }, files);
    }

    /// <summary>Marks it as posted, once and as a whole: a second time changes nothing.</summary>
    public void MarkPosted(LettersDesk desk)
    {
        using var transaction = desk.Connection.BeginTransaction();
        var today = LetterRows.Number(desk.Today);
        if (Sql.Run(desk.Connection, transaction, "update letter_batch set posted_on = @today where batch = @batch and posted_on is null", ("today", today), ("batch", Ids.Bytes(Id))) != 1) return;
        foreach (var letter in LetterRows.Read(desk.Connection, transaction, "select letter, recipient, writer from letter where batch = @batch and state = 'batched'",
            row => (Id: LetterRows.Id(row, 0)!.Value, Recipient: LetterRows.Id(row, 1), Writer: LetterRows.Id(row, 2)), ("batch", Ids.Bytes(Id))))
        {
            Sql.Run(desk.Connection, transaction, "update letter set state = 'posted', posted_on = @today, version = version + 1 where letter = @letter", ("today", today), ("letter", Ids.Bytes(letter.Id)));
            Sql.Run(desk.Connection, transaction, "update letter_recipient set last_letter = @today, letters = letters + 1 where recipient = @recipient", ("today", today), ("recipient", LetterRows.Bytes(letter.Recipient)));
            if (letter.Writer is not null)
                Sql.Run(desk.Connection, transaction, "update correspondence set last_letter = @today where recipient = @recipient and writer = @writer",
                    ("today", today), ("recipient", LetterRows.Bytes(letter.Recipient)), ("writer", LetterRows.Bytes(letter.Writer)));
        }
        transaction.Commit();
    }
}
