using System.Buffers.Binary;

namespace Poruka.Ledger.Transparency;

/// <summary>What opens one leaf of the log: the blinding bytes, the entry and the donor's reference.</summary>
/// <remarks>
/// Stands in the <c>extra</c> of a proof: a version byte, 32 blinding bytes, the entry's length in four bytes (big-endian),
/// the entry's bytes as stored, and the donor's reference, 10 bytes or none (docs/formats/log.md).
/// </remarks>
/// <param name="Blinding">32 bytes.</param>
/// <param name="Entry">The entry's canonical bytes, as stored; empty for a leaf that only fills a batch.</param>
/// <param name="Reference">The donor's reference.</param>
public sealed record Opening(ReadOnlyMemory<byte> Blinding, ReadOnlyMemory<byte> Entry, DonorReference? Reference)
{
    /// <summary>The version byte.</summary>
    public const byte Version = 1;

    private const int HeadSize = 1 + BlindedLeaf.BlindingSize + 4;

    /// <summary>The leaf that it opens.</summary>
    public byte[] Leaf()
    {
        var leaf = new byte[BlindedLeaf.Size];
        BlindedLeaf.Compute(Blinding.Span, Entry.Span, ReferenceBytes(), leaf);
        return leaf;
    }

    /// <summary>The bytes for a proof's extra data.</summary>
    public byte[] ToBytes()
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, Entry.Length);
        return [Version, .. Blinding.Span, .. length, .. Entry.Span, .. ReferenceBytes()];
    }

    /// <summary>Reads what <see cref="ToBytes"/> writes; null for anything else.</summary>
    public static Opening? TryParse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeadSize || bytes.Span[0] != Version) return null;
        var entryLength = BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[(HeadSize - 4)..]);
        var rest = bytes[HeadSize..];
        if (entryLength > rest.Length) return null;
        var reference = rest[(int)entryLength..];
        if (reference.Length is not (0 or DonorReference.Size)) return null;
        return new Opening(
            bytes.Slice(1, BlindedLeaf.BlindingSize), rest[..(int)entryLength],
            reference.Length == 0 ? null : new DonorReference(reference.Span));
    }

    private byte[] ReferenceBytes() => Reference?.ToArray() ?? [];
}
