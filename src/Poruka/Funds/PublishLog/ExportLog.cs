using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.PublishLog;

/// <summary>Writes a fund's public log as plain files into a folder, ready for any web host.</summary>
public static class ExportLog
{
    /// <summary>Writes what the folder lacks; the checkpoint last, so that a half-written copy is never taken for a whole one.</summary>
    /// <returns>How many files were written; null before the first batch.</returns>
    public static int? Run(Installation installation, Fund fund, string folder, CancellationToken cancel)
    {
        using var connection = installation.Database.Open();
        var log = new FundLog(connection, fund.Number);
        if (log.LatestCheckpoint() is not { } note || !Checkpoint.TryParse(note.Text, out var checkpoint)) return null;
        var written = 0;
        foreach (var path in TilePath.ForGrowth(0, checkpoint!.Size))
        {
            cancel.ThrowIfCancellationRequested();
            if (Write(Path.Combine(folder, path.ToString()), () => log.ReadTile(path))) written++;
        }
        var file = Path.Combine(folder, "checkpoint");
        var bytes = note.ToBytes();
        if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes))
        {
            Replace(file, bytes);
            written++;
        }
        return written;
    }

    /// <summary>A tile never changes once it is written.</summary>
    private static bool Write(string file, Func<byte[]> bytes)
    {
        if (File.Exists(file)) return false;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Replace(file, bytes());
        return true;
    }

    private static void Replace(string file, byte[] bytes)
    {
        var half = file + ".half";
        File.WriteAllBytes(half, bytes);
        File.Move(half, file, overwrite: true);
    }
}
