using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.People;

/// <summary>
/// Files of a form that came when its session had run out: sealed to the member (age to their public key, their names with
/// them) and kept on the disk for twenty minutes, until the form is carried out. Their private half opens them, and nothing
/// else does.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CarriedFiles : IDisposable
{
    /// <summary>How long they are kept.</summary>
    public static readonly Duration Kept = Duration.FromMinutes(20);

    /// <summary>The most bytes that are kept of all members.</summary>
    public const long MaxBytes = 512 * 1_048_576L;

    private const string FolderName = "carried";

    private readonly ConcurrentDictionary<UInt128, Entry> _entries = new();
    private readonly string _folder;
    private readonly IClock _clock;
    private readonly Timer _sweep;
    private long _bytes;

    public CarriedFiles(ServeOptions options)
    {
        (_folder, _clock) = (Path.Combine(options.Installation.Folder, FolderName), options.Clock);
        // What an earlier run left is found by nobody any more.
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        _sweep = new Timer(_ => Sweep(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    private sealed record Entry(byte[] Owner, Instant Until, string Path, long Size);

    /// <summary>Takes the files of a request and keeps them for a member. Null where they could not be kept.</summary>
    public async Task<IReadOnlyList<UInt128>?> Hold(HttpContext context, byte[] publicKey)
    {
        Sweep();
        Directory.CreateDirectory(_folder);
        var ids = new List<UInt128>();
        var outcome = await UploadedFiles.TakeAsync(context, async (file, stop) => ids.Add(await Hold(file, publicKey, stop)));
        if (outcome == UploadOutcome.Taken) return ids;
        ids.ForEach(Drop);
        return null;
    }

    /// <summary>Opens kept files, each when it is come to; they are gone afterwards. Those of another member are passed over.</summary>
    public IEnumerable<Upload> Open(IReadOnlyList<UInt128> ids, ReadOnlyMemory<byte> publicKey, Func<AgeIdentity> open)
    {
        using var identity = open();
        foreach (var id in ids)
        {
            if (!_entries.TryGetValue(id, out var entry) || !entry.Owner.AsSpan().SequenceEqual(publicKey.Span) || entry.Until < _clock.GetCurrentInstant()) continue;
            using (var source = File.OpenRead(entry.Path))
            {
                if (AgeFile.Open(source, [identity], out var contents) != AgeOutcome.Opened) continue;
                using (contents) yield return new Upload(ReadText(contents!), ReadText(contents!), contents!);
            }
            Drop(id);
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var id in _entries.Keys) Drop(id);
    }

    private async Task<UInt128> Hold(Upload file, byte[] publicKey, CancellationToken stop)
    {
        var id = Ids.Draw();
        var path = Path.Combine(_folder, Ids.Text(id));
        try
        {
            var destination = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
            await using (destination)
            {
                using var sealing = AgeFile.Seal(destination, [new AgeRecipient(publicKey)], RandomNumberGenerator.Fill);
                WriteText(sealing, file.Field);
                WriteText(sealing, file.FileName);
                var buffer = new byte[65_536];
                int count;
                while ((count = await file.Contents.ReadAsync(buffer, stop)) > 0)
                {
                    await sealing.WriteAsync(buffer.AsMemory(0, count), stop);
                    if (Interlocked.Read(ref _bytes) + destination.Length > MaxBytes) throw new UploadRefusedException(UploadOutcome.NoRoom);
                }
                CryptographicOperations.ZeroMemory(buffer);
                await sealing.CompleteAsync(stop);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        var size = new FileInfo(path).Length;
        Interlocked.Add(ref _bytes, size);
        _entries[id] = new Entry(publicKey, _clock.GetCurrentInstant() + Kept, path, size);
        return id;
    }

    private void Sweep()
    {
        var now = _clock.GetCurrentInstant();
        foreach (var (id, entry) in _entries)
            if (entry.Until < now) Drop(id);
    }

    private void Drop(UInt128 id)
    {
        if (!_entries.TryRemove(id, out var entry)) return;
        Interlocked.Add(ref _bytes, -entry.Size);
        File.Delete(entry.Path);
    }

    private static void WriteText(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)bytes.Length));
        stream.Write(length);
        stream.Write(bytes);
    }

    private static string ReadText(Stream stream)
    {
        Span<byte> length = stackalloc byte[2];
        stream.ReadExactly(length);
        var bytes = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
