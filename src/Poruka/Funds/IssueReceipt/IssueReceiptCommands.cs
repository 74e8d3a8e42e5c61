using System.CommandLine;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.IssueReceipt;

/// <summary><c>poruka receipt issue</c>, <c>poruka receipt reference</c></summary>
internal static class IssueReceiptCommands
{
    public static Verb Issue(CommandLine line)
    {
        var fund = line.Fund();
        var which = new Argument<string>("GIFT");
        var output = CommandLine.Words("--output", "FILE");
        return new Verb("issue", run => run.InFund(fund, (installation, found) =>
        {
            var text = run.Get(which);
            ReceiptIssue issue;
            if (DonorReference.TryParse(text, out var reference)) issue = Receipts.ByReference(installation, found, reference);
            else if (long.TryParse(text.AsSpan().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var journal))
                issue = Receipts.ByJournal(installation, found, new JournalNumber(journal));
            else return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.ReceiptIssue.BadGift", text));
            return Task.FromResult(Tell(run, found, text, run.Get(output), issue));
        }), fund, which, output)
        {
            Examples =
            [
                "receipt issue winter-help K7QM-2F9D-0TWB-X4HA --output gift.tlog-proof",
                "receipt issue winter-help 12",
            ],
        };
    }

    public static Verb Reference(CommandLine line)
    {
        var fund = line.Fund();
        var campaign = line.SlugOption("--campaign");
        return new Verb("reference", run => run.InFund(fund, (installation, found) =>
        {
            if (!HandWrittenEntry.TryCampaign(run, installation.Database, found, run.Get(campaign), out var restrictedTo))
                return Task.FromResult(ExitCode.Refused);
            run.Out.WriteLine(GiveReference.Run(installation, found, restrictedTo, run.Today));
            return Task.FromResult(ExitCode.Done);
        }), fund, campaign)
        { Examples = ["receipt reference winter-help", "receipt reference winter-help --campaign parcels"] };
    }

    private static int Tell(CommandRun run, Fund fund, string asked, string? output, ReceiptIssue issue)
    {
        switch (issue)
        {
            case ReceiptIssue.Issued issued:
                if (output is null)
                {
                    run.Terminal.Flush();
                    run.Terminal.Output.Write(issued.Proof.ToBytes());
                    return ExitCode.Done;
                }
                File.WriteAllBytes(output, issued.Proof.ToBytes());
                run.Tell("Command.ReceiptIssue.Done", Written.Money(run.Language, issued.Amount), issued.Journal.Value, output);
                return ExitCode.Done;
            case ReceiptIssue.NotFound: return run.Say(ExitCode.Refused, "Command.ReceiptIssue.NotFound", fund.Slug, asked);
            case ReceiptIssue.NotYetPublished waits:
                return run.Say(ExitCode.Refused, "Command.ReceiptIssue.NotYetPublished", waits.Journal.Value, fund.Slug);
            case ReceiptIssue.Erased erased: return run.Say(ExitCode.Refused, "Command.ReceiptIssue.Erased", erased.Journal.Value);
            default: throw new InvalidOperationException("An outcome without words.");
        }
    }
}
