using System.Buffers.Binary;

namespace Poruka.Ledger.Transparency;

/// <summary>The bytes of tiles and of entry bundles (C2SP tlog-tiles; docs/formats/log.md). Functions without state.</summary>
public static class LogTiles
{
    /// <summary>The longest entry that a bundle can hold, in bytes.</summary>
    public const int MaxEntrySize = ushort.MaxValue;

    /// <summary>The bytes of a tile of hashes.</summary>
    /// <param name="tile">Which one; no bundle.</param>
    /// <param name="nodes">Reads the tree, which is large enough for the tile.</param>
    public static byte[] TileBytes(TilePath tile, NodeReader nodes)
    {
        if (tile.IsEntries) throw new ArgumentException("A bundle is made of entries.", nameof(tile));
        var bytes = new byte[tile.Width * TreeHash.Size];
        for (var i = 0; i < tile.Width; i++)
            nodes(8 * tile.Level, tile.Index * TilePath.FullWidth + i).CopyTo(bytes.AsSpan(i * TreeHash.Size));
        return bytes;
    }

    /// <summary>The root of a full tile: the hash that stands for it in the tile above.</summary>
    /// <param name="hashes">256 hashes.</param>
    public static TreeHash RootOf(ReadOnlyMemory<byte> hashes)
    {
        if (hashes.Length != TilePath.FullWidth * TreeHash.Size) throw new ArgumentException("A full tile has 256 hashes.", nameof(hashes));
        var nodes = new TileReader(TilePath.FullWidth, _ => hashes);
        return TreeHash.OfChildren(nodes.Node(7, 0), nodes.Node(7, 1));
    }

    /// <summary>The bytes of a bundle: each entry behind its length, a big-endian 16-bit number.</summary>
    /// <param name="entries">1 to 256 entries, each of at most 65,535 bytes.</param>
    public static byte[] BundleBytes(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        if (entries.Count is < 1 or > TilePath.FullWidth)
            throw new ArgumentException("A bundle has 1 to 256 entries.", nameof(entries));
        var length = 0;
        foreach (var entry in entries)
        {
            if (entry.Length > MaxEntrySize) throw new ArgumentException("An entry has at most 65,535 bytes.", nameof(entries));
            length += 2 + entry.Length;
        }
        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[2..]);
            rest = rest[(2 + entry.Length)..];
        }
        return bytes;
    }

    /// <summary>Reads the entries of a bundle; false where the bytes are not exactly <paramref name="width"/> entries.</summary>
    /// <param name="bytes">The bundle.</param>
    /// <param name="width">How many entries it must have.</param>
    /// <param name="entries">The entries, slices of the bytes.</param>
    public static bool TryReadBundle(ReadOnlyMemory<byte> bytes, int width, out IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var read = new List<ReadOnlyMemory<byte>>(width);
        entries = [];
        while (bytes.Length > 0)
        {
            if (bytes.Length < 2 || read.Count == width) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span);
            if (bytes.Length - 2 < length) return false;
            read.Add(bytes.Slice(2, length));
            bytes = bytes[(2 + length)..];
        }
        if (read.Count != width) return false;
        entries = read;
        return true;
    }
}
