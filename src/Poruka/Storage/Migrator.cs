using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Poruka.Storage;

/// <summary>Applies the numbered scripts that a database lacks, each in its own transaction.</summary>
internal static partial class Migrator
{
    /// <summary>The newest version that this program knows.</summary>
    public static int Newest => Scripts.Keys.Max();

    private static SortedDictionary<int, List<(string Dialect, string Resource)>> Scripts { get; } = FindScripts();

    /// <summary>The version of a database; 0 for an empty one.</summary>
    public static int VersionOf(Database database, DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = database.Kind == DatabaseKind.Sqlite
            ? "select count(*) from sqlite_master where name = 'schema_version'"
            : "select count(*) from pg_tables where tablename = 'schema_version' and schemaname = any (current_schemas(false))";
        if (Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) == 0) return 0;
        command.CommandText = "select coalesce(max(version), 0) from schema_version";
        return (int)Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Brings a database to the newest version.</summary>
    /// <exception cref="NewerDatabaseException">It was written by a newer program; nothing was touched.</exception>
    public static void Apply(Database database)
    {
        using var connection = database.Open();
        var version = VersionOf(database, connection);
        if (version > Newest) throw new NewerDatabaseException(version, Newest);
        foreach (var (number, scripts) in Scripts)
        {
            if (number <= version) continue;
            using var transaction = connection.BeginTransaction();
            if (number == 1) Run(connection, transaction, Translate(database.Kind,
                "create table schema_version (version bigint not null primary key) /*strict*/"));
            foreach (var (dialect, resource) in scripts)
                if (dialect.Length == 0 || dialect == (database.Kind == DatabaseKind.Sqlite ? "sqlite" : "postgres"))
                    Run(connection, transaction, Translate(database.Kind, Text(resource)));
            Run(connection, transaction,
                string.Create(CultureInfo.InvariantCulture, $"insert into schema_version (version) values ({number})"));
            transaction.Commit();
        }
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
