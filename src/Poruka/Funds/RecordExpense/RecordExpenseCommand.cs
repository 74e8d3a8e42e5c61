using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds.RecordExpense;

/// <summary><c>poruka fund expense</c></summary>
internal static class RecordExpenseCommand
{
    public static Verb Build(CommandLine line)
    {
        var options = new EntryOptions(line);
        var fund = line.Fund();
        var amount = line.Amount();
        var from = line.AccountOption("--from", required: true, AccountKind.Asset);
        var purpose = line.AccountOption("--for", required: true, AccountKind.Expense);
        var campaign = line.SlugOption("--campaign");
        var reference = line.OpaqueWord("--ref");
        return new Verb("expense", run => run.InFund(fund, async (installation, found) =>
        {
            var money = run.Get(amount);
            var account = run.Get(from)!.Value;
            if (HandWrittenEntry.Refuse(run, installation.Database, found, account, money.Currency) is { } refusal)
            {
                run.Terminal.Error.WriteLine(refusal);
                return ExitCode.Refused;
            }
            if (!HandWrittenEntry.TryCampaign(run, installation.Database, found, run.Get(campaign), out var ofCampaign))
                return ExitCode.Refused;
            var entry = Booking.Expense(found.Id, options.IdOf(run), options.DayOf(run), account, run.Get(purpose)!.Value,
                money, ofCampaign, run.Get(reference));
            return await HandWrittenEntry.PostAsync(run, options, installation, found, entry);
        }), fund, amount, from, purpose, options.On, campaign, reference, options.Id, options.DryRun, options.Yes, options.Json)
        {
            Examples =
            [
                "fund expense winter-help 300 EUR --from bank --for legal --ref request-17",
                "fund expense winter-help 42.80 EUR --from cash --for parcel --campaign parcels --on 2026-03-04",
            ],
        };
    }
}
