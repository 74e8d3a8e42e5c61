using System.Data.Common;
using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.People;

/// <summary>
/// Writes rooms into a sealed tar as they are read: notes and files under their names, all other fields as they are, and a
/// manifest behind them, which <c>sha256sum -c</c> reads (docs/formats/export.md). Nothing of it touches the disk.
/// </summary>
internal sealed class RoomTar : IAsyncDisposable
{
    private const string ManifestName = "MANIFEST.sha256";
    private const int MaxName = 100;

    private readonly AgeSealingStream _sealing;
    private readonly TarWriter _tar;
    private readonly StringBuilder _manifest = new();
    private readonly DateTimeOffset _now;

    private RoomTar(Stream output, IReadOnlyList<AgeRecipient> recipients, Instant now)
    {
        _now = now.ToDateTimeOffset();
        _sealing = AgeFile.Seal(output, recipients, RandomNumberGenerator.Fill);
        _tar = new TarWriter(_sealing, TarEntryFormat.Pax, leaveOpen: true);
    }

    /// <summary>Writes rooms, one after the other.</summary>
    public static async Task Write(
        Stream output, IReadOnlyList<AgeRecipient> recipients, Installation installation, DbConnection connection, IEnumerable<HeldRoom> rooms,
        Instant now, CancellationToken stop)
    {
        await using var tar = Begin(output, recipients, now);
        foreach (var room in rooms) await tar.Add(installation, connection, room, stop);
        await tar.Complete(stop);
    }

    /// <summary>Begins a tar that the caller fills, completes and disposes.</summary>
    public static RoomTar Begin(Stream output, IReadOnlyList<AgeRecipient> recipients, Instant now) => new(output, recipients, now);

    /// <summary>The recipients that somebody typed; null where one of them is none, or there are none or too many.</summary>
    public static IReadOnlyList<AgeRecipient>? RecipientsOf(string typed)
    {
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (words.Count is 0 or > 8) return null;
        var recipients = words.Select(AgeRecipient.TryParse).OfType<AgeRecipient>().ToList();
        if (recipients.Count != words.Count) return null;
        try
        {
            AgeFile.Seal([], recipients, RandomNumberGenerator.Fill);
            return recipients;
        }
        catch (ArgumentException)
        {
            return null; // a key that shares nothing
        }
    }

    public ValueTask DisposeAsync() => _sealing.DisposeAsync();

    private async Task Add(Installation installation, DbConnection connection, HeldRoom held, CancellationToken stop)
    {
        var folder = held.Room.Code;
        var written = new HashSet<UInt128>();
        var count = (int)RoomItems.Count(connection, held.Room.Id);
        const int AtOnce = 200;
        for (var skip = 0; skip < count; skip += AtOnce)
            foreach (var item in RoomItems.List(connection, held.Room.Id, skip, AtOnce))
            {
                if (RoomItems.HeadOf(connection, held, item) is not { } head) continue; // destroyed
                var name = string.Create(CultureInfo.InvariantCulture, $"{folder}/{(item.IsFile ? "files" : "notes")}/{item.Number:0000} {Safe(head.Title)}");
                if (!item.IsFile)
                    await Bytes(name + ".txt", Encoding.UTF8.GetBytes(RoomItems.TextOf(connection, held, item) ?? ""), stop);
                else if (RoomItems.FileOf(connection, item) is { } file)
                {
                    written.Add(file.Id);
                    await File(installation, connection, held, file, name, stop);
                }
            }
        // What other parts of the program keep in this room.
        foreach (var row in SealedRows.OfRoom(connection, held.Room.Id).Where(r => !RoomItems.IsOne(r.Place.Kind)))
            if (held.Read(connection, row) is { } contents)
                await Bytes($"{folder}/fields/{Safe(row.Place.Kind)}/{Ids.Text(row.Place.Row)} {Safe(row.Place.Name)}", contents, stop);
        foreach (var file in StoredFiles.OfRoom(connection, held.Room.Id).Where(f => !written.Contains(f.Id)))
            await File(installation, connection, held, file, $"{folder}/stored/{Ids.Text(file.Id)}", stop);
    }

    private async Task File(Installation installation, DbConnection connection, HeldRoom held, StoredFile file, string name, CancellationToken stop)
    {
        using var opened = StoredFiles.Open(installation, connection, held, file.Id);
        if (opened is not null) await Entry(name, opened.Contents, file.ContentsSize, stop);
    }

    /// <summary>Adds what is at hand, and wipes it.</summary>
    public async Task Bytes(string name, byte[] contents, CancellationToken stop)
    {
        using var stream = new MemoryStream(contents, writable: false);
        await Entry(name, stream, contents.Length, stop);
        CryptographicOperations.ZeroMemory(contents);
    }

    /// <summary>Adds what is read to its end.</summary>
    /// <exception cref="InvalidDataException">It has another length.</exception>
    public async Task Entry(string name, Stream contents, long length, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var known = new KnownLength(contents, length, hash);
        await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = known, ModificationTime = _now, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }, stop);
        if (known.Position != length) throw new InvalidDataException($"{name} has another length than its sealed form says.");
        // Also that nothing follows: only then was all of it found genuine.
        if (await contents.ReadAsync(new byte[1], stop) != 0) throw new InvalidDataException($"{name} is longer than its sealed form says.");
        _manifest.Append(Convert.ToHexStringLower(hash.GetHashAndReset())).Append("  ").Append(name).Append('\n');
    }

    /// <summary>Adds the manifest: without it the tar was cut short.</summary>
    public async Task Complete(CancellationToken stop)
    {
        var manifest = Encoding.UTF8.GetBytes(_manifest.ToString());
        using (var stream = new MemoryStream(manifest, writable: false))
            await _tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName)
            {
                DataStream = stream, ModificationTime = _now, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }, stop);
        await _tar.DisposeAsync();
        await _sealing.CompleteAsync(stop);
    }

    /// <summary>A name that every system can write: no way out of its folder, nothing that doesn't print.</summary>
    public static string Safe(string title)
    {
        var name = new string([.. title.Select(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c)]).Trim(' ', '.');
        return name.Length switch { 0 => "_", > MaxName => name[^MaxName..].TrimStart('\udc00'), _ => name };
    }

    /// <summary>Contents whose length is known before they are read: a tar says it first. Hashes them on their way.</summary>
    private sealed class KnownLength(Stream contents, long length, IncrementalHash hash) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set
            {
                if (value != _position) throw new NotSupportedException();
            }
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var rest = length - _position;
            if (rest == 0) return 0;
            var count = await contents.ReadAsync(buffer.Length > rest ? buffer[..(int)rest] : buffer, cancellationToken);
            hash.AppendData(buffer.Span[..count]);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            (origin, offset) switch { (SeekOrigin.Begin, var at) when at == _position => _position, (SeekOrigin.Current, 0) => _position, _ => throw new NotSupportedException() };

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
