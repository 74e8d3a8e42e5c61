using System.CommandLine;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.AuditLog;

/// <summary><c>poruka log audit</c></summary>
internal static class AuditLogCommand
{
    /// <param name="line">The command line.</param>
    /// <param name="verify">Verifies a fund's books and log from inside, and says what it found.</param>
    public static Verb Build(CommandLine line, Func<CommandRun, Installation, Fund, bool> verify)
    {
        var fund = line.Fund();
        fund.Arity = ArgumentArity.ZeroOrOne;
        var record = CommandLine.Flag("--record");
        var folder = CommandLine.Words("--folder", "FOLDER");
        var key = LogKeyOption.Log(required: false);
        var witnesses = LogKeyOption.Witnesses();
        var since = CommandLine.Words("--since", "FILE");
        return new Verb("audit", run =>
        {
            if (run.Get(folder) is { } copy)
                return Task.FromResult(Outside(run, copy, run.Get(key), run.Get(witnesses), run.Get(since)));
            if (run.Find(fund) is null) return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.LogAudit.FundOrFolder"));
            return run.InFund(fund, (installation, found) => Task.FromResult(Inside(run, installation, found, verify, run.Get(record))));
        }, fund, record, folder, key, witnesses, since)
        {
            Examples =
            [
                "log audit winter-help",
                "log audit winter-help --record",
                "log audit --folder copy-of-their-log --key their.key --since checkpoint-of-last-month",
            ],
        };
    }

    private static int Inside(
        CommandRun run, Installation installation, Fund fund, Func<CommandRun, Installation, Fund, bool> verify, bool record)
    {
        if (!verify(run, installation, fund)) return ExitCode.Refused;
        if (!record) return ExitCode.Done;
        if (AuditLog.Record(installation, fund, run.Today) is { } size) run.Tell("Command.LogAudit.Recorded", size);
        else run.Tell("Command.LogExport.NotPublished", fund.Slug);
        return ExitCode.Done;
    }

    private static int Outside(CommandRun run, string folder, string? key, string[]? witnesses, string? since)
    {
        if (key is null) return run.Say(ExitCode.WrongUsage, "Command.LogAudit.KeyMissing");
        if (LogKeyOption.Read(run, key, NoteKeyKind.Log) is not { } log || LogKeyOption.Read(run, witnesses) is not { } known)
            return ExitCode.WrongUsage;
        SignedNote? earlier = null;
        if (since is not null && (!File.Exists(since) || new FileInfo(since).Length > SignedNote.MaxSize
            || !SignedNote.TryParse(File.ReadAllBytes(since), out earlier, out _)))
            return run.Say(ExitCode.Refused, "Command.LogAudit.BadSince", since);
        var audit = AuditLog.Folder(folder, log, known, earlier);
        if (audit.Problem != PublicLogProblem.None)
            return run.Say(ExitCode.Refused, "Command.LogAudit.Problem", Path.Combine(folder, audit.Place),
                run.Text($"Command.PublicLog.{audit.Problem}"));
        run.Tell("Command.LogAudit.Sound", log.Name, audit.Size, audit.Cosignatures, known.Count);
        return ExitCode.Done;
    }
}
