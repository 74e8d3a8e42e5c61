using System.Data.Common;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Grants of a member over all rooms.</summary>
internal static class GrantRows
{
    /// <summary>Takes all grants of a member away.</summary>
    public static int DropAllOf(DbConnection connection, DbTransaction transaction, MemberId member) => Sql.Run(
        connection, transaction, "delete from room_grant where member = @member", ("member", Ids.Bytes(member.Value)));
}
