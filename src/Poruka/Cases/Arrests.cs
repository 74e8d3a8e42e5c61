using System.Data.Common;
using NodaTime;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>Somebody's word that another was arrested.</summary>
/// <param name="Voter">Whose.</param>
/// <param name="GivenOn">When.</param>
public sealed record ArrestWord(MemberId Voter, LocalDate GivenOn);

/// <summary>
/// The record that a member was arrested. It takes two others, or the only other there is. It is kept whether the member has a
/// will or not, so that nobody learns from it who has one.
/// </summary>
internal static class Arrests
{
    /// <summary>Whether an arrest of a member is recorded in any group.</summary>
    public static bool IsRecorded(DbConnection connection, MemberId member, DbTransaction? transaction = null) => Sql.Number(connection, transaction,
        "select cast(count(*) as bigint) from recorded_arrest where member = @member", ("member", Ids.Bytes(member.Value))) > 0;

    /// <summary>When an arrest was recorded in a group, or null.</summary>
    public static Instant? RecordedAt(DbConnection connection, Organisation group, MemberId member) => Sql.Number(connection, null,
        "select recorded_at from recorded_arrest where organisation = @organisation and member = @member",
        ("organisation", group.Number), ("member", Ids.Bytes(member.Value))) is { } at ? Instant.FromUnixTimeSeconds(at) : null;

    /// <summary>The words that count: those of members who may sign in, not older than a week.</summary>
    public static IReadOnlyList<ArrestWord> Words(DbConnection connection, Organisation group, MemberId about, LocalDate today, DbTransaction? transaction = null)
    {
        var speakers = Speakers(connection, group, about, transaction);
        using var command = Sql.Command(connection, transaction, "select voter, given_on from arrest_word where organisation = @organisation and about = @about order by given_on, voter",
            ("organisation", group.Number), ("about", Ids.Bytes(about.Value)));
        using var row = command.ExecuteReader();
        var words = new List<ArrestWord>();
        while (row.Read()) words.Add(new ArrestWord(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))), Months.Day(row.GetInt64(1))));
        return [.. words.Where(w => speakers.Contains(w.Voter) && Period.DaysBetween(w.GivenOn, today) <= TwoMembers.WordDays)];
    }

    /// <summary>How many must say so: two, or one where there is no more than one other.</summary>
    public static int NeededFor(DbConnection connection, Organisation group, MemberId about) => Math.Min(TwoMembers.Needed, Speakers(connection, group, about).Count);

    /// <summary>Gives a word; with the last that is needed the arrest is recorded, and the program's part of the will is given out.</summary>
    public static void Say(Installation installation, DbConnection connection, Organisation group, Member about, Member voter, Instant now)
    {
        var today = now.InUtc().Date;
        (string, object?)[] who = [("organisation", group.Number), ("about", Ids.Bytes(about.Id.Value))];
        using var transaction = connection.BeginTransaction();
        Lock(connection, transaction, about.Id);
        Sql.Run(connection, transaction, """
            insert into arrest_word (organisation, about, voter, given_on) values (@organisation, @about, @voter, @today)
            on conflict (organisation, about, voter) do update set given_on = excluded.given_on
            """, [.. who, ("voter", Ids.Bytes(voter.Id.Value)), ("today", (long)Months.DayNumber(today))]);
        var isEnough = Words(connection, group, about.Id, today, transaction).Count >= Math.Min(TwoMembers.Needed, Speakers(connection, group, about.Id, transaction).Count);
        if (isEnough)
        {
            Sql.Run(connection, transaction, "delete from arrest_word where organisation = @organisation and about = @about", who);
            Sql.Run(connection, transaction, """
                insert into recorded_arrest (organisation, member, recorded_at) values (@organisation, @about, @now) on conflict (organisation, member) do nothing
                """, [.. who, ("now", now.ToUnixTimeSeconds())]);
        }
        if (Wills.OfWriter(connection, about.Id, transaction) is { } will && will.Organisation == group.Number)
        {
            Wills.Note(connection, transaction, will, voter.Id, isEnough ? "recorded" : "said", now);
            if (isEnough)
                Sql.Run(connection, transaction, "update arrest_will set arrested_at = @now, recorded_by = @by where will = @will",
                    ("now", now.ToUnixTimeSeconds()), ("by", Ids.Bytes(voter.Id.Value)), ("will", Ids.Bytes(will.Id)));
        }
        // Whoever is not arrested hears of it at once.
        MailNotices.Tell(installation, connection, transaction, about.Id, now);
        transaction.Commit();
    }

    /// <summary>Takes the record and all words back; shares that were handed over are gone.</summary>
    public static void TakeBack(DbConnection connection, Organisation group, Member about, Member by, Instant now)
    {
        (string, object?)[] who = [("organisation", group.Number), ("about", Ids.Bytes(about.Id.Value))];
        using var transaction = connection.BeginTransaction();
        Lock(connection, transaction, about.Id);
        var was = Sql.Run(connection, transaction, "delete from arrest_word where organisation = @organisation and about = @about", who)
            + Sql.Run(connection, transaction, "delete from recorded_arrest where organisation = @organisation and member = @about", who);
        if (was > 0 && Wills.OfWriter(connection, about.Id, transaction) is { } will && will.Organisation == group.Number)
        {
            Wills.Note(connection, transaction, will, by.Id, "withdrawn", now);
            Sql.Run(connection, transaction, "update arrest_will set arrested_at = null, recorded_by = null where will = @will", ("will", Ids.Bytes(will.Id)));
            Sql.Run(connection, transaction, "delete from arrest_will_handed where will = @will", ("will", Ids.Bytes(will.Id)));
        }
        transaction.Commit();
    }

    /// <summary>One at a time decides about a member: two words that come at once are counted both.</summary>
    public static void Lock(DbConnection connection, DbTransaction transaction, MemberId member) =>
        Sql.Run(connection, transaction, "update member set name = name where member = @member", ("member", Ids.Bytes(member.Value)));

    private static HashSet<MemberId> Speakers(DbConnection connection, Organisation group, MemberId about, DbTransaction? transaction = null) =>
        [.. MemberRows.ListedOf(connection, group, transaction: transaction).Select(m => m.Member).Where(m => m.State == MemberState.Active && m.Id != about).Select(m => m.Id)];
}
