using System.Data.Common;
using System.Text;
using Poruka.Storage;

namespace Poruka.Operations.DrillSeizure;

/// <summary>A word that was found, and where.</summary>
internal sealed record DrillFinding(string Place, string Word);

/// <summary>What was looked through.</summary>
internal sealed record DrillOutcome(int Files, long Bytes, int Tables, IReadOnlyList<DrillFinding> Findings, IReadOnlyList<string> Unread);

/// <summary>
/// Looks at an installation as somebody would who has taken the machine away: every file of it, what lies in the folder for
/// temporary files, whatever else is named, and every row of the database, for words that were typed into it.
/// </summary>
internal static class DrillSeizure
{
    public static DrillOutcome Run(Installation installation, IReadOnlyList<string> words, IReadOnlyList<string> places, CancellationToken stop)
    {
        var canaries = new Canaries(words);
        var (findings, unread) = (new List<DrillFinding>(), new List<string>());
        var (files, bytes) = (0, 0L);
        foreach (var path in places.SelectMany(FilesOf).Distinct(StringComparer.Ordinal))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                findings.AddRange(canaries.FindIn(stream).Order().Select(w => new DrillFinding(path, canaries.Words[w])));
                files++;
                bytes += stream.Position;
            }
            catch (FileNotFoundException)
            {
                // Gone between looking and opening: nothing to be taken away any more.
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                unread.Add(path);
            }
        }
        using var connection = installation.Database.Open();
        var tables = Tables(connection, installation.Database.Kind);
        foreach (var table in tables)
        {
            stop.ThrowIfCancellationRequested();
            findings.AddRange(RowsOf(connection, table, canaries).Order().Select(w => new DrillFinding(table, canaries.Words[w])));
        }
        return new DrillOutcome(files, bytes, tables.Count, findings, unread);
    }

    /// <summary>Files with something in them: a pipe or a socket has no length, and opening one would wait for its other end.</summary>
    private static IEnumerable<string> FilesOf(string place) => File.Exists(place) ? [place] : FilesIn(new DirectoryInfo(place));

    private static IEnumerable<string> FilesIn(DirectoryInfo folder)
    {
        foreach (var entry in EntriesOf(folder))
        {
            if (entry.LinkTarget is not null) continue; // what it leads to is looked at where it is
            if (entry is FileInfo { Length: > 0 } file) yield return file.FullName;
            if (entry is DirectoryInfo inner)
                foreach (var path in FilesIn(inner)) yield return path;
        }
    }

    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return []; // gone meanwhile, or not ours to read
        }
    }

    private static HashSet<int> RowsOf(DbConnection connection, string table, Canaries canaries)
    {
        var found = new HashSet<int>();
        // The name comes from the database's own list.
        using var command = Sql.Command(connection, null, $"select * from \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        using var row = command.ExecuteReader();
        while (row.Read())
            for (var column = 0; column < row.FieldCount; column++)
                if (!row.IsDBNull(column))
                    switch (row.GetValue(column))
                    {
                        case string text:
                            found.UnionWith(canaries.FindIn(Encoding.UTF8.GetBytes(text)));
                            break;
                        case byte[] blob:
                            found.UnionWith(canaries.FindIn(blob));
                            break;
                    }
        return found;
    }

    private static List<string> Tables(DbConnection connection, DatabaseKind kind)
    {
        using var command = Sql.Command(connection, null, kind == DatabaseKind.PostgreSql
            ? "select table_name::text from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1"
            : "select name from sqlite_master where type = 'table' order by 1");
        using var row = command.ExecuteReader();
        var tables = new List<string>();
        while (row.Read()) tables.Add(row.GetString(0));
        return tables;
    }
}
