using System.Data.Common;
using System.Globalization;
using System.Text;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>
/// Builds a fund's tree anew from its leaves, and holds tiles, checkpoints and cosignatures against it. What it needs is read when it is made:
/// then it runs on its own, beside the walk over the entries.
/// </summary>
internal sealed class TreeCheck(DbConnection connection, long fund, NoteVerifier key, LeafBook leaves, Findings findings)
{
    private readonly Dictionary<(long Level, long Tile), (byte[] Hashes, byte[] Root)> _tiles = TilesOf(connection, fund);
    private readonly Queue<(long Size, string Note)> _checkpoints = CheckpointsOf(connection, fund);
    private readonly ILookup<long, (string Witness, string Line, string? Key)> _cosignatures = CosignaturesOf(connection, fund);

    public long Checkpoints { get; private set; }

    public long Cosignatures { get; private set; }

    public void Run(CancellationToken cancel)
    {
        if (leaves.Missing is not null) return;
        CheckTree(cancel);
        foreach (var (level, tile) in _tiles.Keys)
            findings.Add(FindingKind.TileWrong, $"tile {Show(level)}/{Show(tile)}");
    }

    /// <summary>One walk over the leaves: the root at each checkpoint's size, and each full tile as it fills.</summary>
    private void CheckTree(CancellationToken cancel)
    {
        var tree = new TreeBuilder();
        var level0 = new byte[TilePath.FullWidth * TreeHash.Size];
        var above = new List<byte[]>();
        while (true)
        {
            while (_checkpoints.TryPeek(out var next) && next.Size <= tree.Size)
                CheckCheckpoint(_checkpoints.Dequeue(), tree);
            if (tree.Size == leaves.Count) break;
            if ((tree.Size & 0xFFFF) == 0) cancel.ThrowIfCancellationRequested();
            var hash = TreeHash.OfLeaf(leaves[tree.Size]);
            hash.CopyTo(level0.AsSpan((int)(tree.Size % TilePath.FullWidth) * TreeHash.Size));
            tree.AppendHash(hash);
            if (tree.Size % TilePath.FullWidth == 0) TileFilled(0, tree.Size / TilePath.FullWidth - 1, level0, above);
        }
        foreach (var beyond in _checkpoints)
            findings.Add(FindingKind.CheckpointRootWrong, $"checkpoint {Show(beyond.Size)}", found: Show(leaves.Count));
    }

    /// <summary>Checks a full tile, and adds its root to the one above, which may be full then too.</summary>
    private void TileFilled(int level, long tile, byte[] hashes, List<byte[]> above)
    {
        var root = LogTiles.RootOf(hashes);
        if (!_tiles.Remove((level, tile), out var kept) || !kept.Hashes.AsSpan().SequenceEqual(hashes)
            || !kept.Root.AsSpan().SequenceEqual(root.ToArray()))
            findings.Add(FindingKind.TileWrong, $"tile {level}/{Show(tile)}");
        if (above.Count == level) above.Add(new byte[TilePath.FullWidth * TreeHash.Size]);
        root.CopyTo(above[level].AsSpan((int)(tile % TilePath.FullWidth) * TreeHash.Size));
        if ((tile + 1) % TilePath.FullWidth == 0)
            TileFilled(level + 1, (tile + 1) / TilePath.FullWidth - 1, above[level], above);
    }

    private void CheckCheckpoint((long Size, string Note) stored, TreeBuilder tree)
    {
        Checkpoints++;
        var place = $"checkpoint {Show(stored.Size)}";
        if (!SignedNote.TryParse(Encoding.UTF8.GetBytes(stored.Note), out var note, out _)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint) || checkpoint!.Origin != key.Name
            || checkpoint.Size != stored.Size)
        {
            findings.Add(FindingKind.CheckpointUnreadable, place);
            return;
        }
        if (note.Verify([key], out _) != NoteOutcome.Valid) findings.Add(FindingKind.CheckpointSignatureWrong, place);
        if (checkpoint.Size != tree.Size || checkpoint.Root != tree.Root)
            findings.Add(FindingKind.CheckpointRootWrong, place, tree.Root.ToString(), checkpoint.Root.ToString());
        CheckCosignatures(stored.Size, note);
    }

    private void CheckCosignatures(long size, SignedNote note)
    {
        foreach (var (name, line, witnessKey) in _cosignatures[size])
        {
            Cosignatures++;
            var signatures = SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(line + "\n"));
            if (witnessKey is null || signatures is not [var signature]
                || !NoteVerifier.TryParse(witnessKey, out var witness, out _)
                || note.With(signature).Verify([witness!], out _) != NoteOutcome.Valid)
                findings.Add(FindingKind.CosignatureWrong, $"checkpoint {Show(size)}", found: name);
        }
    }

    private static ILookup<long, (string, string, string?)> CosignaturesOf(DbConnection connection, long fund) => Sql.List(connection, null, """
        select c.size, c.witness, c.line, w.key from log_cosignature c
        left join log_witness w on w.fund = c.fund and w.name = c.witness where c.fund = @fund
        """, row => (Size: row.GetInt64(0), Signed: (row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3))), ("fund", fund)).ToLookup(c => c.Size, c => c.Signed);

    private static Queue<(long, string)> CheckpointsOf(DbConnection connection, long fund) => new(Sql.List(connection, null,
        "select size, note from log_checkpoint where fund = @fund order by size", row => (row.GetInt64(0), row.GetString(1)), ("fund", fund)));

    private static Dictionary<(long, long), (byte[], byte[])> TilesOf(DbConnection connection, long fund) => Sql.List(connection, null,
        "select level, tile, hashes, root from log_tile where fund = @fund",
        row => (Place: (row.GetInt64(0), row.GetInt64(1)), Tile: (row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3))), ("fund", fund)).ToDictionary(t => t.Place, t => t.Tile);

    private static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);
}
