using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Poruka.Funds.PublishLog;
using Poruka.Storage;
using Poruka.Tests.Operations;
using Poruka.Tests.People;

namespace Poruka.Tests.Storage;

/// <summary>
/// Databases of earlier versions, kept small in the folder <c>Versions</c>: a packed SQLite file, the secrets that went with it,
/// and which scripts had been applied, each with its hash. With PORUKA_MAKE_VERSION=NAME a test writes a new one there.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Scripts">The scripts that had been applied.</param>
/// <param name="File">The SQLite file, unpacked.</param>
/// <param name="Secrets">The text of <c>host.secrets</c>.</param>
internal sealed record OldVersion(string Name, IReadOnlyList<int> Scripts, byte[] File, string Secrets)
{
    /// <summary>The name of one that is made on the spot: it lacks a script, as no version has yet that was released.</summary>
    public const string Made = "made here";

    /// <summary>The script that it lacks.</summary>
    private const int Newer = 11;

    private static string Folder => Path.Combine(SourceFolder(), "tests", "Poruka.Tests", "Storage", "Versions");

    /// <summary>The names of those that are kept.</summary>
    public static IReadOnlyList<string> Names => [.. Directory.EnumerateDirectories(Folder).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

    /// <summary>The version that the program is now.</summary>
    public static string Present => XDocument.Load(Path.Combine(SourceFolder(), "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>Whether it is the present one, which nothing has to be done to.</summary>
    public bool IsWhole => Migrator.Missing([.. Scripts]).Count == 0;

    /// <summary>
    /// Reads one. While nothing is released scripts may still be edited, and an edited script would be another version than the
    /// one that is kept: then it is made here. After a release that is a fault.
    /// </summary>
    public static OldVersion Read(string name, PostgresServer postgres)
    {
        if (name == Made) return Make(postgres, without: Newer);
        var lines = System.IO.File.ReadAllLines(Path.Combine(Folder, name, "scripts.txt"));
        var scripts = lines.Select(l => int.Parse(l.Split(' ')[0], null)).ToList();
        if (!lines.SequenceEqual(scripts.Select(Line)))
        {
            Assert.True(System.IO.File.ReadAllText(Path.Combine(SourceFolder(), "CHANGELOG.md")).Contains("## 0.1.0, not released", StringComparison.Ordinal),
                $"A script that the version {name} was made with has been changed since: a database out there is not as it says.");
            return Make(postgres);
        }
        using var packed = new GZipStream(System.IO.File.OpenRead(Path.Combine(Folder, name, "poruka.db.gz")), CompressionMode.Decompress);
        using var file = new MemoryStream();
        packed.CopyTo(file);
        return new OldVersion(name, scripts, file.ToArray(), System.IO.File.ReadAllText(Path.Combine(Folder, name, "host.secrets")));
    }

    /// <summary>Makes an installation of that version.</summary>
    public void Install(string folder, string? server)
    {
        System.IO.File.WriteAllBytes(Path.Combine(folder, "poruka.db"), File);
        if (server is not null)
        {
            using (var file = Database.AtFile(Path.Combine(folder, "poruka.db")))
            using (var database = Database.AtServer(server)) DatabaseCopy.Run(file, database, null, CancellationToken.None);
            System.IO.File.Delete(Path.Combine(folder, "poruka.db"));
        }
        System.IO.File.WriteAllText(Path.Combine(folder, "host.secrets"), Secrets);
        Installation.WriteSettings(folder, Installation.SampleSettings(server, "test.example"));
    }

    /// <summary>Keeps it.</summary>
    public void Write(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        using (var packed = new GZipStream(System.IO.File.Create(Path.Combine(folder, "poruka.db.gz")), CompressionLevel.SmallestSize)) packed.Write(File);
        System.IO.File.WriteAllText(Path.Combine(folder, "host.secrets"), Secrets);
        System.IO.File.WriteAllLines(Path.Combine(folder, "scripts.txt"), Scripts.Select(Line));
    }

    /// <summary>Makes one with books, a published log and rooms.</summary>
    /// <param name="postgres">The server of the tests.</param>
    /// <param name="without">The script that it lacks.</param>
    public static OldVersion Make(PostgresServer postgres, int? without = null)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        Books.Post(test, 40);
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        var path = Path.Combine(test.Folder, "old.db");
        List<int> scripts;
        using (var snapshot = DatabaseSnapshot.Take(test.Database))
        using (var old = Database.AtFile(path))
        {
            scripts = [.. snapshot.Versions.Where(v => v != without)];
            using (var load = DatabaseLoad.Begin(old, scripts))
            {
                using var known = DatabaseSnapshot.Take(old);
                foreach (var table in snapshot.Tables.Where(t => known.Tables.Any(k => k.Name == t.Name)))
                {
                    load.Begin(table);
                    snapshot.Read(table, load.Add, CancellationToken.None);
                    load.End();
                }
                load.Commit();
            }
            using var connection = old.Open();
            Sql.Run(connection, null, "pragma wal_checkpoint(truncate)");
            Sql.Run(connection, null, "pragma journal_mode = delete");
        }
        // One of then has no key for notices.
        var secrets = System.IO.File.ReadAllLines(Path.Combine(test.Folder, "host.secrets")).Where(l => without is null || !l.StartsWith("notice-key", StringComparison.Ordinal));
        return new OldVersion(Made, scripts, System.IO.File.ReadAllBytes(path), string.Join('\n', secrets) + "\n");
    }

    private static string Line(int script)
    {
        var folder = Path.Combine(SourceFolder(), "src", "Poruka", "Storage", "Scripts");
        var text = new StringBuilder();
        foreach (var path in Directory.EnumerateFiles(folder, $"{script:D4}-*.sql").Order(StringComparer.Ordinal)) text.Append(System.IO.File.ReadAllText(path));
        return $"{script} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }

    internal static string SourceFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Poruka.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
