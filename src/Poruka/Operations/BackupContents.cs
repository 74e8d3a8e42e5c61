using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>What a backup holds; lies sealed beside its pieces, under a mark that only this machine's secrets can make.</summary>
/// <param name="Format">The form, <see cref="BackupContents.FormatName"/>.</param>
/// <param name="MadeAt">Seconds since 1970: the moment that it shows.</param>
/// <param name="Program">The program's version.</param>
/// <param name="Database">Which kind of database it was.</param>
/// <param name="Scripts">The scripts that had been applied.</param>
/// <param name="Settings">The text of <c>poruka.conf</c>.</param>
/// <param name="Tables">The tables, those first that others refer to.</param>
/// <param name="Files">The stored files.</param>
/// <param name="Books">How far each fund's books reached.</param>
internal sealed record BackupContents(
    string Format, long MadeAt, string Program, string Database, IReadOnlyList<int> Scripts, string Settings,
    IReadOnlyList<BackupTable> Tables, IReadOnlyList<BackupStored> Files, IReadOnlyList<BackupBook> Books)
{
    public const string FormatName = "poruka backup 1";
    private const int MarkSize = 64;

    /// <summary>Seals it with its mark.</summary>
    public byte[] Seal(BackupKeys keys, IReadOnlyCollection<AgeRecipient> recipients)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupContents);
        return AgeFile.Seal([.. Encoding.ASCII.GetBytes(keys.MarkOf(json)), (byte)'\n', .. json], recipients, RandomNumberGenerator.Fill);
    }

    /// <summary>Reads what was unsealed.</summary>
    /// <exception cref="InvalidDataException">It was made with other secrets, or is none.</exception>
    public static BackupContents Read(BackupKeys keys, ReadOnlySpan<byte> opened)
    {
        if (opened.Length <= MarkSize || opened[MarkSize] != (byte)'\n'
            || !CryptographicOperations.FixedTimeEquals(opened[..MarkSize], Encoding.ASCII.GetBytes(keys.MarkOf(opened[(MarkSize + 1)..]))))
            throw new InvalidDataException("The backup was not made by the machine whose secrets these are.");
        return JsonSerializer.Deserialize(opened[(MarkSize + 1)..], BackupJson.Default.BackupContents) is { Format: FormatName } contents
            ? contents : throw new InvalidDataException($"The backup is of another form than '{FormatName}'.");
    }
}

/// <summary>A table in a backup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns as <c>name kind</c>.</param>
/// <param name="Key">The columns of its key.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Digest">What they come to (<see cref="RowsDigest"/>).</param>
/// <param name="Pieces">The names of its pieces, in order.</param>
internal sealed record BackupTable(
    string Name, IReadOnlyList<string> Columns, IReadOnlyList<string> Key, long Rows, string Digest, IReadOnlyList<string> Pieces)
{
    public static BackupTable Of(StoredTable table, RowsDigest digest, IReadOnlyList<string> pieces) => new(
        table.Name, [.. table.Columns.Select(c => $"{c.Name} {c.Kind.ToString().ToLowerInvariant()}")], table.Key, digest.Count, digest.ToString(), pieces);

    /// <summary>The table, as the database knows it.</summary>
    public StoredTable ToTable() => new(Name, [.. Columns.Select(c => c.Split(' ') is [var name, var kind]
        && Enum.TryParse<ColumnKind>(kind, ignoreCase: true, out var known) ? new StoredColumn(name, known)
        : throw new InvalidDataException($"A column of {Name} is '{c}'."))], Key);
}

/// <summary>A stored file in a backup.</summary>
internal sealed record BackupStored(string Name, long Size, IReadOnlyList<string> Pieces);

/// <summary>How far the books of a fund reached.</summary>
internal sealed record BackupBook(long Fund, long Entries, long Leaves);

[JsonSerializable(typeof(BackupContents))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class BackupJson : JsonSerializerContext;

/// <summary>What backups need of the machine's secrets: names of pieces that tell nothing, and a mark that nobody else can make.</summary>
internal sealed class BackupKeys
{
    private readonly byte[] _names, _marks;

    public BackupKeys(HostSecrets secrets)
    {
        _names = HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets.LineIdentityKey, 32, info: "poruka backup names"u8.ToArray());
        _marks = HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets.LineIdentityKey, 32, info: "poruka backup marks"u8.ToArray());
    }

    /// <summary>The name of a piece: the same for the same contents, and without the key nothing follows from it.</summary>
    public string NameOf(ReadOnlySpan<byte> contents) => Convert.ToHexStringLower(HMACSHA256.HashData(_names, contents));

    /// <summary>The mark of a table of contents.</summary>
    public string MarkOf(ReadOnlySpan<byte> contents) => Convert.ToHexStringLower(HMACSHA256.HashData(_marks, contents));

    /// <summary>Names a group of recipients.</summary>
    public static string GroupOf(IReadOnlyCollection<AgeRecipient> recipients) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', recipients.Select(r => r.ToString()).Order(StringComparer.Ordinal)))))[..16];
}
