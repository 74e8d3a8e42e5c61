using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Reads and writes the words of members about one another.</summary>
internal static class WordRows
{
    public static IReadOnlyList<Word> Of(
        DbConnection connection, DbTransaction? transaction, Organisation group, MemberId about, JointStep step)
    {
        using var command = Sql.Command(connection, transaction, """
            select voter, given_on from member_word
            where organisation = @organisation and member = @member and step = @step order by given_on, voter
            """, Place(group, about, step));
        using var row = command.ExecuteReader();
        var words = new List<Word>();
        while (row.Read()) words.Add(new Word(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))), Months.Day(row.GetInt64(1))));
        return words;
    }

    /// <summary>Gives a word, or gives it anew.</summary>
    public static void Give(
        DbConnection connection, DbTransaction transaction, Organisation group, MemberId about, JointStep step, MemberId voter, LocalDate today) =>
        Sql.Run(connection, transaction, """
            insert into member_word (organisation, member, step, voter, given_on) values (@organisation, @member, @step, @voter, @today)
            on conflict (organisation, member, step, voter) do update set given_on = excluded.given_on
            """, [.. Place(group, about, step), ("voter", Ids.Bytes(voter.Value)), ("today", (long)Months.DayNumber(today))]);

    public static void TakeBack(
        DbConnection connection, DbTransaction? transaction, Organisation group, MemberId about, JointStep step, MemberId voter) =>
        Sql.Run(connection, transaction, """
            delete from member_word where organisation = @organisation and member = @member and step = @step and voter = @voter
            """, [.. Place(group, about, step), ("voter", Ids.Bytes(voter.Value))]);

    /// <summary>Forgets the words for a step that was carried out.</summary>
    public static void Clear(DbConnection connection, DbTransaction transaction, Organisation group, MemberId about, JointStep step) =>
        Sql.Run(connection, transaction,
            "delete from member_word where organisation = @organisation and member = @member and step = @step", Place(group, about, step));

    /// <summary>Forgets every word in a group by or about somebody.</summary>
    public static void ClearAllOf(DbConnection connection, DbTransaction transaction, Organisation group, MemberId member) =>
        Sql.Run(connection, transaction,
            "delete from member_word where organisation = @organisation and (member = @member or voter = @member)",
            ("organisation", group.Number), ("member", Ids.Bytes(member.Value)));

    private static (string, object?)[] Place(Organisation group, MemberId about, JointStep step) =>
        [("organisation", group.Number), ("member", Ids.Bytes(about.Value)), ("step", step.Word())];
}
