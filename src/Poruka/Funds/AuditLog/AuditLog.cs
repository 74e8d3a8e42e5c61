using NodaTime;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.AuditLog;

/// <summary>What came of auditing a public log in a folder.</summary>
/// <param name="Problem">What is wrong, or nothing.</param>
/// <param name="Place">The file, where one is the problem.</param>
/// <param name="Size">The log's size, where the checkpoint could be read.</param>
/// <param name="Cosignatures">How many of the known witnesses cosigned.</param>
public sealed record FolderAudit(PublicLogProblem Problem, string Place, long? Size, int Cosignatures);

/// <summary>Audits logs: from outside with nothing but the public files, or from inside, taking note how far it got.</summary>
public static class AuditLog
{
    /// <summary>
    /// Audits a log from its public files: the signature, every tile, the root, and, where an earlier checkpoint was kept,
    /// that the log only grew since.
    /// </summary>
    /// <param name="folder">The folder with <c>checkpoint</c> and <c>tile/</c>.</param>
    /// <param name="key">The log's key.</param>
    /// <param name="witnesses">Keys of known witnesses.</param>
    /// <param name="since">An earlier checkpoint of this log, as it was kept; null where there is none.</param>
    public static FolderAudit Folder(
        string folder, NoteVerifier key, IReadOnlyCollection<NoteVerifier> witnesses, SignedNote? since)
    {
        var problem = PublicLogFolder.Open(folder, key, out var log);
        if (log is null) return new FolderAudit(problem, "checkpoint", null, 0);
        var size = log.Checkpoint.Size;
        if (log.Note.Verify(witnesses, out var cosignatures) == NoteOutcome.WrongSignature)
            return new FolderAudit(PublicLogProblem.WrongSignature, "checkpoint", size, 0);
        problem = log.CheckTree(out var place);
        if (problem == PublicLogProblem.None && since is not null)
            problem = CheckSince(log, key, since);
        return new FolderAudit(problem, problem == PublicLogProblem.None ? "" : place, size, cosignatures.Length);
    }

    /// <summary>
    /// Takes note that an auditor found books and log sound; the next checkpoint says so to everybody.
    /// </summary>
    /// <returns>The size up to which the log is audited; null before the first batch.</returns>
    public static long? Record(Installation installation, Fund fund, LocalDate today)
    {
        using var connection = installation.Database.Open();
        var size = new FundLog(connection, fund.Number).Size();
        if (size == 0) return null;
        Sql.Run(connection, null,
            "insert into log_audit (fund, size, audited_on) values (@fund, @size, @today) on conflict (fund, size) do nothing",
            ("fund", fund.Number), ("size", size), ("today", (long)Months.DayNumber(today)));
        return size;
    }

    private static PublicLogProblem CheckSince(PublicLogFolder log, NoteVerifier key, SignedNote since)
    {
        if (!Checkpoint.TryParse(since.Text, out var earlier)) return PublicLogProblem.NoCheckpoint;
        if (earlier!.Origin != key.Name) return PublicLogProblem.WrongLog;
        return since.Verify([key], out _) != NoteOutcome.Valid
            ? PublicLogProblem.WrongSignature
            : log.CheckConsistency(earlier.Size, earlier.Root);
    }
}
