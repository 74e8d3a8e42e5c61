using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds.RecordGift;

/// <summary><c>poruka fund gift</c></summary>
internal static class RecordGiftCommand
{
    public static Verb Build(CommandLine line)
    {
        var options = new EntryOptions(line);
        var fund = line.Fund();
        var amount = line.Amount();
        var to = line.AccountOption("--to", required: true, AccountKind.Asset);
        var kind = line.OneOf("--kind", "gift", "dues", "grant", "event", "interest");
        var campaign = line.SlugOption("--campaign");
        var reference = line.Reference("--reference");
        var document = line.OpaqueWord("--ref");
        return new Verb("gift", run => run.InFund(fund, async (installation, found) =>
        {
            var money = run.Get(amount);
            var account = run.Get(to)!.Value;
            if (HandWrittenEntry.Refuse(run, installation.Database, found, account, money.Currency) is { } refusal)
            {
                run.Terminal.Error.WriteLine(refusal);
                return ExitCode.Refused;
            }
            if (!HandWrittenEntry.TryCampaign(run, installation.Database, found, run.Get(campaign), out var restrictedTo))
                return ExitCode.Refused;
            var source = Account.TryParse(run.Get(kind) ?? "gift", out var income) ? income : new Account(AccountClass.Gift);
            var id = options.IdOf(run);
            var entry = Booking.Income(
                found.Id, id, options.DayOf(run), account, source, money, restrictedTo, run.Get(document));
            // Interest comes from the bank, and has no donor.
            var donor = source.Class == AccountClass.Interest
                ? run.Get(reference)
                : run.Get(reference) ?? HandWrittenEntry.DrawReference(installation.Secrets, id);
            return await HandWrittenEntry.PostAsync(run, options, installation, found, entry, donor);
        }), fund, amount, to, options.On, campaign, kind, reference, document, options.Id, options.DryRun, options.Yes, options.Json)
        {
            Examples =
            [
                "fund gift winter-help 50 EUR --to cash",
                "fund gift winter-help 120.50 EUR --to bank --on 2026-03-01 --campaign parcels --reference K7QM-2F9D-0TWB-X4HA",
                "fund gift winter-help 10 EUR --to cash --kind dues --dry-run",
            ],
        };
    }
}
