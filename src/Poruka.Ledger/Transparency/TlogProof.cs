using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Poruka.Ledger.Transparency;

/// <summary>Why bytes are no proof.</summary>
public enum TlogProofProblem
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They are longer than <see cref="TlogProof.MaxSize"/>.</summary>
    TooLong,

    /// <summary>The first line isn't <c>c2sp.org/tlog-proof@v1</c>: this is no proof.</summary>
    NoHeader,

    /// <summary>The line of extra data isn't base64.</summary>
    BadExtra,

    /// <summary>The line with the index is missing or has no number.</summary>
    BadIndex,

    /// <summary>A line of the proof isn't the base64 of 32 bytes, or there are more than 63.</summary>
    BadHash,

    /// <summary>There is no empty line before the checkpoint, or no signed note behind it.</summary>
    NoCheckpoint,
}

/// <summary>
/// A proof that stands alone: a leaf's index, the way to the root, and the signed checkpoint (C2SP tlog-proof). Kept in
/// files named <c>*.tlog-proof</c>.
/// </summary>
/// <remarks>Immutable. Nothing in it is checked by reading it; the extra data isn't even signed.</remarks>
/// <param name="Extra">Data of the application; null where there is none.</param>
/// <param name="Index">The leaf's index.</param>
/// <param name="Hashes">The siblings on the way to the root, from below.</param>
/// <param name="Checkpoint">The signed checkpoint.</param>
public sealed record TlogProof(
    ReadOnlyMemory<byte>? Extra, LogIndex Index, ImmutableArray<TreeHash> Hashes, SignedNote Checkpoint)
{
    /// <summary>The longest proof that is read, in bytes.</summary>
    public const int MaxSize = 1024 * 1024;

    /// <summary>At most so many hashes.</summary>
    public const int MaxHashes = 63;

    private static ReadOnlySpan<byte> Header => "c2sp.org/tlog-proof@v1"u8;

    /// <summary>The proof's bytes.</summary>
    public byte[] ToBytes()
    {
        var head = new StringBuilder().Append(Encoding.ASCII.GetString(Header)).Append('\n');
        if (Extra is { } extra) head.Append("extra ").Append(Convert.ToBase64String(extra.Span)).Append('\n');
        head.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes) head.Append(hash).Append('\n');
        head.Append('\n');
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. Checkpoint.ToBytes()];
    }

    /// <summary>Reads a proof.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out TlogProof? proof, out TlogProofProblem problem)
    {
        proof = null;
        problem = Parse(bytes, ref proof);
        return problem == TlogProofProblem.None;
    }

    private static TlogProofProblem Parse(ReadOnlyMemory<byte> bytes, ref TlogProof? proof)
    {
        if (bytes.Length > MaxSize) return TlogProofProblem.TooLong;
        if (NextLine(ref bytes) is not { } header || !header.Span.SequenceEqual(Header)) return TlogProofProblem.NoHeader;

        if (NextLine(ref bytes) is not { } line) return TlogProofProblem.BadIndex;
        byte[]? extra = null;
        if (line.Span.StartsWith("extra "u8))
        {
            extra = StrictBase64.Decode(line.Span["extra ".Length..]);
            if (extra is null) return TlogProofProblem.BadExtra;
            if (NextLine(ref bytes) is not { } next) return TlogProofProblem.BadIndex;
            line = next;
        }
        if (!line.Span.StartsWith("index "u8)
            || !Transparency.Checkpoint.TryParseSize(Encoding.Latin1.GetString(line.Span["index ".Length..]), out var index))
            return TlogProofProblem.BadIndex;

        var hashes = ImmutableArray.CreateBuilder<TreeHash>();
        while (true)
        {
            if (NextLine(ref bytes) is not { } text) return TlogProofProblem.NoCheckpoint;
            if (text.Length == 0) break;
            if (hashes.Count == MaxHashes || !TreeHash.TryParse(text.Span, out var hash)) return TlogProofProblem.BadHash;
            hashes.Add(hash);
        }
        if (!SignedNote.TryParse(bytes, out var checkpoint, out _)) return TlogProofProblem.NoCheckpoint;
        proof = new TlogProof(extra, new LogIndex(index), hashes.DrainToImmutable(), checkpoint!);
        return TlogProofProblem.None;
    }

    private static ReadOnlyMemory<byte>? NextLine(ref ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span.IndexOf((byte)'\n');
        if (end < 0) return null;
        var line = bytes[..end];
        bytes = bytes[(end + 1)..];
        return line;
    }
}
