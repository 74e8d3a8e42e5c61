using System.CommandLine;
using Poruka.Ledger.Transparency;
using Poruka.Shell;

namespace Poruka.Funds.WitnessLog;

/// <summary><c>poruka log witness</c>: allied installations cosign each other's logs.</summary>
internal static class WitnessLogCommands
{
    public static Group Build(CommandLine line) => new("witness", Key(), Sign(), Add(line), List(line), Accept(line));

    private static Verb Key() => new("key", run => run.InInstallation(installation =>
    {
        using var signer = FundLog.WitnessOf(installation);
        run.Out.WriteLine(signer.Verifier);
        return Task.FromResult(ExitCode.Done);
    }))
    { Examples = ["log witness key"] };

    private static Verb Sign()
    {
        var folder = new Argument<string>("FOLDER");
        var key = LogKeyOption.Log(required: true);
        return new Verb("sign", run => run.InInstallation(installation =>
        {
            if (LogKeyOption.Read(run, run.Get(key)!, NoteKeyKind.Log) is not { } log) return Task.FromResult(ExitCode.WrongUsage);
            var outcome = WitnessLog.Cosign(installation, run.Get(folder), log, run.Terminal.Clock.GetCurrentInstant());
            if (outcome.Cosignature is not { } line)
                return Task.FromResult(run.Say(ExitCode.Refused, "Command.LogAudit.Problem", run.Get(folder),
                    run.Text($"Command.PublicLog.{outcome.Problem}")));
            // The line itself is the answer, to be sent back; the rest is for the person who reads.
            run.Out.WriteLine(line);
            if (!run.Terminal.IsQuiet) run.Say(ExitCode.Done, "Command.LogWitnessSign.Done", log.Name, outcome.Size);
            return Task.FromResult(ExitCode.Done);
        }), folder, key)
        { Examples = ["log witness sign copy-of-their-log --key their.key"] };
    }

    private static Verb Add(CommandLine line)
    {
        var fund = line.Fund();
        var key = new Argument<string>("KEY");
        return new Verb("add", run => run.InFund(fund, (installation, found) =>
        {
            if (LogKeyOption.Read(run, run.Get(key), NoteKeyKind.Witness) is not { } witness) return Task.FromResult(ExitCode.WrongUsage);
            WitnessLog.AddWitness(installation, found, witness);
            run.Tell("Command.LogWitnessAdd.Done", witness.Name, found.Slug);
            return Task.FromResult(ExitCode.Done);
        }), fund, key)
        { Examples = ["log witness add winter-help allies.key"] };
    }

    private static Verb List(CommandLine line)
    {
        var fund = line.Fund();
        return new Verb("list", run => run.InFund(fund, (installation, found) =>
        {
            var witnesses = WitnessLog.Witnesses(installation, found);
            if (witnesses.Count == 0) run.Tell("Command.LogWitnessList.Empty", found.Slug);
            foreach (var witness in witnesses) run.Out.WriteLine(witness);
            return Task.FromResult(ExitCode.Done);
        }), fund)
        { Examples = ["log witness list winter-help"] };
    }

    private static Verb Accept(CommandLine line)
    {
        var fund = line.Fund();
        var cosignature = new Argument<string>("COSIGNATURE");
        return new Verb("accept", run => run.InFund(fund, (installation, found) =>
        {
            var text = run.Get(cosignature);
            if (text.Length < 1_000 && File.Exists(text) && new FileInfo(text).Length <= SignedNote.MaxSize) text = File.ReadAllText(text);
            var outcome = WitnessLog.AddCosignature(installation, found, text);
            if (outcome != CosignatureOutcome.Added)
                return Task.FromResult(run.Say(ExitCode.Refused, $"Command.LogWitnessAccept.{outcome}", found.Slug));
            run.Tell("Command.LogWitnessAccept.Added", found.Slug);
            return Task.FromResult(ExitCode.Done);
        }), fund, cosignature)
        { Examples = ["log witness accept winter-help cosignature.txt"] };
    }
}
