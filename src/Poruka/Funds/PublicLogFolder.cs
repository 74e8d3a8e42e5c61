using Poruka.Ledger.Transparency;

namespace Poruka.Funds;

/// <summary>What can be wrong with a public log in a folder.</summary>
public enum PublicLogProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The folder has no checkpoint, or it can't be read.</summary>
    NoCheckpoint,

    /// <summary>The checkpoint is another log's.</summary>
    WrongLog,

    /// <summary>The log's key didn't sign the checkpoint.</summary>
    WrongSignature,

    /// <summary>A tile or a bundle is missing or too short.</summary>
    MissingTile,

    /// <summary>A tile's hashes are not those of the leaves in the bundles.</summary>
    WrongTile,

    /// <summary>The tiles make another root than the checkpoint's.</summary>
    WrongRoot,

    /// <summary>An earlier checkpoint is not a beginning of this log: it was rewritten.</summary>
    NotConsistent,

    /// <summary>The log is shorter than it was.</summary>
    Shrunk,
}

/// <summary>
/// A public log as files in a folder (<c>checkpoint</c>, <c>tile/…</c>), as anyone can copy it from a fund's page: read and
/// checked without a database.
/// </summary>
internal sealed class PublicLogFolder
{
    private readonly string _folder;

    private PublicLogFolder(string folder, SignedNote note, Checkpoint checkpoint) =>
        (_folder, Note, Checkpoint) = (folder, note, checkpoint);

    /// <summary>The checkpoint with its signatures.</summary>
    public SignedNote Note { get; }

    /// <summary>What it says.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Opens a log and checks the checkpoint's signature.</summary>
    public static PublicLogProblem Open(string folder, NoteVerifier key, out PublicLogFolder? log)
    {
        log = null;
        var path = Path.Combine(folder, "checkpoint");
        if (!File.Exists(path) || new FileInfo(path).Length > SignedNote.MaxSize
            || !SignedNote.TryParse(File.ReadAllBytes(path), out var note, out _)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint)) return PublicLogProblem.NoCheckpoint;
        if (checkpoint!.Origin != key.Name) return PublicLogProblem.WrongLog;
        if (note.Verify([key], out _) != NoteOutcome.Valid) return PublicLogProblem.WrongSignature;
        log = new PublicLogFolder(folder, note, checkpoint);
        return PublicLogProblem.None;
    }

    /// <summary>Builds the tree anew from the bundles' leaves, and holds every tile and the root against it.</summary>
    /// <param name="place">The file, where one is the problem.</param>
    public PublicLogProblem CheckTree(out string place)
    {
        var growth = new LogGrowth(0, (_, _) => throw new InvalidOperationException(), []);
        for (var index = 0L; index * TilePath.FullWidth < Checkpoint.Size; index++)
        {
            var width = (int)Math.Min(Checkpoint.Size - index * TilePath.FullWidth, TilePath.FullWidth);
            var path = TilePath.Entries(index, width);
            place = path.ToString();
            if (Read(path) is not { } bytes || !LogTiles.TryReadBundle(bytes, width, out var leaves))
                return PublicLogProblem.MissingTile;
            foreach (var leaf in leaves) growth.Append(leaf);
        }
        foreach (var (path, bytes) in growth.Files())
        {
            place = path.ToString();
            if (Read(path) is not { } kept) return PublicLogProblem.MissingTile;
            if (!kept.AsSpan().SequenceEqual(bytes)) return PublicLogProblem.WrongTile;
        }
        place = "checkpoint";
        return growth.Size == Checkpoint.Size && growth.Root == Checkpoint.Root ? PublicLogProblem.None : PublicLogProblem.WrongRoot;
    }

    /// <summary>Whether an earlier tree is a beginning of this one.</summary>
    /// <param name="size">The earlier tree's size.</param>
    /// <param name="root">Its root.</param>
    public PublicLogProblem CheckConsistency(long size, TreeHash root)
    {
        if (size > Checkpoint.Size) return PublicLogProblem.Shrunk;
        if (size == 0) return PublicLogProblem.None;
        try
        {
            // The tiles may lie: so the new root is checked against the checkpoint by the same proof.
            var nodes = new TileReader(Checkpoint.Size, path => Read(path) ?? throw new InvalidDataException(path.ToString()));
            var proof = size == Checkpoint.Size ? [] : MerkleTree.ConsistencyProof(size, Checkpoint.Size, nodes.Node);
            return MerkleTree.VerifyConsistency(size, Checkpoint.Size, root, Checkpoint.Root, proof) == ProofOutcome.Valid
                ? PublicLogProblem.None
                : PublicLogProblem.NotConsistent;
        }
        catch (InvalidDataException)
        {
            return PublicLogProblem.MissingTile;
        }
    }

    private byte[]? Read(TilePath path)
    {
        var file = Path.Combine(_folder, path.ToString());
        return File.Exists(file) && new FileInfo(file).Length <= TilePath.FullWidth * (2 + LogTiles.MaxEntrySize)
            ? File.ReadAllBytes(file)
            : null;
    }
}
