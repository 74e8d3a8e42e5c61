using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing.ExportSite;

/// <summary>What is wrong with a mirror.</summary>
internal enum MirrorFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has no list of its files, or no signature to that.</summary>
    NoManifest,

    /// <summary>The list was signed by another key, or changed.</summary>
    WrongSignature,

    /// <summary>A file is missing.</summary>
    Missing,

    /// <summary>A file is another than was signed.</summary>
    Changed,

    /// <summary>A file lies there that was not signed.</summary>
    Unknown,
}

/// <summary>
/// A mirror in a folder: its files, <c>manifest</c> (as <c>sha256sum</c> writes and checks it), and <c>manifest.sig</c>, a signed note over
/// that (docs/formats/mirror.md).
/// </summary>
internal static class MirrorFolder
{
    private const string Manifest = "manifest", Signature = "manifest.sig";

    /// <summary>The key that signs mirrors, made of the machine's secret. The caller disposes it.</summary>
    public static NoteSigner SignerOf(Installation installation)
    {
        var seed = HKDF.DeriveKey(HashAlgorithmName.SHA256, installation.Secrets.LogSigningSeed, NoteSigner.SeedSize, info: "poruka mirror key v1"u8.ToArray());
        return new NoteSigner($"{installation.LogName}/mirror", NoteKeyKind.Log, seed);
    }

    /// <summary>Writes what has changed, and takes away what was there before and is no longer.</summary>
    /// <returns>How many files were written, and how many taken away.</returns>
    public static (int Written, int Removed) Write(string folder, SortedDictionary<string, byte[]> files, NoteSigner signer, LocalDate today)
    {
        Directory.CreateDirectory(folder);
        var before = ReadManifest(folder);
        var manifest = new StringBuilder();
        foreach (var (path, bytes) in files) manifest.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {path}\n");
        // First what must not be there any more: a consent may have ended.
        var removed = 0;
        foreach (var path in before.Keys.Where(p => !files.ContainsKey(p) && IsInside(p)))
        {
            var file = Path.Combine(folder, path);
            if (!File.Exists(file)) continue;
            File.Delete(file);
            removed++;
            for (var parent = Path.GetDirectoryName(file)!; parent.Length > folder.Length && !Directory.EnumerateFileSystemEntries(parent).Any(); parent = Path.GetDirectoryName(parent)!)
                Directory.Delete(parent);
        }
        var written = files.Count(f => Replace(Path.Combine(folder, f.Key), f.Value));
        var list = Encoding.UTF8.GetBytes(manifest.ToString());
        // The list's day is that of its last change: an export that changes nothing writes nothing.
        if (Replace(Path.Combine(folder, Manifest), list) || !File.Exists(Path.Combine(folder, Signature)))
        {
            var text = NoteText.Of($"{signer.Verifier.Name}\n{Convert.ToHexStringLower(SHA256.HashData(list))}\n{Written.IsoDay(today)}\n");
            Replace(Path.Combine(folder, Signature), new SignedNote(text, [signer.Sign(text)]).ToBytes());
        }
        return (written, removed);
    }

    /// <summary>Holds a folder against its signature.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">The key of the installation.</param>
    /// <param name="place">The file, where one is the fault.</param>
    /// <param name="day">When it was last changed; empty where that isn't known.</param>
    /// <param name="count">How many files it has.</param>
    public static MirrorFault Check(string folder, NoteVerifier key, out string place, out string day, out int count)
    {
        (place, day, count) = (Manifest, "", 0);
        var (list, signature) = (Path.Combine(folder, Manifest), Path.Combine(folder, Signature));
        if (!File.Exists(list) || !File.Exists(signature) || new FileInfo(signature).Length > SignedNote.MaxSize
            || !SignedNote.TryParse(File.ReadAllBytes(signature), out var note, out _)) return MirrorFault.NoManifest;
        place = Signature;
        if (note!.Text.ToString().Split('\n') is not [var name, var hash, var signedOn, ""] || name != key.Name || note.Verify([key], out _) != NoteOutcome.Valid
            || hash != Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(list)))) return MirrorFault.WrongSignature;
        day = signedOn;
        var files = ReadManifest(folder);
        foreach (var (path, expected) in files)
        {
            place = path;
            var file = Path.Combine(folder, path);
            if (!IsInside(path) || !File.Exists(file)) return MirrorFault.Missing;
            using var stream = File.OpenRead(file);
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != expected) return MirrorFault.Changed;
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            place = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            if (place is not (Manifest or Signature) && !files.ContainsKey(place)) return MirrorFault.Unknown;
        }
        count = files.Count;
        return MirrorFault.None;
    }

    private static Dictionary<string, string> ReadManifest(string folder)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = Path.Combine(folder, Manifest);
        if (!File.Exists(path)) return files;
        foreach (var line in File.ReadLines(path))
            if (line.Length > 66 && line[64] == ' ' && line[65] == ' ') files[line[66..]] = line[..64];
        return files;
    }

    /// <summary>Whether a path stays in the folder, whatever stands in a list.</summary>
    private static bool IsInside(string path) => path.Length > 0 && path[0] != '/' && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static bool Replace(string file, byte[] bytes)
    {
        if (File.Exists(file) && new FileInfo(file).Length == bytes.Length && File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes)) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var half = file + ".half";
        File.WriteAllBytes(half, bytes);
        File.Move(half, file, overwrite: true);
        return true;
    }
}
