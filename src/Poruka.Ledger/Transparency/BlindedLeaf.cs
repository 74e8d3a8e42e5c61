using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// A leaf of the public log: a version byte and SHA-256 over a domain, 32 random bytes and an entry. Of fixed length, so
/// that neither kind, amount nor day shows (docs/formats/leaf.md).
/// </summary>
public static class BlindedLeaf
{
    /// <summary>How long a leaf is, in bytes.</summary>
    public const int Size = 33;

    /// <summary>How long the blinding bytes are.</summary>
    public const int BlindingSize = 32;

    /// <summary>The version byte.</summary>
    public const byte Version = 1;

    private static ReadOnlySpan<byte> Domain => "poruka-leaf-v1\n"u8;

    /// <summary>Computes the leaf of an entry.</summary>
    /// <param name="blinding">32 random bytes, fresh for each leaf.</param>
    /// <param name="entry">The entry's canonical bytes, as stored; empty for a leaf that only fills a batch.</param>
    /// <param name="donorReference">The donor's reference, or empty.</param>
    /// <param name="leaf">Takes the 33 bytes.</param>
    public static void Compute(
        ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> donorReference, Span<byte> leaf)
    {
        if (blinding.Length != BlindingSize) throw new ArgumentException("The blinding is 32 bytes.", nameof(blinding));
        var length = Domain.Length + BlindingSize + 4 + entry.Length + donorReference.Length;
        var preimage = length <= 1_024 ? stackalloc byte[length] : new byte[length];
        Domain.CopyTo(preimage);
        var rest = preimage[Domain.Length..];
        blinding.CopyTo(rest);
        BinaryPrimitives.WriteUInt32BigEndian(rest[BlindingSize..], (uint)entry.Length);
        entry.CopyTo(rest[(BlindingSize + 4)..]);
        donorReference.CopyTo(rest[(BlindingSize + 4 + entry.Length)..]);
        leaf[0] = Version;
        SHA256.HashData(preimage, leaf[1..Size]);
    }
}
