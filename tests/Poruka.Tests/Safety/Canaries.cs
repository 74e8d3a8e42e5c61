using System.Buffers;
using System.Text;
using Poruka.Storage;

namespace Poruka.Tests.Safety;

/// <summary>Looks for planted words where nothing may be readable.</summary>
internal static class Canaries
{
    /// <summary>Which words stand readable in any column of any table: as UTF-8, UTF-16, or base64 and hexadecimal of it.</summary>
    public static List<string> InTables(Database database, IReadOnlyCollection<string> words)
    {
        var wanted = new Wanted(words);
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var connection = database.Open();
        foreach (var table in Tables(connection, database.Kind))
        {
            using var command = Sql.Command(connection, null, $"select * from {table}");
            using var row = command.ExecuteReader();
            while (row.Read())
                for (var i = 0; i < row.FieldCount; i++)
                {
                    if (row.IsDBNull(i)) continue;
                    var bytes = row.GetValue(i) switch { byte[] blob => blob, string text => Encoding.UTF8.GetBytes(text), _ => [] };
                    found.UnionWith(wanted.In(bytes));
                }
        }
        return [.. found];
    }

    /// <summary>Which words stand readable in any file under a folder, with how many files were looked at.</summary>
    public static (List<string> Found, int Files) InFiles(
        string folder, IReadOnlyCollection<string> words, DateTime since = default, string? except = null)
    {
        const int Longest = 64 * 1_048_576;
        var wanted = new Wanted(words);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var files = 0;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (var path in Directory.EnumerateFiles(folder, "*", options))
        {
            byte[] bytes;
            if (except is not null && path.StartsWith(except, StringComparison.Ordinal)) continue;
            try
            {
                if (new FileInfo(path) is var about && (about.LastWriteTimeUtc < since || about.Length is 0 or > Longest)) continue;
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                bytes = new byte[file.Length];
                file.ReadExactly(bytes);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue; // gone meanwhile, or not ours
            }
            files++;
            foreach (var word in wanted.In(bytes)) found.Add($"{word} in {Path.GetRelativePath(folder, path)}");
        }
        return ([.. found], files);
    }

    /// <summary>How often each word stands in bytes, as UTF-8 or UTF-16.</summary>
    public static int Count(ReadOnlySpan<byte> bytes, string word)
    {
        var count = 0;
        foreach (var form in (byte[][])[Encoding.UTF8.GetBytes(word), Encoding.Unicode.GetBytes(word)])
            for (var rest = bytes; rest.IndexOf(form) is var at && at >= 0; rest = rest[(at + form.Length)..]) count++;
        return count;
    }

    private static IEnumerable<byte[]> FormsOf(string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(word);
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
        // Base64 of a word depends on where it begins: the part in the middle of each of the three.
        for (var offset = 0; offset < 3; offset++)
            if (utf8.Length > 12) yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[offset].Concat(utf8).ToArray())[4..^4]);
    }

    /// <summary>All words in all their forms, looked for at once: bytes are read as Latin-1, of which each is one letter.</summary>
    private sealed class Wanted
    {
        private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
        private readonly SearchValues<string> _forms;
        private readonly int[] _lengths;

        public Wanted(IEnumerable<string> words)
        {
            foreach (var word in words)
                foreach (var form in FormsOf(word)) _words[Encoding.Latin1.GetString(form)] = word;
            _forms = SearchValues.Create([.. _words.Keys], StringComparison.Ordinal);
            _lengths = [.. _words.Keys.Select(form => form.Length).Distinct()];
        }

        public HashSet<string> In(ReadOnlySpan<byte> bytes)
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            var text = Encoding.Latin1.GetString(bytes);
            for (var at = 0; text.AsSpan(at).IndexOfAny(_forms) is var next && next >= 0; at += next + 1)
                foreach (var length in _lengths)
                    if (at + next + length <= text.Length && _words.TryGetValue(text.Substring(at + next, length), out var word)) found.Add(word);
            return found;
        }
    }

    private static List<string> Tables(System.Data.Common.DbConnection connection, DatabaseKind kind)
    {
        using var command = Sql.Command(connection, null, kind == DatabaseKind.Sqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            : "select table_name from information_schema.tables where table_schema = 'public'");
        using var row = command.ExecuteReader();
        var tables = new List<string>();
        while (row.Read()) tables.Add(row.GetString(0));
        return tables;
    }
}
