using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>A shift as stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Member">Who.</param>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
internal sealed record DutyRow(UInt128 Id, MemberId Member, Instant From, Instant To);

/// <summary>Who is on duty, and who is told of what is due.</summary>
internal static class CaseDuty
{
    public static IReadOnlyList<DutyRow> From(DbConnection connection, long organisation, Instant from)
    {
        using var command = Sql.Command(connection, null,
            "select duty, member, from_at, to_at from duty where organisation = @organisation and to_at > @from order by from_at, to_at",
            ("organisation", organisation), ("from", from.ToUnixTimeSeconds()));
        using var row = command.ExecuteReader();
        var shifts = new List<DutyRow>();
        while (row.Read())
            shifts.Add(new DutyRow(Ids.Read(row.GetFieldValue<byte[]>(0)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(1))),
                Instant.FromUnixTimeSeconds(row.GetInt64(2)), Instant.FromUnixTimeSeconds(row.GetInt64(3))));
        return shifts;
    }

    public static void Add(DbConnection connection, long organisation, DutyRow shift) => Sql.Run(connection, null, """
        insert into duty (duty, organisation, member, from_at, to_at) values (@duty, @organisation, @member, @from, @to) on conflict (duty) do nothing
        """, ("duty", Ids.Bytes(shift.Id)), ("organisation", organisation), ("member", Ids.Bytes(shift.Member.Value)),
        ("from", shift.From.ToUnixTimeSeconds()), ("to", shift.To.ToUnixTimeSeconds()));

    public static void Remove(DbConnection connection, long organisation, UInt128 shift) => Sql.Run(connection, null,
        "delete from duty where duty = @duty and organisation = @organisation", ("duty", Ids.Bytes(shift)), ("organisation", organisation));

    /// <summary>
    /// Who is told: at the first stage whoever has an open task in the case, at the second who is on duty besides, at the last
    /// all who look after cases. Where that would be nobody, all.
    /// </summary>
    public static IReadOnlyList<MemberId> WhoIsTold(DbConnection connection, CaseRow row, int stage, Instant now)
    {
        var all = Caseworkers(connection, row.Organisation);
        var told = new List<MemberId>();
        if (stage < HealthWatch.LastStage)
        {
            using var command = Sql.Command(connection, null,
                "select distinct assignee from case_task where support_case = @case and state = 'open' and assignee is not null", ("case", Ids.Bytes(row.Id.Value)));
            using (var reader = command.ExecuteReader())
                while (reader.Read()) told.Add(new MemberId(Ids.Read(reader.GetFieldValue<byte[]>(0))));
            if (stage >= 2 || told.Count == 0)
                told.AddRange(DutyRoster.At(From(connection, row.Organisation, now).Select(s => new Shift(s.Member.Value, s.From, s.To)), now).Select(m => new MemberId(m)));
        }
        var living = all.Select(m => m.Id).ToHashSet();
        told = [.. told.Distinct().Where(living.Contains)];
        return told.Count > 0 ? told : [.. living];
    }

    /// <summary>The members of a group who look after cases, by name.</summary>
    public static IReadOnlyList<Member> Caseworkers(DbConnection connection, long organisation)
    {
        var ids = new HashSet<MemberId>();
        using (var command = Sql.Command(connection, null,
            "select member from member_role where organisation = @organisation and role = @role", ("organisation", organisation), ("role", Role.Caseworker.Word())))
        using (var row = command.ExecuteReader())
            while (row.Read()) ids.Add(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return [.. ids.Select(id => MemberRows.Find(connection, id)).OfType<Member>().Where(m => m.State == MemberState.Active).OrderBy(m => m.Name, StringComparer.Ordinal)];
    }
}
