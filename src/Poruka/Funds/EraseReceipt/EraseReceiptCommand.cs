using System.CommandLine;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;

namespace Poruka.Funds.EraseReceipt;

/// <summary><c>poruka receipt erase</c></summary>
internal static class EraseReceiptCommand
{
    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var which = new Argument<string>("GIFT");
        var yes = CommandLine.Flag("--yes", "-y");
        return new Verb("erase", run => run.InFund(fund, (installation, found) =>
        {
            var text = run.Get(which);
            using var connection = installation.Database.Open();
            long? journal;
            if (DonorReference.TryParse(text, out var reference)) journal = Openings.JournalOf(connection, null, found.Number, reference);
            else if (long.TryParse(text.AsSpan().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                journal = Openings.HasEntry(connection, found.Number, new JournalNumber(number)) ? number : null;
            else return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.ReceiptIssue.BadGift", text));
            if (journal is not { } erase) return Task.FromResult(run.Say(ExitCode.Refused, "Command.ReceiptIssue.NotFound", found.Slug, text));
            if (!run.Confirm(run.Get(yes), "Command.ReceiptErase.Confirm", erase)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.Entry.NotConfirmed"));
            using var transaction = connection.BeginTransaction();
            var erased = Openings.Erase(connection, transaction, found.Number, erase);
            transaction.Commit();
            run.Tell(erased ? "Command.ReceiptErase.Done" : "Command.ReceiptErase.Already", erase, found.Slug);
            return Task.FromResult(ExitCode.Done);
        }), fund, which, yes)
        {
            Examples = ["receipt erase winter-help K7QM-2F9D-0TWB-X4HA", "receipt erase winter-help 12"],
        };
    }
}
