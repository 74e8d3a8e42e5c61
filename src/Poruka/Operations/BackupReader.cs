using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>What is to be restored, from where and to where.</summary>
/// <param name="From">The folder of backups.</param>
/// <param name="Set">Which of them.</param>
/// <param name="Keys">Salts and secrets.</param>
/// <param name="Identities">What opens the backup.</param>
/// <param name="To">The folder of the new installation.</param>
/// <param name="Postgres">A connection string to an empty database, or null for a file in the folder.</param>
internal sealed record RestoreOrder(
    string From, BackupSet Set, SavedKeys Keys, IReadOnlyList<AgeIdentity> Identities, string To, string? Postgres);

/// <summary>
/// Makes an installation from a backup. It is none before the last step: stopped in the middle, it is begun again from its
/// start.
/// </summary>
internal static class BackupReader
{
    /// <summary>Lies in a folder while it is being filled.</summary>
    private const string Unfinished = "restore.unfinished";

    /// <summary>Whether a folder can be restored into: it isn't there, is empty, or was begun and not finished.</summary>
    public static bool IsFree(string folder) =>
        !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any() || File.Exists(Path.Combine(folder, Unfinished));

    /// <summary>Restores.</summary>
    /// <returns>What was in the backup.</returns>
    /// <exception cref="InvalidDataException">The backup is damaged, of other keys, or came out different.</exception>
    /// <exception cref="FilledDatabaseException">The database is in use.</exception>
    public static BackupContents Run(RestoreOrder order, Action<string>? progress, CancellationToken stop)
    {
        if (!IsFree(order.To)) throw new InvalidOperationException($"{order.To} is in use.");
        BackupFolder.MakeFolder(order.To);
        var mark = Path.Combine(order.To, Unfinished);
        File.WriteAllText(mark, "");
        foreach (var rest in Directory.EnumerateFiles(order.To).Where(f => f != mark)) File.Delete(rest);
        foreach (var rest in (string[])[Installation.FilesName, Installation.ShredName])
            if (Directory.Exists(Path.Combine(order.To, rest))) Directory.Delete(Path.Combine(order.To, rest), recursive: true);

        var secrets = Path.Combine(order.To, Installation.SecretsName);
        WriteFile(secrets, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(order.Keys.Secrets)));
        HostSecrets.Complete(secrets);
        var pieces = new Pieces(order, new BackupKeys(HostSecrets.Read(secrets)));
        var contents = pieces.Contents();
        Migrator.MustKnow([.. contents.Scripts]);
        using (var database = Installation.OpenDatabase(order.To, order.Postgres))
        {
            Load(database, contents, pieces, progress, stop);
            Migrator.Apply(database);
        }
        progress?.Invoke(Installation.FilesName);
        foreach (var file in contents.Files) Write(order.To, file, pieces, stop);
        using (var shred = new ShredStore(Path.Combine(order.To, Installation.ShredName))) shred.Restore(order.Keys.Salts);
        File.Delete(mark);
        Installation.WriteSettings(order.To, Installation.WithSetting(contents.Settings, Installation.DatabaseSetting, order.Postgres ?? ""));
        return contents;
    }

    private static void Load(Database database, BackupContents contents, Pieces pieces, Action<string>? progress, CancellationToken stop)
    {
        using var load = DatabaseLoad.Begin(database, contents.Scripts.ToHashSet());
        foreach (var table in contents.Tables)
        {
            progress?.Invoke(table.Name);
            load.Begin(table.ToTable());
            foreach (var piece in table.Pieces)
            {
                stop.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> rows = pieces.Open(piece);
                while (RowBytes.TryTake(ref rows, out var row)) load.Add(row);
            }
            var digest = load.End();
            if (digest.Count != table.Rows || digest.ToString() != table.Digest)
                throw new InvalidDataException($"The table {table.Name} came out different from what was backed up.");
        }
        load.Commit();
    }

    private static void Write(string folder, BackupStored file, Pieces pieces, CancellationToken stop)
    {
        if (Ids.Parse(file.Name) is null) throw new InvalidDataException($"A stored file is called '{file.Name}'.");
        var within = Path.Combine(folder, Installation.FilesName, file.Name[..2]);
        BackupFolder.MakeFolder(Path.Combine(folder, Installation.FilesName));
        BackupFolder.MakeFolder(within);
        WriteFile(Path.Combine(within, file.Name), stream =>
        {
            foreach (var piece in file.Pieces)
            {
                stop.ThrowIfCancellationRequested();
                stream.Write(pieces.Open(piece));
            }
            if (stream.Length != file.Size) throw new InvalidDataException($"The stored file {file.Name} came out different from what was backed up.");
        });
        FolderSync.Flush(within);
    }

    private static void WriteFile(string path, Action<FileStream> write)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private sealed class Pieces(RestoreOrder order, BackupKeys keys)
    {
        private readonly Dictionary<string, string> _paths = order.Set.Files.Skip(1)
            .ToDictionary(f => Path.GetFileNameWithoutExtension(f.Path), f => f.Path, StringComparer.Ordinal);

        public BackupContents Contents() => BackupContents.Read(keys, Unseal(order.Set.Files[0].Path));

        /// <summary>Opens a piece, which must be the one that was put there under its name.</summary>
        public byte[] Open(string name)
        {
            if (!_paths.TryGetValue(name, out var path)) throw new InvalidDataException($"The backup lacks the piece {name}.");
            var contents = Unseal(path);
            return keys.NameOf(contents) == name ? contents : throw new InvalidDataException($"{path}: another piece lies under this name.");
        }

        private byte[] Unseal(string path)
        {
            var opened = new MemoryStream();
            using var file = File.OpenRead(Path.Combine(order.From, path));
            return AgeFile.Open(file, order.Identities, opened) is not AgeOutcome.Opened and var outcome
                ? throw new InvalidDataException($"{path}: {outcome}.") : opened.ToArray();
        }
    }
}
