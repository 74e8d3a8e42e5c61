using System.Data.Common;
using System.Globalization;
using System.Text;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>
/// Builds a fund's tree anew from its leaves, and holds tiles, checkpoints and cosignatures against it. It needs no entry: it may go on
/// beside the walk over them, with a connection and findings of its own.
/// </summary>
internal sealed class TreeCheck(
    DbConnection connection, long fund, NoteVerifier key, LeafBook leaves, Findings findings)
{
    private readonly Dictionary<(long Level, long Tile), (byte[] Hashes, byte[] Root)> _tiles = [];

    public long Checkpoints { get; private set; }

    public long Cosignatures { get; private set; }

    public void Run(CancellationToken cancel)
    {
        if (leaves.Missing is not null) return;
        LoadTiles();
        CheckTree(LoadCheckpoints(), cancel);
        foreach (var (level, tile) in _tiles.Keys)
            findings.Add(FindingKind.TileWrong, $"tile {Show(level)}/{Show(tile)}");
    }

    /// <summary>One walk over the leaves: the root at each checkpoint's size, and each full tile as it fills.</summary>
    private void CheckTree(Queue<(long Size, string Note)> checkpoints, CancellationToken cancel)
    {
        var tree = new TreeBuilder();
        var level0 = new byte[TilePath.FullWidth * TreeHash.Size];
        var above = new List<byte[]>();
        while (true)
        {
            while (checkpoints.TryPeek(out var next) && next.Size <= tree.Size)
                CheckCheckpoint(checkpoints.Dequeue(), tree);
            if (tree.Size == leaves.Count) break;
            if ((tree.Size & 0xFFFF) == 0) cancel.ThrowIfCancellationRequested();
            var hash = TreeHash.OfLeaf(leaves[tree.Size]);
            hash.CopyTo(level0.AsSpan((int)(tree.Size % TilePath.FullWidth) * TreeHash.Size));
            tree.AppendHash(hash);
            if (tree.Size % TilePath.FullWidth == 0) TileFilled(0, tree.Size / TilePath.FullWidth - 1, level0, above);
        }
        foreach (var beyond in checkpoints)
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
        using var find = Sql.Command(connection, null, """
            select c.witness, c.line, w.key from log_cosignature c
            left join log_witness w on w.fund = c.fund and w.name = c.witness where c.fund = @fund and c.size = @size
            """, ("fund", fund), ("size", size));
        using var rows = find.ExecuteReader();
        while (rows.Read())
        {
            Cosignatures++;
            var signatures = SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(rows.GetString(1) + "\n"));
            if (rows.IsDBNull(2) || signatures is not [var signature]
                || !NoteVerifier.TryParse(rows.GetString(2), out var witness, out _)
                || note.With(signature).Verify([witness!], out _) != NoteOutcome.Valid)
                findings.Add(FindingKind.CosignatureWrong, $"checkpoint {Show(size)}", found: rows.GetString(0));
        }
    }

    private Queue<(long Size, string Note)> LoadCheckpoints()
    {
        using var find = Sql.Command(connection, null,
            "select size, note from log_checkpoint where fund = @fund order by size", ("fund", fund));
        using var rows = find.ExecuteReader();
        var checkpoints = new Queue<(long, string)>();
        while (rows.Read()) checkpoints.Enqueue((rows.GetInt64(0), rows.GetString(1)));
        return checkpoints;
    }

    private void LoadTiles()
    {
        using var find = Sql.Command(connection, null,
            "select level, tile, hashes, root from log_tile where fund = @fund", ("fund", fund));
        using var rows = find.ExecuteReader();
        while (rows.Read()) _tiles[(rows.GetInt64(0), rows.GetInt64(1))] = (rows.GetFieldValue<byte[]>(2), rows.GetFieldValue<byte[]>(3));
    }

    private static string Show(long number) => number.ToString(CultureInfo.InvariantCulture);
}
