using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;
using Poruka.Tests.Cli;

namespace Poruka.Tests;

/// <summary>An installation in a temporary folder, with one fund; removed when disposed.</summary>
internal sealed class TestInstallation : IDisposable
{
    public static readonly LocalDate Today = new(2026, 11, 23);

    /// <summary>Both databases, for <c>[MemberData]</c>: what isn't tested on both isn't promised on both.</summary>
    public static TheoryData<DatabaseKind> Both => [DatabaseKind.Sqlite, DatabaseKind.PostgreSql];

    // Made by the scripts once, copied for each test: thirteen scripts for each would be most of what many tests do.
    private static readonly Lazy<byte[]> WithTables = new(() =>
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, Installation.DatabaseName);
        using (var database = Database.AtFile(path))
        {
            Migrator.Apply(database);
            using var connection = database.Open();
            Sql.Run(connection, null, "pragma wal_checkpoint(truncate)");
        }
        return File.ReadAllBytes(path);
    });

    public TestInstallation(DatabaseKind kind, PostgresServer postgres, string logName = "test.example")
        : this(kind == DatabaseKind.PostgreSql ? postgres.CreateWithTables() : null, logName)
    {
    }

    /// <summary>In a database on a server of one's own; null for a SQLite file.</summary>
    public TestInstallation(string? server, string logName = "test.example")
    {
        Folder = Directory.CreateTempSubdirectory("poruka-test-").FullName;
        if (server is null) File.WriteAllBytes(Path.Combine(Folder, Installation.DatabaseName), WithTables.Value);
        Installation = Installation.Create(Folder, server, logName);
        Fund = AddFund("red-cross", "Political Red Cross");
    }

    public string Folder { get; }

    public Installation Installation { get; }

    public Database Database => Installation.Database;

    public Fund Fund { get; }

    public Fund AddFund(string slug, string name)
    {
        using var connection = Database.Open();
        Assert.True(FundRows.TryAdd(connection, new FundId(UInt128.CreateChecked(slug.Length) << 64 | (uint)slug.GetHashCode(StringComparison.Ordinal)),
            new Fund(0, default, slug, name, "Help for everybody inside.", Currency.Eur, 100, true), Today));
        return FundRows.FindBySlug(connection, slug)!;
    }

    public void Dispose()
    {
        Installation.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
