using System.IO.Compression;
using NodaTime;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.People.UseOfflineRoom;

/// <summary>
/// A file on its way into an offline room. The server may not know its name, so that travels inside: a zip of one file, sealed as
/// it comes.
/// </summary>
internal static class SealedZip
{
    private const int CopySize = 64 * 1024;

    /// <summary>Seals a file; null where nothing came, as from a field that was left empty.</summary>
    public static Task<StoredFile?> Seal(Installation installation, Room room, Upload upload, LocalDate today, CancellationToken stop) =>
        StoredFiles.Seal(installation, room, Ids.Draw(), async sealing =>
        {
            var buffer = new byte[CopySize];
            var count = await upload.Contents.ReadAsync(buffer, stop);
            if (count == 0) return false;
            // The platform's writer of zips writes some of it at once, which a sealed stream takes: it writes on by itself.
            await using var zip = await ZipArchive.CreateAsync(sealing, ZipArchiveMode.Create, leaveOpen: true, null, stop);
            await using var entry = await zip.CreateEntry(upload.FileName, CompressionLevel.NoCompression).OpenAsync(stop);
            for (; count > 0; count = await upload.Contents.ReadAsync(buffer, stop)) await entry.WriteAsync(buffer.AsMemory(0, count), stop);
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(buffer);
            return true;
        }, today, stop);
}
