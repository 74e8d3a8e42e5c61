using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.Vault.Age;

namespace Poruka.Publishing;

/// <summary>
/// Reads what a keeper has of an offline room on their own machine: sealed files as the room gives them out, exports of rooms, or plain
/// files; notes, fields of cases, texts in archives. All in memory.
/// </summary>
internal sealed class OfflineFacts(string room, IReadOnlyCollection<AgeIdentity> identities)
{
    private const long MaxFile = 512L << 20;
    private const int MaxText = 8 << 20, MaxDepth = 3;

    private static readonly HashSet<string> NotTelling = new(StringComparer.Ordinal) { "Id", "Section", "Kind", "Certainty", "Source", "Facility", "Event", "Need", "RecordedBy", "country", "zone", "languages" };

    /// <summary>The facts that were read.</summary>
    public List<RoomFact> Facts { get; } = [];

    /// <summary>What couldn't be read as text: pictures, scans, other documents.</summary>
    public List<string> Unread { get; } = [];

    /// <summary>Opens a file, if it is sealed; null where it can't be opened.</summary>
    public static byte[]? Open(string path, IReadOnlyCollection<AgeIdentity> identities)
    {
        if (new FileInfo(path).Length > MaxFile) return null;
        var bytes = File.ReadAllBytes(path);
        var head = Encoding.ASCII.GetString(bytes, 0, Math.Min(bytes.Length, 40));
        return head.StartsWith("age-encryption.org/", StringComparison.Ordinal) || head.StartsWith("-----BEGIN AGE", StringComparison.Ordinal)
            ? AgeFile.Open(bytes, identities, out _) : bytes;
    }

    /// <summary>Reads a file; false where it can't be opened with these keys.</summary>
    public bool TryAdd(string path)
    {
        if (Open(path, identities) is not { } bytes) return false;
        Add(Path.GetFileName(path), bytes, 0);
        return true;
    }

    private void Add(string name, byte[] bytes, int depth)
    {
        if (depth < MaxDepth && bytes is [(byte)'P', (byte)'K', 3, 4, ..]) AddZip(bytes, depth);
        else if (depth < MaxDepth && bytes.Length > 512 && bytes.AsSpan(257, 5).SequenceEqual("ustar"u8)) AddTar(bytes, depth);
        else if (bytes.Length > MaxText || bytes.AsSpan(0, Math.Min(bytes.Length, 8192)).Contains((byte)0) || bytes.AsSpan().StartsWith("%PDF"u8)) Unread.Add(name);
        else if (!name.EndsWith("MANIFEST.sha256", StringComparison.Ordinal)) AddText(name, Encoding.UTF8.GetString(bytes));
    }

    private void AddZip(byte[] bytes, int depth)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            if (entry.Length is 0 or > MaxText) continue;
            using var contents = new MemoryStream();
            using (var stream = entry.Open()) Copy(stream, contents);
            Add(entry.FullName, contents.ToArray(), depth + 1);
        }
    }

    private void AddTar(byte[] bytes, int depth)
    {
        using var tar = new TarReader(new MemoryStream(bytes));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } stream || entry.Length > MaxText) continue;
            using var contents = new MemoryStream();
            Copy(stream, contents);
            Add(entry.Name, contents.ToArray(), depth + 1);
        }
    }

    private static void Copy(Stream from, MemoryStream to)
    {
        var buffer = new byte[81_920];
        for (int count; (count = from.Read(buffer)) > 0 && to.Length <= MaxText;) to.Write(buffer, 0, count);
    }

    private void AddText(string name, string text)
    {
        if (text.TrimStart().StartsWith('{'))
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                AddObject(name, json.RootElement);
                return;
            }
            catch (JsonException)
            {
                // Text that begins with a brace.
            }
        }
        var isName = name.Contains("/case/", StringComparison.Ordinal) && name.EndsWith(" name", StringComparison.Ordinal);
        Facts.Add(new RoomFact(room, name, isName ? RoomFactKind.Name : RoomFactKind.Text, text) { IsGuarded = true });
        // The file's own name tells as well.
        Facts.Add(new RoomFact(room, name, RoomFactKind.Text, Path.GetFileNameWithoutExtension(name)));
    }

    private void AddObject(string name, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (NotTelling.Contains(property.Name)) continue;
            if (property is { Name: "At", Value.ValueKind: JsonValueKind.Object } && property.Value.TryGetProperty("Earliest", out var earliest) && earliest.TryGetInt64(out var seconds)
                && seconds is > 0 and < 253_402_300_799)
                Facts.Add(new RoomFact(room, name, RoomFactKind.Text, "") { Day = Instant.FromUnixTimeSeconds(seconds).InUtc().Date, ReachDays = 1 });
            else if (property.Value.ValueKind == JsonValueKind.Object) AddObject(name, property.Value);
            else if (property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is { Length: > 0 } text)
                Facts.Add(new RoomFact(room, name, property.Name switch { "Place" => RoomFactKind.Place, "names" or "pseudonym" => RoomFactKind.Name, _ => RoomFactKind.Text }, text) { IsGuarded = true });
        }
    }
}
