using System.Globalization;

namespace Poruka.Storage;

/// <summary>
/// A copy of the database as it was before an upgrade, <c>before-upgrade/</c> in the folder of the installation: a SQLite file
/// at the old version, of a PostgreSQL database too. The last three are kept.
/// </summary>
internal static class UpgradeCopy
{
    public const string FolderName = "before-upgrade";
    private const string Ending = ".db", Part = ".part";
    private const int Kept = 3;

    /// <summary>Makes a copy where this program would change the database; nothing where it wouldn't.</summary>
    /// <returns>Where the copy is; null where none was needed.</returns>
    /// <exception cref="NewerDatabaseException">The database was written by a newer program; nothing was touched.</exception>
    public static string? MakeWhereNeeded(string folder, Database database)
    {
        SortedSet<int> applied;
        using (var connection = database.Open()) applied = Migrator.Applied(database, connection, null);
        return Migrator.Missing(applied).Count == 0 || applied.Count == 0 ? null : Make(folder, database, applied.Max);
    }

    private static string Make(string folder, Database database, int version)
    {
        var copies = Path.Combine(folder, FolderName);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(copies);
        else Directory.CreateDirectory(copies, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var rest in Directory.EnumerateFiles(copies, "*" + Part + "*")) File.Delete(rest);
        // The program may have been stopped between copy and upgrade: each try makes its own.
        var number = 1 + Copies(copies).Select(path => int.Parse(Path.GetFileName(path).Split('-')[0], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        var path = Path.Combine(copies, string.Create(CultureInfo.InvariantCulture, $"{number:D4}-version-{version}{Ending}"));
        // Closed, it is one file, with nothing beside it that could be forgotten.
        using (var copy = Database.AtFile(path + Part)) DatabaseCopy.Run(database, copy, null, CancellationToken.None);
        File.Move(path + Part, path);
        FolderSync.Flush(copies);
        foreach (var old in Copies(copies).SkipLast(Kept)) File.Delete(old);
        return path;
    }

    private static List<string> Copies(string folder) => [.. Directory.EnumerateFiles(folder, "*" + Ending)
        .Where(p => int.TryParse(Path.GetFileName(p).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)).Order(StringComparer.Ordinal)];
}
