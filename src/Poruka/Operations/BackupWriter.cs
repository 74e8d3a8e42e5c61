using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>What a backup came to.</summary>
/// <param name="Set">The backup.</param>
/// <param name="Contents">What is in it.</param>
/// <param name="NewPieces">How many pieces were written; the rest was there from earlier backups.</param>
/// <param name="NewBytes">How many bytes they have.</param>
/// <param name="Swept">How many old backups went.</param>
internal sealed record BackupDone(BackupSet Set, BackupContents Contents, long NewPieces, long NewBytes, int Swept);

/// <summary>
/// Makes a backup while the server runs: one moment of the database, then the stored files that it names. Tables are cut into
/// pieces where their rows say so, so that a later backup finds what has not changed under the same names and leaves it.
/// </summary>
internal static class BackupWriter
{
    private const int LeastPiece = 64 * 1024, MostPiece = 4 * 1024 * 1024;

    /// <summary>A piece ends behind a row of which so many bits are zero: after about 256 KiB of rows of 128 bytes.</summary>
    private const uint EndMask = 0x7FF;

    /// <summary>Makes a backup.</summary>
    /// <param name="installation">Of what.</param>
    /// <param name="path">The folder of backups.</param>
    /// <param name="recipients">Who can open it.</param>
    /// <param name="keep">Which old ones stay.</param>
    /// <param name="now">Now.</param>
    /// <param name="progress">Told the name of each table that is begun.</param>
    /// <param name="stop">Ends it; the folder is as it was, but for pieces that the next one finds or clears.</param>
    public static BackupDone Run(
        Installation installation, string path, IReadOnlyList<AgeRecipient> recipients, BackupKeep keep, Instant now, Action<string>? progress, CancellationToken stop)
    {
        using var folder = BackupFolder.Open(path);
        var writing = new Writing(folder, new BackupKeys(installation.Secrets), recipients);
        var (name, madeAt) = folder.NewSet(now);
        var tables = new List<BackupTable>();
        var books = new List<BackupBook>();
        IReadOnlyList<int> versions;
        List<UInt128> ids;
        using (var snapshot = DatabaseSnapshot.Take(installation.Database))
        {
            versions = snapshot.Versions;
            ids = StoredFiles.AllIds(snapshot.Connection, snapshot.Transaction);
            foreach (var table in snapshot.Tables)
            {
                progress?.Invoke(table.Name);
                tables.Add(Table(writing, snapshot, table, stop));
            }
            using var command = Sql.Command(snapshot.Connection, snapshot.Transaction, """
                select h.fund, h.size, (select cast(count(*) as bigint) from log_leaf l where l.fund = h.fund) from journal_head h order by h.fund
                """);
            using var row = command.ExecuteReader();
            while (row.Read()) books.Add(new BackupBook(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
        }
        progress?.Invoke("files");
        var files = ids.Select(id => Stored(writing, installation, id, stop)).OfType<BackupStored>().ToList();
        var contents = new BackupContents(BackupContents.FormatName, madeAt.ToUnixTimeSeconds(), Shell.ProgramVersion.Current, installation.Database.Kind.ToString(),
            versions, File.ReadAllText(installation.SettingsPath), tables, files, books);
        var set = folder.Complete(name, madeAt, contents.Seal(writing.Keys, recipients), writing.Files);
        return new BackupDone(set, contents, folder.Written.Count, folder.Written.Bytes, folder.Sweep(keep));
    }

    private static BackupTable Table(Writing writing, DatabaseSnapshot snapshot, StoredTable table, CancellationToken stop)
    {
        var digest = new RowsDigest();
        var pieces = new List<string>();
        var rows = new MemoryStream();
        snapshot.Read(table, row =>
        {
            digest.Add(row);
            if (rows.Length > 0 && rows.Length + row.Length > MostPiece) End();
            rows.Write(row);
            if (rows.Length >= LeastPiece && (Mix(row) & EndMask) == 0) End();
        }, stop);
        if (rows.Length > 0) End();
        return BackupTable.Of(table, digest, pieces);

        void End()
        {
            pieces.Add(writing.Put(rows.GetBuffer().AsSpan(0, (int)rows.Length)));
            rows.SetLength(0);
        }
    }

    private static BackupStored? Stored(Writing writing, Installation installation, UInt128 id, CancellationToken stop)
    {
        // Deleted since: its row says that there was one, and it opens as what was shredded does.
        if (StoredFiles.TryOpenBlob(installation, id) is not { } blob) return null;
        using (blob)
        {
            var pieces = new List<string>();
            var buffer = new byte[MostPiece];
            for (int count; (count = blob.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                stop.ThrowIfCancellationRequested();
                pieces.Add(writing.Put(buffer.AsSpan(0, count)));
            }
            return new BackupStored(Ids.Text(id), blob.Length, pieces);
        }
    }

    /// <summary>FNV-1a, 32 bits, and a last stir: where a piece ends follows from the row alone.</summary>
    private static uint Mix(ReadOnlySpan<byte> row)
    {
        var hash = 2_166_136_261u;
        foreach (var value in row) hash = (hash ^ value) * 16_777_619u;
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        return hash ^ (hash >> 12);
    }

    private sealed class Writing(BackupFolder folder, BackupKeys keys, IReadOnlyList<AgeRecipient> recipients)
    {
        private readonly string _group = BackupKeys.GroupOf(recipients);

        public BackupKeys Keys => keys;

        public List<BackupFile> Files { get; } = [];

        public string Put(ReadOnlySpan<byte> contents)
        {
            var name = keys.NameOf(contents);
            Files.Add(folder.Put(_group, name, contents, recipients));
            return name;
        }
    }
}
