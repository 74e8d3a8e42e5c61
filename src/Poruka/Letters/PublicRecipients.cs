using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Somebody inside who agreed that the public reads this of them, until a day.</summary>
public sealed record PublicRecipient(RecipientId Id, string Name, string About, IReadOnlyList<string> Languages, LocalDate Until, long Letters);

/// <summary>The approved copies that the public page reads: it never reads a sealed row.</summary>
internal static class PublicRecipients
{
    private const string Select = """
        select p.recipient, p.name, p.about, p.languages, p.until_day, r.letters
        from public_recipient p join letter_recipient r on r.recipient = p.recipient
        """;

    /// <summary>Those who wait, least written first.</summary>
    public static List<PublicRecipient> Of(DbConnection connection, long organisation, LocalDate today) => LetterRows.Read(connection, null,
        Select + " where p.organisation = @organisation and p.until_day >= @today and r.state = 'waiting' order by r.letters, coalesce(r.last_letter, r.since), p.recipient",
        Read, ("organisation", organisation), ("today", LetterRows.Number(today)));

    public static PublicRecipient? Find(DbConnection connection, RecipientId id) => LetterRows.Read(connection, null,
        Select + " where p.recipient = @id", Read, ("id", Ids.Bytes(id.Value))).FirstOrDefault();

    public static void Put(DbConnection connection, DbTransaction transaction, long organisation, PublicRecipient copy) => Sql.Run(connection, transaction, """
        insert into public_recipient (recipient, organisation, name, about, languages, until_day) values (@id, @organisation, @name, @about, @languages, @until)
        on conflict (recipient) do update set name = excluded.name, about = excluded.about, languages = excluded.languages, until_day = excluded.until_day
        """, ("id", Ids.Bytes(copy.Id.Value)), ("organisation", organisation), ("name", copy.Name), ("about", copy.About),
        ("languages", string.Join(' ', copy.Languages)), ("until", LetterRows.Number(copy.Until)));

    public static void Withdraw(DbConnection connection, DbTransaction transaction, RecipientId id) =>
        Sql.Run(connection, transaction, "delete from public_recipient where recipient = @id", ("id", Ids.Bytes(id.Value)));

    private static PublicRecipient Read(DbDataReader row) => new(
        new RecipientId(LetterRows.Id(row, 0)!.Value), row.GetString(1), row.GetString(2), row.GetString(3).Split(' '), LetterRows.Day(row, 4)!.Value, row.GetInt64(5));
}
