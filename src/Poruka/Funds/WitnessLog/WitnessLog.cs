using System.Data.Common;
using System.Text;
using NodaTime;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.WitnessLog;

/// <summary>What came of witnessing another installation's log.</summary>
/// <param name="Problem">Why it was not cosigned, or nothing.</param>
/// <param name="Cosignature">The line to send back; null where it was not cosigned.</param>
/// <param name="Size">The size that was cosigned.</param>
public sealed record WitnessOutcome(PublicLogProblem Problem, string? Cosignature, long? Size);

/// <summary>What came of adding a witness's cosignature to our own log.</summary>
public enum CosignatureOutcome
{
    /// <summary>It is kept, and served with the checkpoint.</summary>
    Added,

    /// <summary>It is no line of a signed note.</summary>
    Unreadable,

    /// <summary>It is of no witness that this fund knows.</summary>
    UnknownWitness,

    /// <summary>It fits none of our checkpoints.</summary>
    NoSuchCheckpoint,
}

/// <summary>
/// Allied installations watch each other's logs: each cosigns what only grew since it last looked. A log that shows one
/// history to donors and another to auditors would need all its witnesses' keys.
/// </summary>
public static class WitnessLog
{
    /// <summary>Cosigns the checkpoint of a log, of which a copy lies in a folder, if the log only grew since the last time.</summary>
    /// <param name="installation">Ours, which cosigns.</param>
    /// <param name="folder">The other log's public files.</param>
    /// <param name="key">The other log's key.</param>
    /// <param name="now">The time that the cosignature states.</param>
    public static WitnessOutcome Cosign(Installation installation, string folder, NoteVerifier key, Instant now)
    {
        var problem = PublicLogFolder.Open(folder, key, out var log);
        if (log is null) return new WitnessOutcome(problem, null, null);
        var (size, root) = (log.Checkpoint.Size, log.Checkpoint.Root);
        using var connection = installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        if (LastSeen(connection, transaction, key.Name) is { } last)
            problem = log.CheckConsistency(last.Size, last.Root);
        if (problem == PublicLogProblem.None) problem = log.CheckTree(out _);
        if (problem != PublicLogProblem.None) return new WitnessOutcome(problem, null, size);
        Sql.Run(connection, transaction, """
            insert into witnessed_log (origin, size, root, witnessed_on) values (@origin, @size, @root, @day)
            on conflict (origin) do update set size = excluded.size, root = excluded.root, witnessed_on = excluded.witnessed_on
            """, ("origin", key.Name), ("size", size), ("root", root.ToArray()),
            ("day", (long)Months.DayNumber(now.InUtc().Date)));
        transaction.Commit();
        using var signer = FundLog.WitnessOf(installation);
        return new WitnessOutcome(PublicLogProblem.None, signer.Cosign(log.Note.Text, now).ToString(), size);
    }

    /// <summary>Takes note of a witness of a fund's log.</summary>
    public static void AddWitness(Installation installation, Fund fund, NoteVerifier witness)
    {
        using var connection = installation.Database.Open();
        Sql.Run(connection, null, """
            insert into log_witness (fund, name, key) values (@fund, @name, @key)
            on conflict (fund, name) do update set key = excluded.key
            """, ("fund", fund.Number), ("name", witness.Name), ("key", witness.ToString()));
    }

    /// <summary>The witnesses of a fund's log.</summary>
    public static IReadOnlyList<NoteVerifier> Witnesses(Installation installation, Fund fund)
    {
        using var connection = installation.Database.Open();
        return new FundLog(connection, fund.Number).Witnesses();
    }

    /// <summary>Adds a cosignature that a witness sent to the checkpoint that it fits.</summary>
    public static CosignatureOutcome AddCosignature(Installation installation, Fund fund, string line)
    {
        line = line.Trim();
        if (SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(line + "\n")) is not [var signature])
            return CosignatureOutcome.Unreadable;
        using var connection = installation.Database.Open();
        var log = new FundLog(connection, fund.Number);
        if (log.Witnesses().FirstOrDefault(w => w.Name == signature.Name) is not { } witness)
            return CosignatureOutcome.UnknownWitness;
        foreach (var (size, text) in Checkpoints(connection, fund.Number))
        {
            if (log.WithCosignatures(size, text).With(signature).Verify([witness], out _) != NoteOutcome.Valid) continue;
            Sql.Run(connection, null, """
                insert into log_cosignature (fund, size, witness, line) values (@fund, @size, @witness, @line)
                on conflict (fund, size, witness) do update set line = excluded.line
                """, ("fund", fund.Number), ("size", size), ("witness", witness.Name), ("line", line));
            return CosignatureOutcome.Added;
        }
        return CosignatureOutcome.NoSuchCheckpoint;
    }

    private static (long Size, TreeHash Root)? LastSeen(DbConnection connection, DbTransaction transaction, string origin)
    {
        using var find = Sql.Command(connection, transaction,
            "select size, root from witnessed_log where origin = @origin", ("origin", origin));
        using var rows = find.ExecuteReader();
        return rows.Read() ? (rows.GetInt64(0), new TreeHash(rows.GetFieldValue<byte[]>(1))) : null;
    }

    private static List<(long Size, string Note)> Checkpoints(DbConnection connection, long fund)
    {
        using var find = Sql.Command(connection, null,
            "select size, note from log_checkpoint where fund = @fund order by size desc", ("fund", fund));
        using var rows = find.ExecuteReader();
        var all = new List<(long, string)>();
        while (rows.Read()) all.Add((rows.GetInt64(0), rows.GetString(1)));
        return all;
    }
}
