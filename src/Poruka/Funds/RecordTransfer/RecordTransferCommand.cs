using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds.RecordTransfer;

/// <summary><c>poruka fund transfer</c></summary>
internal static class RecordTransferCommand
{
    public static Verb Build(CommandLine line)
    {
        var options = new EntryOptions(line);
        var fund = line.Fund();
        var amount = line.Amount();
        var from = line.AccountOption("--from", required: true, AccountKind.Asset, AccountKind.Liability);
        var to = line.AccountOption("--to", required: true, AccountKind.Asset, AccountKind.Liability);
        var got = line.AmountOption("--got");
        var source = line.OpaqueWord("--rate-source");
        var reference = line.OpaqueWord("--ref");
        return new Verb("transfer", run => run.InFund(fund, async (installation, found) =>
        {
            var (given, origin) = (run.Get(amount), run.Get(from)!.Value);
            var target = run.Get(to)!.Value;
            var received = run.Has(got) ? run.Get(got) : given;
            var isExchange = received.Currency != given.Currency;
            if (!isExchange && received != given) return run.Say(ExitCode.WrongUsage, "Command.FundTransfer.GotSameCurrency", given, received);
            if (!isExchange && origin == target) return run.Say(ExitCode.WrongUsage, "Command.FundTransfer.SameAccount", target);
            if ((HandWrittenEntry.Refuse(run, installation.Database, found, origin, given.Currency)
                ?? HandWrittenEntry.Refuse(run, installation.Database, found, target, received.Currency)) is { } refusal)
            {
                run.Terminal.Error.WriteLine(refusal);
                return ExitCode.Refused;
            }
            var (id, day) = (options.IdOf(run), options.DayOf(run));
            var entry = isExchange
                ? Booking.Exchange(found.Id, id, day, origin, given, target, received, run.Get(source) ?? "bank", run.Get(reference))
                : Booking.Transfer(found.Id, id, day, origin, target, given, run.Get(reference));
            return await HandWrittenEntry.PostAsync(run, options, installation, found, entry);
        }), fund, amount, from, to, got, source, options.On, reference, options.Id, options.DryRun, options.Yes, options.Json)
        {
            Examples =
            [
                "fund transfer winter-help 200 EUR --from bank --to cash",
                "fund transfer winter-help 100 USD --from cash --to bank --got 91.40 EUR --rate-source bank",
                "fund transfer winter-help 1500 EUR --from bank --to bail-posted --ref request-21",
            ],
        };
    }
}
