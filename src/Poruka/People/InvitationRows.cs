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

    /// <summary>Uses a link up; null where it is used, or ran out.</summary>
    public static Invitation? Use(DbConnection connection, DbTransaction transaction, byte[] lookup, Instant now)
    {
        var invitation = Find(connection, transaction, lookup, now);
        return invitation is not null
            && Sql.Run(connection, transaction, "delete from invitation where lookup = @lookup", ("lookup", lookup)) == 1 ? invitation : null;
    }
}
