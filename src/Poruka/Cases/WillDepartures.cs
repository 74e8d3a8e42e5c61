using System.Data.Common;
using NodaTime;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// What happens to arrest wills when somebody has left the group: the share of a named one is destroyed and the writer told; the will of
/// a writer who left is destroyed, unless an arrest of theirs is recorded, and then a year after that.
/// </summary>
internal static class WillDepartures
{
    /// <summary>For how long after a recorded arrest the will of somebody who is no longer in the group still opens.</summary>
    private const int DaysAfterArrest = 365;

    /// <summary>The job that looks for those who left.</summary>
    public static Job Job { get; } = new("will-departures", Duration.FromHours(1), run =>
    {
        Tidy(run.Installation, run.Now);
        return Task.CompletedTask;
    });

    /// <returns>How many wills and how many shares were destroyed.</returns>
    internal static (int Wills, int Shares) Tidy(Installation installation, Instant now)
    {
        using var connection = installation.Database.Open();
        var wills = 0;
        foreach (var writer in Members(connection, """
            select w.member from arrest_will w where not exists
                (select 1 from membership m where m.organisation = w.organisation and m.member = w.member)
            """))
            if (Wills.OfWriter(connection, writer) is { } will && (will.ArrestedAt is not { } at || at + Duration.FromDays(DaysAfterArrest) <= now))
                wills += Destroy(installation, connection, will) ? 1 : 0;
        var shares = 0;
        foreach (var writer in Members(connection, $"select distinct w.member from arrest_will w join arrest_will_named n on n.will = w.will where {Left}"))
            if (Wills.OfWriter(connection, writer) is { } will) shares += TakeShares(installation, connection, will, now);
        return (wills, shares);
    }

    /// <summary>Named ones that are in the will's group no more.</summary>
    private const string Left = "not exists (select 1 from membership m where m.organisation = w.organisation and m.member = n.member)";

    private static int TakeShares(Installation installation, DbConnection connection, Will will, Instant now)
    {
        var gone = Members(connection, $"select n.member from arrest_will_named n join arrest_will w on w.will = n.will where n.will = @will and {Left}", ("will", Ids.Bytes(will.Id)));
        using var transaction = connection.BeginTransaction();
        var taken = 0;
        foreach (var member in gone)
        {
            if (Sql.Run(connection, transaction, "delete from arrest_will_named where will = @will and member = @member",
                ("will", Ids.Bytes(will.Id)), ("member", Ids.Bytes(member.Value))) == 0) continue;
            // What others handed to them goes too; what they handed to others stays with those.
            Sql.Run(connection, transaction, "delete from arrest_will_handed where will = @will and taker = @member",
                ("will", Ids.Bytes(will.Id)), ("member", Ids.Bytes(member.Value)));
            Wills.Note(connection, transaction, will, member, "left", now);
            taken++;
        }
        if (taken > 0) MailNotices.Tell(installation, connection, transaction, will.Writer, now);
        transaction.Commit();
        return taken;
    }

    /// <summary>Destroys a will for good, with the record of the arrest that kept it.</summary>
    private static bool Destroy(Installation installation, DbConnection connection, Will will)
    {
        Sql.Run(connection, null, "delete from recorded_arrest where organisation = @organisation and member = @member",
            ("organisation", will.Organisation), ("member", Ids.Bytes(will.Writer.Value)));
        return Wills.Erase(installation, connection, will);
    }

    private static List<MemberId> Members(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var members = new List<MemberId>();
        while (row.Read()) members.Add(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return members;
    }
}
