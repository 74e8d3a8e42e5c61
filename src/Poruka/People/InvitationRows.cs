using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>A link into a group.</summary>
/// <param name="Organisation">The group.</param>
/// <param name="Roles">What its bearer will do there.</param>
/// <param name="ExpiresAt">When it runs out.</param>
/// <param name="Renews">The member who gets new keys by it, or null.</param>
public sealed record Invitation(Organisation Organisation, IReadOnlyList<Role> Roles, Instant ExpiresAt, MemberId? Renews);

/// <summary>An invitation that nobody has used yet, as a list shows it.</summary>
/// <param name="Lookup">What it is found by; the link can't be told from it.</param>
/// <param name="Roles">What its bearer will do.</param>
/// <param name="ExpiresAt">When it runs out.</param>
/// <param name="MadeBy">Who made it; null where it was made on the command line.</param>
/// <param name="Renews">Whose keys it renews, or null.</param>
public sealed record OpenInvitation(byte[] Lookup, IReadOnlyList<Role> Roles, Instant ExpiresAt, string? MadeBy, string? Renews);

/// <summary>Reads and writes invitations: found by a hash, used once.</summary>
internal static class InvitationRows
{
    public static void Add(
        DbConnection connection, DbTransaction? transaction, string link, Organisation organisation, IEnumerable<Role> roles, MemberId madeBy, Instant expiresAt, MemberId? renews) =>
        Sql.Run(connection, transaction, """
            insert into invitation (lookup, organisation, roles, made_by, expires_at, renews)
            values (@lookup, @organisation, @roles, @by, @expires, @renews)
            """,
            ("lookup", OneTimeCode.LookupOf(link)), ("organisation", organisation.Number), ("roles", string.Join(' ', roles.Select(r => r.Word()))),
            ("by", Ids.Bytes(madeBy.Value)), ("expires", expiresAt.ToUnixTimeSeconds()), ("renews", renews is { } r ? Ids.Bytes(r.Value) : null));

    /// <summary>The invitation of a link that hasn't run out; null where there is none.</summary>
    public static Invitation? Find(DbConnection connection, DbTransaction? transaction, byte[] lookup, Instant now)
    {
        using var command = Sql.Command(connection, transaction, """
            select o.organisation, o.slug, o.name, i.roles, i.expires_at, i.renews
            from invitation i join organisation o on o.organisation = i.organisation
            where i.lookup = @lookup and i.expires_at > @now
            """, ("lookup", lookup), ("now", now.ToUnixTimeSeconds()));
        using var row = command.ExecuteReader();
        return row.Read()
            ? new Invitation(new Organisation(row.GetInt64(0), row.GetString(1), row.GetString(2)), Roles.OfWords(row.GetString(3)),
                Instant.FromUnixTimeSeconds(row.GetInt64(4)), row.IsDBNull(5) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(5))))
            : null;
    }

    /// <summary>The open invitations of a group, the next to run out first.</summary>
    public static IReadOnlyList<OpenInvitation> Of(DbConnection connection, Organisation organisation, Instant now)
    {
        using var command = Sql.Command(connection, null, """
            select i.lookup, i.roles, i.expires_at, b.name, r.name
            from invitation i left join member b on b.member = i.made_by left join member r on r.member = i.renews
            where i.organisation = @organisation and i.expires_at > @now order by i.expires_at, i.lookup
            """, ("organisation", organisation.Number), ("now", now.ToUnixTimeSeconds()));
        using var row = command.ExecuteReader();
        var open = new List<OpenInvitation>();
        while (row.Read())
            open.Add(new OpenInvitation(row.GetFieldValue<byte[]>(0), Roles.OfWords(row.GetString(1)), Instant.FromUnixTimeSeconds(row.GetInt64(2)),
                row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4)));
        return open;
    }

    /// <summary>Withdraws a group's invitation; false where there is none.</summary>
    public static bool Withdraw(DbConnection connection, Organisation organisation, byte[] lookup) => Sql.Run(connection, null,
        "delete from invitation where organisation = @organisation and lookup = @lookup",
        ("organisation", organisation.Number), ("lookup", lookup)) == 1;

    /// <summary>Withdraws what a member has open: who was forced may have been made to invite.</summary>
    public static void WithdrawAllBy(DbConnection connection, DbTransaction transaction, MemberId member) =>
        Sql.Run(connection, transaction, "delete from invitation where made_by = @member", ("member", Ids.Bytes(member.Value)));

    /// <summary>Forgets those that ran out.</summary>
    public static void Sweep(DbConnection connection, Instant now) => Sql.Run(connection, null,
        "delete from invitation where expires_at <= @now", ("now", now.ToUnixTimeSeconds()));

    /// <summary>Uses a link up; null where it is used, or ran out.</summary>
    public static Invitation? Use(DbConnection connection, DbTransaction transaction, byte[] lookup, Instant now)
    {
        var invitation = Find(connection, transaction, lookup, now);
        return invitation is not null
            && Sql.Run(connection, transaction, "delete from invitation where lookup = @lookup", ("lookup", lookup)) == 1 ? invitation : null;
    }
}
