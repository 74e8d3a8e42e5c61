using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>A sealed file in a folder of backups.</summary>
/// <param name="Path">Where, from the folder.</param>
/// <param name="Length">Its length as sealed, in bytes.</param>
/// <param name="Hash">SHA-256 of what is sealed, in hexadecimal digits.</param>
internal sealed record BackupFile(string Path, long Length, string Hash);

/// <summary>A whole backup: its list, which anybody can read and which says nothing of the contents.</summary>
/// <param name="Name">Its name, which is its moment: <c>20261126T005200Z</c>.</param>
/// <param name="MadeAt">The moment that it shows.</param>
/// <param name="Files">All its files; the first holds its sealed contents.</param>
internal sealed record BackupSet(string Name, Instant MadeAt, IReadOnlyList<BackupFile> Files);

/// <summary>
/// A folder of backups (docs/formats/backup.md): sealed pieces, which later backups share, and for each backup a list and a
/// sealed table of contents. A backup counts when its list is there, which is written last.
/// </summary>
internal sealed class BackupFolder : IDisposable
{
    private const string FormatLine = "poruka backup 1";
    private const string FormatFile = "poruka-backup.txt", LockFile = "lock", Sets = "sets", Pieces = "pieces", Sealed = ".age", List = ".list", Part = ".part";

    private static readonly InstantPattern Name = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    private readonly FileStream _lock;
    private readonly Dictionary<string, BackupFile> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    private BackupFolder(string path, FileStream held)
    {
        (Path, _lock) = (path, held);
        foreach (var file in SetsIn(path).SelectMany(s => s.Files)) _known[file.Path] = file;
    }

    public string Path { get; }

    /// <summary>How many pieces were written, and how many bytes.</summary>
    public (long Count, long Bytes) Written { get; private set; }

    /// <summary>Opens a folder to write to, and makes it where there is none.</summary>
    /// <exception cref="IOException">Another backup is writing to it.</exception>
    public static BackupFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        MakeFolder(path);
        var held = new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            MakeFolder(System.IO.Path.Combine(path, Sets));
            MakeFolder(System.IO.Path.Combine(path, Pieces));
            var note = System.IO.Path.Combine(path, FormatFile);
            if (!File.Exists(note)) File.WriteAllText(note, FormatLine + "\n");
            else if (File.ReadLines(note).FirstOrDefault() != FormatLine) throw new InvalidDataException($"{note}: expected '{FormatLine}'.");
            return new BackupFolder(path, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The whole backups of a folder, the oldest first.</summary>
    /// <exception cref="InvalidDataException">A list can't be read.</exception>
    public static IReadOnlyList<BackupSet> SetsIn(string path)
    {
        var folder = System.IO.Path.Combine(path, Sets);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*" + List).Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Checks that the files of a backup are there as they were written. No key is needed.</summary>
    /// <returns>Those that are missing or changed.</returns>
    public static IReadOnlyList<BackupFile> Damaged(string path, IEnumerable<BackupFile> files, CancellationToken stop) =>
        [.. files.Where(file =>
        {
            stop.ThrowIfCancellationRequested();
            return !IsWhole(System.IO.Path.Combine(path, file.Path), file);
        })];

    /// <summary>The name of a set that is made now: later than every other, whatever the clock says.</summary>
    public (string Name, Instant MadeAt) NewSet(Instant now)
    {
        now = Instant.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (SetsIn(Path) is [.., var newest] && newest.MadeAt >= now) now = newest.MadeAt + Duration.FromSeconds(1);
        return (Name.Format(now), now);
    }

    /// <summary>Seals a piece, unless an earlier backup has it: then it is there already.</summary>
    /// <param name="group">Whom it is sealed to: pieces for others are no use to them.</param>
    /// <param name="name">Its name, which follows from its contents and a key.</param>
    /// <param name="contents">What is in it.</param>
    /// <param name="recipients">Who can open it.</param>
    public BackupFile Put(string group, string name, ReadOnlySpan<byte> contents, IReadOnlyCollection<AgeRecipient> recipients)
    {
        var path = $"{Pieces}/{group}/{name[..2]}/{name}{Sealed}";
        var full = System.IO.Path.Combine(Path, path);
        if (_known.TryGetValue(path, out var there) && new FileInfo(full) is { Exists: true } info && info.Length == there.Length) return there;
        var file = Write(path, AgeFile.Seal(contents, recipients, RandomNumberGenerator.Fill));
        Written = (Written.Count + 1, Written.Bytes + file.Length);
        return _known[path] = file;
    }

    /// <summary>Ends a backup: its sealed contents, and last its list.</summary>
    public BackupSet Complete(string name, Instant madeAt, byte[] sealedContents, IReadOnlyList<BackupFile> pieces)
    {
        var contents = Write($"{Sets}/{name}{Sealed}", sealedContents);
        foreach (var folder in _touched) FolderSync.Flush(folder);
        _touched.Clear();
        var set = new BackupSet(name, madeAt, [contents, .. pieces.DistinctBy(p => p.Path)]);
        var lines = new StringBuilder(FormatLine).Append('\n');
        foreach (var file in set.Files) lines.Append(CultureInfo.InvariantCulture, $"{file.Hash} {file.Length} {file.Path}\n");
        lines.Append("end\n");
        Write($"{Sets}/{name}{List}", Encoding.ASCII.GetBytes(lines.ToString()));
        foreach (var folder in _touched) FolderSync.Flush(folder);
        return set;
    }

    /// <summary>Deletes the backups that need not be kept, and every piece that none is left to want.</summary>
    /// <returns>How many backups went.</returns>
    public int Sweep(BackupKeep keep)
    {
        var sets = SetsIn(Path);
        var superfluous = keep.Superfluous(sets, s => s.MadeAt);
        foreach (var set in superfluous)
        {
            File.Delete(ListPath(set.Name));
            File.Delete(System.IO.Path.Combine(Path, set.Files[0].Path));
        }
        var wanted = sets.Except(superfluous).SelectMany(s => s.Files).Select(f => System.IO.Path.Combine(Path, f.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in (string[])[Pieces, Sets])
            foreach (var path in Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder), "*", SearchOption.AllDirectories))
                if (!wanted.Contains(path) && !path.EndsWith(List, StringComparison.Ordinal)) File.Delete(path);
        return superfluous.Count;
    }

    public void Dispose() => _lock.Dispose();

    private string ListPath(string name) => System.IO.Path.Combine(Path, Sets, name + List);

    /// <summary>Writes a file under another name first, then reads it back: what isn't there as it was meant is no backup.</summary>
    private BackupFile Write(string path, byte[] bytes)
    {
        var full = System.IO.Path.Combine(Path, path);
        var folder = System.IO.Path.GetDirectoryName(full)!;
        MakeFolder(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var part = new FileStream(full + Part, options))
        {
            part.Write(bytes);
            part.Flush(flushToDisk: true);
        }
        var file = new BackupFile(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        if (!IsWhole(full + Part, file)) throw new IOException($"{full} was written and reads back different.");
        File.Move(full + Part, full, overwrite: true);
        _touched.Add(folder);
        return file;
    }

    private static bool IsWhole(string path, BackupFile file)
    {
        if (new FileInfo(path) is not { Exists: true } info || info.Length != file.Length) return false;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Hash;
    }

    private static BackupSet Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        if (lines is not [FormatLine, .. var rows, "end"] || rows.Length == 0 || !Name.Parse(name).TryGetValue(default, out var madeAt))
            throw new InvalidDataException($"{path}: this is no list of a backup.");
        var files = new List<BackupFile>();
        foreach (var row in rows)
        {
            if (row.Split(' ', 3) is not [{ Length: 64 } hash, var length, var file] || !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                || file.Split('/').Any(part => part is "" or "." or ".."))
                throw new InvalidDataException($"{path}: found '{row}', expected a hash, a length and a path.");
            files.Add(new BackupFile(file, bytes, hash));
        }
        return new BackupSet(name, madeAt, files);
    }

    internal static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
