using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.People;

/// <summary>A file beside the database, as the server knows it: without its name, its kind or what it says.</summary>
/// <param name="Id">Its id; also its name in the folder of files.</param>
/// <param name="Room">The room that it is sealed to.</param>
/// <param name="Subject">Whose shred salt it lies under.</param>
/// <param name="Epoch">The room's epoch that it is sealed to; 0 in an offline room.</param>
/// <param name="Size">How many bytes it has as stored.</param>
/// <param name="MadeOn">When it was put in.</param>
public sealed record StoredFile(UInt128 Id, RoomId Room, UInt128 Subject, uint Epoch, long Size, LocalDate MadeOn)
{
    // One X25519 recipient: 168 bytes of header, 16 of nonce.
    private const int ShredHead = 17, AgeHead = 184, Chunk = 65_536 + 16, Tag = 16;

    /// <summary>How many bytes it has when it is open: what both layers add follows from their forms. Not of an offline room.</summary>
    public long ContentsSize => WithoutTags(WithoutTags(Size - ShredHead) - AgeHead);

    private static long WithoutTags(long size) => size - (size + Chunk - 1) / Chunk * Tag;
}

/// <summary>A stored file that is open. Reading throws <see cref="AgeDamageException"/> where it was changed or cut short.</summary>
public sealed class OpenedFile : IDisposable
{
    private readonly IDisposable[] _beneath;

    internal OpenedFile(StoredFile file, Stream contents, params IDisposable[] beneath) => (File, Contents, _beneath) = (file, contents, beneath);

    /// <summary>Which one.</summary>
    public StoredFile File { get; }

    /// <summary>What is in it: it is whole where reading comes to its end.</summary>
    public Stream Contents { get; }

    public void Dispose()
    {
        Contents.Dispose();
        foreach (var layer in _beneath) layer.Dispose();
    }
}

/// <summary>
/// Stores what is streamed into a room: as age to the room's public half, inside a layer under the shred salt of its subject,
/// so that nobody need hold the room to put something in, and destroying the salt destroys it (docs/formats/stored-file.md).
/// Nothing of it touches the disk in the clear, and a file is there whole or not at all.
/// </summary>
internal static class StoredFiles
{
    /// <summary>The most bytes that a stored file may have before it is sealed.</summary>
    public const long MaxBytes = 1L << 30;

    private const string Columns = "file, room, subject, epoch, size, made_on";
    private const string PartEnding = ".part";
    private const int CopySize = 64 * 1024;

    /// <summary>Stores a stream, with its row. Null where it is longer than it may be; then nothing is left of it.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="room">The room; its public half is enough.</param>
    /// <param name="subject">Whose shred salt it lies under: a case, a donor, or the file by itself.</param>
    /// <param name="contents">What to store; read to its end.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <param name="today">Today.</param>
    /// <param name="stop">Breaks it off; nothing is left of it.</param>
    public static async Task<StoredFile?> Put(
        Installation installation, Room room, UInt128 subject, Stream contents, long maxBytes, LocalDate today, CancellationToken stop)
    {
        if (await Seal(installation, room, subject, contents, maxBytes, today, stop) is not { } file) return null;
        using var connection = installation.Database.Open();
        Add(connection, null, file);
        return file;
    }

    /// <summary>Stores a stream without its row, for a caller that adds that in a transaction of its own: else discards it.</summary>
    /// <inheritdoc cref="Put"/>
    public static Task<StoredFile?> Seal(
        Installation installation, Room room, UInt128 subject, Stream contents, long maxBytes, LocalDate today, CancellationToken stop) =>
        Seal(installation, room, subject, sealing => Copy(contents, sealing, maxBytes, stop), today, stop);

    /// <summary>Stores what a function writes; nothing is left where it answers false or throws.</summary>
    public static async Task<StoredFile?> Seal(
        Installation installation, Room room, UInt128 subject, Func<Stream, Task<bool>> write, LocalDate today, CancellationToken stop)
    {
        IReadOnlyList<AgeRecipient> recipients;
        using (var connection = installation.Database.Open()) recipients = RecipientsOf(connection, room);
        var id = Ids.Draw();
        if (await SealBlob(installation, id, installation.Shred.For(subject), recipients, write, stop) is not { } size) return null;
        return new StoredFile(id, room.Id, subject, room.Kind == RoomKind.Offline ? 0 : room.Epoch, size, today);
    }

    /// <summary>Adds the row of a file that was sealed.</summary>
    public static void Add(DbConnection connection, DbTransaction? transaction, StoredFile file) => Sql.Run(connection, transaction,
        $"insert into stored_file ({Columns}) values (@file, @room, @subject, @epoch, @size, @made)",
        ("file", Ids.Bytes(file.Id)), ("room", Ids.Bytes(file.Room.Value)), ("subject", Ids.Bytes(file.Subject)),
        ("epoch", (long)file.Epoch), ("size", file.Size), ("made", (long)Months.DayNumber(file.MadeOn)));

    public static StoredFile? Find(DbConnection connection, UInt128 id) =>
        List(connection, null, $"select {Columns} from stored_file where file = @file", ("file", Ids.Bytes(id))).FirstOrDefault();

    /// <summary>The files of a room.</summary>
    public static IReadOnlyList<StoredFile> OfRoom(DbConnection connection, RoomId room) =>
        List(connection, null, $"select {Columns} from stored_file where room = @room order by file", ("room", Ids.Bytes(room.Value)));

    /// <summary>The files of a subject.</summary>
    public static IReadOnlyList<StoredFile> OfSubject(DbConnection connection, DbTransaction? transaction, UInt128 subject) =>
        List(connection, transaction, $"select {Columns} from stored_file where subject = @subject", ("subject", Ids.Bytes(subject)));

    /// <summary>The ids of all files, at the moment of a transaction.</summary>
    public static List<UInt128> AllIds(DbConnection connection, DbTransaction? transaction)
    {
        using var command = Sql.Command(connection, transaction, "select file from stored_file order by file");
        using var row = command.ExecuteReader();
        var ids = new List<UInt128>();
        while (row.Read()) ids.Add(Ids.Read(row.GetFieldValue<byte[]>(0)));
        return ids;
    }

    /// <summary>A file as it lies there, sealed; null where it is gone.</summary>
    public static FileStream? TryOpenBlob(Installation installation, UInt128 id)
    {
        try
        {
            return new FileStream(PathOf(installation, id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How many files of a room there are, and how many of them sealed to the given epoch.</summary>
    public static (long All, long Current) Count(DbConnection connection, RoomId room, uint epoch)
    {
        using var command = Sql.Command(connection, null, """
            select cast(count(*) as bigint), cast(coalesce(sum(case when epoch = @epoch then 1 else 0 end), 0) as bigint)
            from stored_file where room = @room
            """, ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch));
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0);
    }

    /// <summary>Some files of a room that are sealed to an epoch before the given one.</summary>
    public static IReadOnlyList<StoredFile> Before(DbConnection connection, RoomId room, uint epoch, int count) => List(connection, null,
        $"select {Columns} from stored_file where room = @room and epoch < @epoch and epoch > 0 order by epoch, file limit @count",
        ("room", Ids.Bytes(room.Value)), ("epoch", (long)epoch), ("count", (long)count));

    /// <summary>
    /// Opens a file of a room that somebody holds; null where there is none, or its subject was shredded. The caller disposes it.
    /// </summary>
    /// <exception cref="CryptographicException">It was sealed to another room, or changed.</exception>
    public static OpenedFile? Open(Installation installation, DbConnection connection, HeldRoom held, UInt128 id)
    {
        if (Find(connection, id) is not { } file || file.Room != held.Room.Id || OpenSealed(installation, file) is not { } outer) return null;
        // All epochs from then on: a file that is being sealed anew lies under the newer one a moment before its row says so.
        var identities = new List<AgeIdentity>();
        try
        {
            for (var epoch = held.Room.Epoch; epoch >= Math.Max(file.Epoch, 1); epoch--)
                if (held.SecretOf(connection, epoch) is { } secret) identities.Add(secret.OpenIdentity());
            var outcome = AgeFile.Open(outer.Contents, identities, out var contents, AgeForm.Binary);
            return outcome == AgeOutcome.Opened
                ? new OpenedFile(file, contents!, outer)
                : throw new CryptographicException($"A stored file in the room {held.Room.Code} doesn't open: {outcome}.");
        }
        catch
        {
            outer.Dispose();
            throw;
        }
        finally
        {
            foreach (var identity in identities) identity.Dispose();
        }
    }

    /// <summary>
    /// Opens the outer layer only: the age file to the room, for who opens an offline room on a machine of their own. Null where
    /// its subject was shredded.
    /// </summary>
    public static OpenedFile? OpenSealed(Installation installation, StoredFile file)
    {
        var path = PathOf(installation, file.Id);
        if (installation.Shred.Find(file.Subject) is not { } salt || !File.Exists(path)) return null;
        var blob = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
        try
        {
            return ShredFile.Open(blob, salt, file.Id) is { } contents
                ? new OpenedFile(file, contents, blob)
                : throw new CryptographicException($"The stored file {Ids.Text(file.Id)} is none of this program's.");
        }
        catch
        {
            blob.Dispose();
            throw;
        }
    }

    /// <summary>Seals a file to the newest epoch of its room; it keeps its id. False where its subject was shredded meanwhile.</summary>
    public static async Task<bool> SealAnew(Installation installation, DbConnection connection, HeldRoom held, StoredFile file, CancellationToken stop)
    {
        using var opened = Open(installation, connection, held, file.Id);
        if (opened is null || installation.Shred.Find(file.Subject) is not { } salt) return false;
        var size = await SealBlob(installation, file.Id, salt, [held.Secret.Recipient],
            sealing => Copy(opened.Contents, sealing, long.MaxValue, stop), stop);
        Sql.Run(connection, null, "update stored_file set epoch = @epoch, size = @size where file = @file",
            ("epoch", (long)held.Secret.Epoch), ("size", size!.Value), ("file", Ids.Bytes(file.Id)));
        return true;
    }

    /// <summary>Takes the row of a file away; when that is committed, the caller discards what it was about.</summary>
    public static void Delete(DbConnection connection, DbTransaction? transaction, UInt128 id) =>
        Sql.Run(connection, transaction, "delete from stored_file where file = @file", ("file", Ids.Bytes(id)));

    /// <summary>Deletes the bytes of a file that has no row, or no longer.</summary>
    public static void Discard(Installation installation, UInt128 id) => File.Delete(PathOf(installation, id));

    /// <summary>Deletes what a server that was stopped in the middle left: parts of files, and files that got no row.</summary>
    /// <param name="installation">Where.</param>
    /// <param name="before">What was written later is left: another process may be about to add its row.</param>
    /// <returns>How many.</returns>
    public static int Sweep(Installation installation, Instant before)
    {
        if (!Directory.Exists(installation.FilesFolder)) return 0;
        using var connection = installation.Database.Open();
        var swept = 0;
        foreach (var path in Directory.EnumerateFiles(installation.FilesFolder, "*", SearchOption.AllDirectories))
        {
            if (Ids.Parse(Path.GetFileName(path)) is { } id && Find(connection, id) is not null) continue;
            if (Instant.FromDateTimeUtc(File.GetLastWriteTimeUtc(path)) > before) continue;
            File.Delete(path);
            swept++;
        }
        return swept;
    }

    /// <summary>Who can open what is put into a room: its public half, or the recipients of an offline room.</summary>
    private static IReadOnlyList<AgeRecipient> RecipientsOf(DbConnection connection, Room room) => room.Kind == RoomKind.Offline
        ? [.. room.Recipient.Split(' ').Select(r => AgeRecipient.TryParse(r) ?? throw new InvalidOperationException($"The room {room.Code} has no recipient."))]
        : [new AgeRecipient(RoomRows.PublicKeyOf(connection, room))];

    private static async Task<long?> SealBlob(
        Installation installation, UInt128 id, byte[] salt, IReadOnlyList<AgeRecipient> recipients, Func<Stream, Task<bool>> write, CancellationToken stop)
    {
        var path = PathOf(installation, id);
        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        var part = Path.Combine(installation.FilesFolder, Ids.Text(Ids.Draw()) + PartEnding);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 1 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        long size;
        try
        {
            await using (var blob = new FileStream(part, options))
            {
                await using var outer = ShredFile.Seal(blob, salt, id, RandomNumberGenerator.Fill);
                await using var inner = AgeFile.Seal(outer, recipients, RandomNumberGenerator.Fill);
                if (!await write(inner)) return null;
                await inner.CompleteAsync(stop);
                await outer.CompleteAsync(stop);
                blob.Flush(flushToDisk: true);
                size = blob.Length;
            }
            File.Move(part, path, overwrite: true);
            FolderSync.Flush(folder);
            return size;
        }
        finally
        {
            File.Delete(part); // gone already where all went well
        }
    }

    private static async Task<bool> Copy(Stream contents, Stream sealing, long maxBytes, CancellationToken stop)
    {
        var buffer = new byte[CopySize];
        long copied = 0;
        try
        {
            for (int count; (count = await contents.ReadAsync(buffer, stop)) > 0;)
            {
                copied += count;
                if (copied > maxBytes) return false;
                await sealing.WriteAsync(buffer.AsMemory(0, count), stop);
            }
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>256 folders, so that none grows too long.</summary>
    private static string PathOf(Installation installation, UInt128 id)
    {
        var name = Ids.Text(id);
        return Path.Combine(installation.FilesFolder, name[..2], name);
    }

    private static List<StoredFile> List(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var files = new List<StoredFile>();
        while (row.Read())
            files.Add(new StoredFile(
                Ids.Read(row.GetFieldValue<byte[]>(0)), new RoomId(Ids.Read(row.GetFieldValue<byte[]>(1))), Ids.Read(row.GetFieldValue<byte[]>(2)),
                (uint)row.GetInt64(3), row.GetInt64(4), Months.Day(row.GetInt64(5))));
        return files;
    }
}
