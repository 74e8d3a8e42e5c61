using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>
/// The public log of a fund as it is stored: leaves and full tiles. Partial tiles are made of leaves and of the tiles
/// below them when asked for. Not thread safe; one for each request.
/// </summary>
internal sealed class FundLog(DbConnection connection, long fund, DbTransaction? transaction = null)
{
    /// <summary>The name of a fund's log.</summary>
    public static string OriginOf(Installation installation, Fund fund) => $"{installation.LogName}/{fund.Slug}";

    /// <summary>The key that signs a fund's checkpoints, made of the machine's secret. The caller disposes it.</summary>
    public static NoteSigner SignerOf(Installation installation, Fund fund)
    {
        var seed = HKDF.DeriveKey(HashAlgorithmName.SHA256, installation.Secrets.LogSigningSeed, NoteSigner.SeedSize,
            salt: FundRows.Bytes(fund.Id), info: "poruka log key v1"u8.ToArray());
        return new NoteSigner(OriginOf(installation, fund), NoteKeyKind.Log, seed);
    }

    /// <summary>The key with which this installation cosigns the logs of others. The caller disposes it.</summary>
    public static NoteSigner WitnessOf(Installation installation)
    {
        var seed = HKDF.DeriveKey(HashAlgorithmName.SHA256, installation.Secrets.LogSigningSeed, NoteSigner.SeedSize,
            info: "poruka witness key v1"u8.ToArray());
        return new NoteSigner($"{installation.LogName}/witness", NoteKeyKind.Witness, seed);
    }

    /// <summary>The witnesses that the fund knows, by name.</summary>
    public IReadOnlyList<NoteVerifier> Witnesses()
    {
        using var find = Sql.Command(connection, transaction,
            "select key from log_witness where fund = @fund order by name", ("fund", fund));
        using var rows = find.ExecuteReader();
        var witnesses = new List<NoteVerifier>();
        while (rows.Read())
            if (NoteVerifier.TryParse(rows.GetString(0), out var witness, out _)) witnesses.Add(witness!);
        return witnesses;
    }

    /// <summary>How many leaves are published.</summary>
    public long Size() => Sql.Number(connection, transaction,
        "select coalesce(max(log_index) + 1, 0) from log_leaf where fund = @fund", ("fund", fund))!.Value;

    /// <summary>The latest checkpoint, signed and with its cosignatures; null before the first batch.</summary>
    public SignedNote? LatestCheckpoint()
    {
        using var find = Sql.Command(connection, transaction,
            "select size, note from log_checkpoint where fund = @fund order by size desc limit 1", ("fund", fund));
        long size;
        string text;
        using (var rows = find.ExecuteReader())
        {
            if (!rows.Read()) return null;
            (size, text) = (rows.GetInt64(0), rows.GetString(1));
        }
        return WithCosignatures(size, text);
    }

    /// <summary>A stored note with the cosignatures that came for it.</summary>
    public SignedNote WithCosignatures(long size, string text)
    {
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out var note, out var problem))
            throw new InvalidDataException($"The checkpoint at {size} is no signed note: {problem}.");
        using var find = Sql.Command(connection, transaction,
            "select line from log_cosignature where fund = @fund and size = @size order by witness", ("fund", fund), ("size", size));
        using var rows = find.ExecuteReader();
        while (rows.Read())
            if (SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(rows.GetString(0) + "\n")) is [var signature])
                note = note!.With(signature);
        return note!;
    }

    /// <summary>Reads nodes of the tree of a size.</summary>
    public TileReader Tiles(long size) => new(size, path => ReadTile(path));

    /// <summary>The bytes of a tile or a bundle; throws where the log doesn't reach it.</summary>
    public byte[] ReadTile(TilePath path)
    {
        if (path.IsEntries) return LogTiles.BundleBytes(Leaves(path));
        if (!path.IsPartial) return FullTile(path.Level, path.Index);
        return path.Level == 0 ? HashesOf(Leaves(path)) : RootsOf(path);
    }

    private byte[] FullTile(int level, long tile)
    {
        using var find = Sql.Command(connection, transaction,
            "select hashes from log_tile where fund = @fund and level = @level and tile = @tile",
            ("fund", fund), ("level", (long)level), ("tile", tile));
        return find.ExecuteScalar() as byte[] ?? throw new InvalidDataException($"The tile {tile} of level {level} is missing.");
    }

    private List<ReadOnlyMemory<byte>> Leaves(TilePath path)
    {
        var first = path.Index * TilePath.FullWidth;
        using var find = Sql.Command(connection, transaction,
            "select leaf from log_leaf where fund = @fund and log_index >= @first and log_index < @end order by log_index",
            ("fund", fund), ("first", first), ("end", first + path.Width));
        var leaves = new List<ReadOnlyMemory<byte>>(path.Width);
        using var rows = find.ExecuteReader();
        while (rows.Read()) leaves.Add(rows.GetFieldValue<byte[]>(0));
        return leaves.Count == path.Width ? leaves : throw new InvalidDataException($"The log doesn't reach {path}.");
    }

    private static byte[] HashesOf(List<ReadOnlyMemory<byte>> leaves)
    {
        var hashes = new byte[leaves.Count * TreeHash.Size];
        for (var i = 0; i < leaves.Count; i++)
            TreeHash.OfLeaf(leaves[i].Span).CopyTo(hashes.AsSpan(i * TreeHash.Size));
        return hashes;
    }

    /// <summary>Each hash of a tile is the root of the full tile below it, which is kept with that tile.</summary>
    private byte[] RootsOf(TilePath path)
    {
        using var find = Sql.Command(connection, transaction, """
            select root from log_tile where fund = @fund and level = @level and tile >= @first and tile < @end order by tile
            """, ("fund", fund), ("level", (long)path.Level - 1), ("first", path.Index * TilePath.FullWidth),
            ("end", path.Index * TilePath.FullWidth + path.Width));
        var hashes = new byte[path.Width * TreeHash.Size];
        var read = 0;
        using var rows = find.ExecuteReader();
        for (; rows.Read() && rows.GetFieldValue<byte[]>(0) is { Length: TreeHash.Size } root; read++) root.CopyTo(hashes, read * TreeHash.Size);
        return read == path.Width ? hashes : throw new InvalidDataException($"Tiles below {path} are missing.");
    }
}
