using System.Data.Common;
using System.Security.Cryptography;
using Poruka.Funds.VerifyBooks;
using Poruka.Storage;
using Poruka.Tests.Cli;

namespace Poruka.Tests.Storage;

public sealed class UpgradeTests(PostgresServer postgres)
{
    public static TheoryData<string, DatabaseKind> Versions
    {
        get
        {
            var all = new TheoryData<string, DatabaseKind>();
            foreach (var name in OldVersion.Names.Append(OldVersion.Made))
            {
                all.Add(name, DatabaseKind.Sqlite);
                all.Add(name, DatabaseKind.PostgreSql);
            }
            return all;
        }
    }

    [Fact]
    public void A_version_is_kept_where_that_is_asked_for()
    {
        if (Environment.GetEnvironmentVariable("PORUKA_MAKE_VERSION") is { Length: > 0 } name) OldVersion.Make(postgres).Write(name);
        Assert.Contains(OldVersion.Present, OldVersion.Names);
    }

    [Theory, MemberData(nameof(Versions))]
    public void An_earlier_version_is_copied_upgraded_and_sound(string name, DatabaseKind kind)
    {
        using var folder = new TemporaryFolder();
        var old = OldVersion.Read(name, postgres);
        old.Install(folder.Path, Server(kind));
        var before = Rows(folder.Path);
        using var installation = Installation.Open(folder.Path);
        using (var connection = installation.Database.Open())
        {
            Assert.Empty(Migrator.Missing(Migrator.Applied(installation.Database, connection, null)));
            foreach (var fund in FundRows.List(connection)) Assert.Empty(VerifyBooks.Run(installation, fund, null, CancellationToken.None).Findings);
        }
        // Nothing that was there is gone, and the tables are those of a new installation.
        var after = Rows(folder.Path);
        Assert.All(before, table => Assert.Equal(table.Value, after[table.Key]));
        using var fresh = new TestInstallation(kind, postgres);
        Assert.Equal(Shape(fresh.Database), Shape(installation.Database));
        var copies = folder.File(UpgradeCopy.FolderName);
        if (old.IsWhole)
        {
            Assert.False(Directory.Exists(copies));
            return;
        }
        // And the copy is the old database, whatever it was, in one file.
        var copy = Assert.Single(Directory.EnumerateFileSystemEntries(copies));
        using (var file = Database.AtFile(copy))
        using (var there = DatabaseSnapshot.Take(file))
        {
            Assert.Equal(old.Scripts, there.Versions);
            Assert.Equal(before.Values.Sum(), there.Tables.Sum(t => Count(there, t)));
        }
        // Opened again, nothing more is done.
        using (Installation.Open(folder.Path)) Assert.Equal(copy, Assert.Single(Directory.EnumerateFileSystemEntries(copies)));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_upgrade_that_fails_leaves_the_old_version_as_it_was(DatabaseKind kind)
    {
        using var folder = new TemporaryFolder();
        var old = OldVersion.Read(OldVersion.Made, postgres);
        var server = Server(kind);
        old.Install(folder.Path, server);
        using (var database = Open(folder.Path, server))
        using (var connection = database.Open())
            Sql.Run(connection, null, "create index upkeep on fund (name)"); // in the way of a table of that name
        var before = Rows(folder.Path);
        var cli = new CliRunner(folder.Path);
        cli.Refuses("upgrade --try", "The upgrade would fail.");
        Assert.ThrowsAny<DbException>(() => Installation.Open(folder.Path));
        Assert.ThrowsAny<DbException>(() => Installation.Open(folder.Path)); // no lock and no half of it is left
        Assert.Equal(before, Rows(folder.Path));
        using (var database = Open(folder.Path, server))
        using (var connection = database.Open())
        {
            Assert.Equal(old.Scripts, Migrator.Applied(database, connection, null));
            Sql.Run(connection, null, "drop index upkeep");
        }
        Assert.Contains("would go well", cli.Do("upgrade --try"), StringComparison.Ordinal);
        Assert.Equal(before, Rows(folder.Path)); // tried, and taken back
        Assert.Contains("before-upgrade", cli.Do("upgrade"), StringComparison.Ordinal);
        Assert.Contains("already", cli.Do("upgrade"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_older_program_refuses_a_newer_database_and_touches_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using (var connection = test.Database.Open())
        {
            Sql.Run(connection, null, "insert into schema_version (version) values (9999)");
            if (kind == DatabaseKind.Sqlite) Sql.Run(connection, null, "pragma wal_checkpoint(truncate)");
        }
        var before = Rows(test.Folder);
        var file = Path.Combine(test.Folder, "poruka.db");
        var hash = kind == DatabaseKind.Sqlite ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))) : "";
        new CliRunner(test.Folder).Refuses("fund list", "9999");
        new CliRunner(test.Folder).Refuses("upgrade --try", "9999");
        Assert.Throws<NewerDatabaseException>(() => Installation.Open(test.Folder));
        Assert.Equal(before, Rows(test.Folder));
        Assert.Equal(hash, kind == DatabaseKind.Sqlite ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))) : "");
        Assert.False(Directory.Exists(Path.Combine(test.Folder, UpgradeCopy.FolderName)));
    }

    [Fact]
    public void Secrets_that_earlier_versions_had_not_are_added_and_others_never()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var path = Path.Combine(test.Folder, "host.secrets");
        var whole = File.ReadAllLines(path);
        File.WriteAllLines(path, whole.Where(l => !l.StartsWith("notice-key", StringComparison.Ordinal)));
        Assert.Contains("poruka upgrade --secrets", Assert.Throws<InvalidDataException>(() => HostSecrets.Read(path)).Message, StringComparison.Ordinal);
        using (var installation = Installation.Open(test.Folder))
        {
            Assert.Equal(test.Installation.Secrets.Pepper, installation.Secrets.Pepper);
            Assert.NotEqual(new byte[32], installation.Secrets.NoticeKey);
        }
        Assert.Equal(whole.Length, File.ReadAllLines(path).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Contains("Nothing is missing", new CliRunner(test.Folder).Do($"upgrade --secrets {path}"), StringComparison.Ordinal);
        File.WriteAllLines(path, whole.Where(l => !l.StartsWith("passphrase-pepper", StringComparison.Ordinal)));
        Assert.Contains("can't be drawn anew", Assert.Throws<InvalidDataException>(() => Installation.Open(test.Folder)).Message, StringComparison.Ordinal);
    }

    private string? Server(DatabaseKind kind) => kind == DatabaseKind.PostgreSql ? postgres.CreateDatabase() : null;

    private static Database Open(string folder, string? server) =>
        server is null ? Database.AtFile(Path.Combine(folder, "poruka.db")) : Database.AtServer(server);

    /// <summary>How many rows each table has; the database is opened as it is.</summary>
    private static SortedDictionary<string, long> Rows(string folder)
    {
        using var database = Open(folder, SettingsFile.Read(Path.Combine(folder, "poruka.conf"))["database"] is { Length: > 0 } server ? server : null);
        using var snapshot = DatabaseSnapshot.Take(database);
        return new SortedDictionary<string, long>(snapshot.Tables.ToDictionary(t => t.Name, t => Count(snapshot, t)), StringComparer.Ordinal);
    }

    private static long Count(DatabaseSnapshot snapshot, StoredTable table)
    {
        var digest = new RowsDigest();
        snapshot.Read(table, digest.Add, CancellationToken.None);
        return digest.Count;
    }

    /// <summary>Every table with its columns and its key.</summary>
    private static List<string> Shape(Database database)
    {
        using var snapshot = DatabaseSnapshot.Take(database);
        return [.. snapshot.Tables.Select(t => $"{t.Name}({string.Join(", ", t.Columns.Select(c => $"{c.Name} {c.Kind}").Order(StringComparer.Ordinal))}) {string.Join(' ', t.Key)}")
            .Order(StringComparer.Ordinal)];
    }
}
