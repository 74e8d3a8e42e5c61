using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Poruka.Storage;

/// <summary>Applies the numbered scripts that a database lacks.</summary>
internal static partial class Migrator
{
    /// <summary>The newest version that this program knows.</summary>
    public static int Newest => Scripts.Keys.Max();

    private static SortedDictionary<int, List<(string Dialect, string Resource)>> Scripts { get; } = FindScripts();

    /// <summary>The scripts that were applied to a database; none for an empty one.</summary>
    public static SortedSet<int> Applied(Database database, DbConnection connection, DbTransaction? transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = database.Kind == DatabaseKind.Sqlite
            ? "select count(*) from sqlite_master where name = 'schema_version'"
            : "select count(*) from pg_tables where tablename = 'schema_version' and schemaname = any (current_schemas(false))";
        var applied = new SortedSet<int>();
        if (Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) == 0) return applied;
        command.CommandText = "select version from schema_version";
        using var row = command.ExecuteReader();
        while (row.Read()) applied.Add((int)row.GetInt64(0));
        return applied;
    }

    /// <summary>The scripts that a database lacks.</summary>
    /// <exception cref="NewerDatabaseException">It was written by a newer program; nothing was touched.</exception>
    public static IReadOnlyList<int> Missing(IReadOnlyCollection<int> applied)
    {
        MustKnow(applied);
        return [.. Scripts.Keys.Except(applied)];
    }

    /// <summary>Refuses scripts that this program doesn't have.</summary>
    /// <exception cref="NewerDatabaseException">There is one.</exception>
    public static void MustKnow(IReadOnlyCollection<int> versions)
    {
        if (versions.Except(Scripts.Keys).DefaultIfEmpty().Max() is > 0 and var unknown) throw new NewerDatabaseException(unknown, Newest);
    }

    /// <summary>
    /// Applies what a database lacks, all in one transaction: it is wholly of the new version, or wholly as it was.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="only">Of these scripts; null for all.</param>
    /// <exception cref="NewerDatabaseException">It was written by a newer program; nothing was touched.</exception>
    public static void Apply(Database database, IReadOnlyCollection<int>? only = null) => Apply(database, only, keep: true);

    /// <summary>Applies what a database lacks, and takes it back: throws where applying it would.</summary>
    /// <returns>The scripts that it lacks.</returns>
    public static IReadOnlyList<int> Try(Database database) => Apply(database, null, keep: false);

    private static List<int> Apply(Database database, IReadOnlyCollection<int>? only, bool keep)
    {
        using var connection = database.Open();
        if (Wanted(Applied(database, connection, null)).Count == 0) return [];
        using var transaction = connection.BeginTransaction();
        // One program at a time: what a faster one has applied meanwhile is seen behind the lock (SQLite's is the transaction).
        if (database.Kind == DatabaseKind.PostgreSql) Run(connection, transaction, "select pg_advisory_xact_lock(7236421)");
        var wanted = Wanted(Applied(database, connection, transaction));
        foreach (var number in wanted)
        {
            if (number == 1) Run(connection, transaction, Translate(database.Kind,
                "create table schema_version (version bigint not null primary key) /*strict*/"));
            foreach (var (dialect, resource) in Scripts[number])
                if (dialect.Length == 0 || dialect == (database.Kind == DatabaseKind.Sqlite ? "sqlite" : "postgres"))
                    Run(connection, transaction, Translate(database.Kind, Text(resource)));
            Run(connection, transaction,
                string.Create(CultureInfo.InvariantCulture, $"insert into schema_version (version) values ({number})"));
        }
        if (keep) transaction.Commit();
        else transaction.Rollback();
        return wanted;

        List<int> Wanted(SortedSet<int> applied) => [.. Missing(applied).Where(number => only is null || only.Contains(number))];
    }

    private static void Run(DbConnection connection, DbTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Translate(DatabaseKind kind, string sql) => kind == DatabaseKind.PostgreSql
        ? sql
        : BigInt().Replace(Bytea().Replace(sql, "blob"), "integer")
            .Replace(") /*strict*/ /*norowid*/", ") strict, without rowid", StringComparison.Ordinal)
            .Replace(") /*strict*/", ") strict", StringComparison.Ordinal);

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static SortedDictionary<int, List<(string Dialect, string Resource)>> FindScripts()
    {
        var scripts = new SortedDictionary<int, List<(string, string)>>();
        foreach (var resource in Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal))
            if (ScriptName().Match(resource) is { Success: true } name)
            {
                var number = int.Parse(name.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
                if (!scripts.TryGetValue(number, out var list)) scripts[number] = list = [];
                list.Add((name.Groups["dialect"].Value, resource));
            }
        // The common script first, then what a dialect adds to it.
        foreach (var list in scripts.Values) list.Sort((a, b) => a.Item1.Length.CompareTo(b.Item1.Length));
        return scripts;
    }

    [GeneratedRegex(@"^migration/(?<number>\d{4})-[a-z-]+(\.(?<dialect>sqlite|postgres))?\.sql$")]
    private static partial Regex ScriptName();

    [GeneratedRegex(@"\bbigint\b")]
    private static partial Regex BigInt();

    [GeneratedRegex(@"\bbytea\b")]
    private static partial Regex Bytea();
}

/// <summary>The database was written by a newer version of the program.</summary>
public sealed class NewerDatabaseException(int found, int known)
    : Exception($"The database has version {found}, this program knows {known}.")
{
    /// <summary>The database's version.</summary>
    public int Found { get; } = found;

    /// <summary>The newest that this program knows.</summary>
    public int Known { get; } = known;
}
