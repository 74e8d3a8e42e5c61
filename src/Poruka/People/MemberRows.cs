using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Reads and writes members and groups.</summary>
internal static class MemberRows
{
    private const string Columns = "member, name, state, joined_on, public_key, verifying_key";

    private const string QualifiedColumns = "m.member, m.name, m.state, m.joined_on, m.public_key, m.verifying_key";

    private const string LockColumns = "memory_kib, passes, salt, verifier, keys_sealed, keys_recovery, totp_sealed";

    /// <summary>Whether nobody is a member yet: the group is to be set up.</summary>
    public static bool IsEmpty(DbConnection connection, DbTransaction? transaction = null) =>
        Sql.Number(connection, transaction, "select cast(count(*) as bigint) from member") == 0;

    public static Member? Find(DbConnection connection, MemberId id, DbTransaction? transaction = null) =>
        List(connection, transaction, $"select {Columns} from member where member = @member", ("member", Ids.Bytes(id.Value))).FirstOrDefault();

    public static Member? FindByName(DbConnection connection, string name, DbTransaction? transaction = null) =>
        List(connection, transaction, $"select {Columns} from member where name = @name", ("name", name)).FirstOrDefault();

    /// <summary>The members of a group by name; who left isn't among them.</summary>
    public static IReadOnlyList<Member> Of(DbConnection connection, Organisation organisation) => List(connection, null, $"""
        select {QualifiedColumns}
        from member m join membership s on s.member = m.member
        where s.organisation = @organisation and m.state <> 'left' order by m.name
        """, ("organisation", organisation.Number));

    /// <summary>How many members a group has.</summary>
    public static long CountOf(DbConnection connection, Organisation organisation, DbTransaction? transaction = null) =>
        Sql.Number(connection, transaction, """
            select cast(count(*) as bigint) from member m join membership s on s.member = m.member
            where s.organisation = @organisation and m.state <> 'left'
            """, ("organisation", organisation.Number)) ?? 0;

    /// <summary>Some members of a group by name, with what they do there and since when.</summary>
    public static IReadOnlyList<GroupMember> ListedOf(
        DbConnection connection, Organisation organisation, int count = int.MaxValue, int skip = 0, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, $"""
            select p.member, p.name, p.state, p.joined_on, p.public_key, p.verifying_key, p.since, r.role
            from (select {QualifiedColumns}, s.joined_on as since
                  from member m join membership s on s.member = m.member
                  where s.organisation = @organisation and m.state <> 'left' order by m.name limit @count offset @skip) p
            left join member_role r on r.organisation = @organisation and r.member = p.member order by p.name
            """, ("organisation", organisation.Number), ("count", (long)count), ("skip", (long)skip));
        using var row = command.ExecuteReader();
        var found = new List<(Member Member, List<Role> Roles, LocalDate Since)>();
        while (row.Read())
        {
            var member = Read(row);
            if (found.Count == 0 || found[^1].Member.Id != member.Id) found.Add((member, [], Months.Day(row.GetInt64(6))));
            if (!row.IsDBNull(7) && Roles.OfWord(row.GetString(7)) is { } role) found[^1].Roles.Add(role);
        }
        return [.. found.Select(f => new GroupMember(f.Member, [.. f.Roles.Order()], f.Since))];
    }

    public static MemberLock? LockOf(DbConnection connection, MemberId id)
    {
        using var command = Sql.Command(connection, null,
            $"select {LockColumns} from member where member = @member", ("member", Ids.Bytes(id.Value)));
        using var row = command.ExecuteReader();
        return row.Read()
            ? new MemberLock(
                new PassphraseCost((int)row.GetInt64(0), (int)row.GetInt64(1)), Blob(row, 2), Blob(row, 3), Blob(row, 4), Blob(row, 5), Blob(row, 6))
            : null;
    }

    /// <summary>Adds a member; false where the name is taken.</summary>
    public static bool TryAdd(DbConnection connection, DbTransaction transaction, Member member, MemberLock its) =>
        Sql.Run(connection, transaction, $"""
            insert into member ({Columns}, {LockColumns}, totp_step)
            values (@member, @name, 'active', @joined, @public, @verifying, @memory, @passes, @salt, @verifier, @keys, @recovery, @totp, 0)
            on conflict (name) do nothing
            """,
            [("member", Ids.Bytes(member.Id.Value)), ("name", member.Name), ("joined", (long)Months.DayNumber(member.JoinedOn)),
                ("public", member.PublicKey), ("verifying", member.VerifyingKey), .. Parameters(its)]) == 1;

    /// <summary>Changes what a member's passphrase is held against, and their keys where they are new.</summary>
    public static void ChangeLock(DbConnection connection, DbTransaction transaction, Member member, MemberLock its) =>
        Sql.Run(connection, transaction, """
            update member set public_key = @public, verifying_key = @verifying, memory_kib = @memory, passes = @passes, salt = @salt,
                verifier = @verifier, keys_sealed = @keys, keys_recovery = @recovery, totp_sealed = @totp
            where member = @member
            """,
            [("member", Ids.Bytes(member.Id.Value)), ("public", member.PublicKey), ("verifying", member.VerifyingKey), .. Parameters(its)]);

    /// <summary>Uses a step of the second factor; false where it, or a later one, was used before.</summary>
    public static bool TryUseStep(DbConnection connection, MemberId id, long step) => Sql.Run(connection, null,
        "update member set totp_step = @step where member = @member and totp_step < @step and state = 'active'",
        ("step", step), ("member", Ids.Bytes(id.Value))) == 1;

    public static void SetState(DbConnection connection, DbTransaction? transaction, MemberId id, MemberState state) =>
        Sql.Run(connection, transaction, "update member set state = @state where member = @member",
            ("state", Word(state)), ("member", Ids.Bytes(id.Value)));

    public static IReadOnlyList<Organisation> Organisations(DbConnection connection)
    {
        using var command = Sql.Command(connection, null, "select organisation, slug, name from organisation order by organisation");
        using var row = command.ExecuteReader();
        var all = new List<Organisation>();
        while (row.Read()) all.Add(new Organisation(row.GetInt64(0), row.GetString(1), row.GetString(2)));
        return all;
    }

    /// <summary>Adds a group; null where the slug is taken.</summary>
    public static Organisation? TryAddOrganisation(DbConnection connection, DbTransaction transaction, string slug, string name, LocalDate today)
    {
        var added = Sql.Run(connection, transaction, """
            insert into organisation (organisation, slug, name, created_on)
            select coalesce(max(organisation), 0) + 1, @slug, @name, @today from organisation where true
            on conflict (slug) do nothing
            """, ("slug", slug), ("name", name), ("today", (long)Months.DayNumber(today)));
        return added == 0 ? null : new Organisation(
            Sql.Number(connection, transaction, "select organisation from organisation where slug = @slug", ("slug", slug))!.Value, slug, name);
    }

    /// <summary>The groups of a member, with their roles there.</summary>
    public static IReadOnlyList<Membership> MembershipsOf(DbConnection connection, MemberId id, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, """
            select o.organisation, o.slug, o.name, r.role
            from membership s join organisation o on o.organisation = s.organisation
            left join member_role r on r.organisation = s.organisation and r.member = s.member
            where s.member = @member order by o.name, o.organisation
            """, ("member", Ids.Bytes(id.Value)));
        using var row = command.ExecuteReader();
        var found = new List<(Organisation Organisation, List<Role> Roles)>();
        while (row.Read())
        {
            if (found.Count == 0 || found[^1].Organisation.Number != row.GetInt64(0))
                found.Add((new Organisation(row.GetInt64(0), row.GetString(1), row.GetString(2)), []));
            if (!row.IsDBNull(3) && Roles.OfWord(row.GetString(3)) is { } role) found[^1].Roles.Add(role);
        }
        return [.. found.Select(f => new Membership(f.Organisation, [.. f.Roles.Order()]))];
    }

    /// <summary>
    /// Holds a group until the transaction ends, so that what is decided about its members by their number and roles is still
    /// true when it is stored.
    /// </summary>
    public static void Hold(DbConnection connection, DbTransaction transaction, Organisation organisation) => Sql.Run(connection, transaction,
        "update organisation set name = name where organisation = @organisation", ("organisation", organisation.Number));

    public static void Join(DbConnection connection, DbTransaction transaction, Organisation organisation, MemberId id, LocalDate today) =>
        Sql.Run(connection, transaction, """
            insert into membership (organisation, member, joined_on) values (@organisation, @member, @today)
            on conflict (organisation, member) do nothing
            """, ("organisation", organisation.Number), ("member", Ids.Bytes(id.Value)), ("today", (long)Months.DayNumber(today)));

    public static void SetRoles(DbConnection connection, DbTransaction transaction, Organisation organisation, MemberId id, IEnumerable<Role> roles)
    {
        Sql.Run(connection, transaction, "delete from member_role where organisation = @organisation and member = @member",
            ("organisation", organisation.Number), ("member", Ids.Bytes(id.Value)));
        foreach (var role in roles)
            Sql.Run(connection, transaction,
                "insert into member_role (organisation, member, role) values (@organisation, @member, @role)",
                ("organisation", organisation.Number), ("member", Ids.Bytes(id.Value)), ("role", role.Word()));
    }

    internal static string Word(MemberState state) => state switch
    {
        MemberState.Active => "active",
        MemberState.Frozen => "frozen",
        MemberState.Left => "left",
    };

    private static (string, object?)[] Parameters(MemberLock its) =>
    [
        ("memory", (long)its.Cost.MemoryKibibytes), ("passes", (long)its.Cost.Passes), ("salt", its.Salt), ("verifier", its.Verifier),
        ("keys", its.KeysSealed), ("recovery", its.KeysRecovery), ("totp", its.TotpSealed),
    ];

    private static List<Member> List(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var members = new List<Member>();
        while (row.Read()) members.Add(Read(row));
        return members;
    }

    private static Member Read(DbDataReader row) => new(
        new MemberId(Ids.Read(Blob(row, 0))), row.GetString(1),
        row.GetString(2) switch { "active" => MemberState.Active, "frozen" => MemberState.Frozen, _ => MemberState.Left },
        Months.Day(row.GetInt64(3)), Blob(row, 4), Blob(row, 5));

    private static byte[] Blob(DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
