using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>When what keeps an installation safe was last done.</summary>
internal static class Upkeep
{
    public const string Backup = "backup", Keys = "keys", Check = "check", Drill = "drill";

    /// <summary>Notes that it was done.</summary>
    public static void Note(Installation installation, string kind, Instant at, string name)
    {
        using var connection = installation.Database.Open();
        Sql.Run(connection, null, """
            insert into upkeep (kind, done_at, name) values (@kind, @at, @name)
            on conflict (kind) do update set done_at = excluded.done_at, name = excluded.name
            """, ("kind", kind), ("at", at.ToUnixTimeSeconds()), ("name", name));
    }

    /// <summary>When it was last done; null for never.</summary>
    public static Instant? LastOf(DbConnection connection, string kind) =>
        Sql.Number(connection, null, "select done_at from upkeep where kind = @kind", ("kind", kind)) is { } seconds ? Instant.FromUnixTimeSeconds(seconds) : null;
}
