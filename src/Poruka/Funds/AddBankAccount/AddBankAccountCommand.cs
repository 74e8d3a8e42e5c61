using System.CommandLine;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.AddBankAccount;

/// <summary><c>poruka fund account add</c></summary>
internal static class AddBankAccountCommand
{
    private const int MaxNumberLength = 40;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var number = new Argument<string>("NUMBER");
        var currency = line.CurrencyOption("--currency");
        var into = line.AccountOption("--as", required: false, AccountKind.Asset);
        return new Verb("add", run => run.InFund(fund, (installation, found) =>
        {
            var written = string.Concat(run.Get(number).Where(letter => !char.IsWhiteSpace(letter)));
            if (written.Length is 0 or > MaxNumberLength)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundAccountAdd.BadNumber", MaxNumberLength));
            return Task.FromResult(Run(
                run, installation, found, written, run.Has(currency) ? run.Get(currency) : found.Currency, run.Get(into)));
        }), fund, number, currency, into)
        {
            Examples =
            [
                "fund account add winter-help DE89370400440532013000",
                "fund account add winter-help CH9300762011623852957 --currency CHF --as bank:1",
            ],
        };
    }

    private static int Run(CommandRun run, Installation installation, Fund fund, string number, Currency currency, Account? into)
    {
        using var connection = installation.Database.Open();
        var known = FundRows.BankAccounts(connection, fund.Number);
        if (known.FirstOrDefault(a => a.Number == number && a.Currency == currency) is { } there)
            return run.Say(ExitCode.Refused, "Command.FundAccountAdd.NumberTaken", number, there.Account);
        var account = into ?? Free(known);
        if (known.FirstOrDefault(a => a.Account == account) is { } other)
            return run.Say(ExitCode.Refused, "Command.FundAccountAdd.AccountTaken", account, other.Number, Free(known));
        FundRows.AddBankAccount(connection, fund.Number, new BankAccount(account, number, currency));
        run.Tell("Command.FundAccountAdd.Done", number, currency, account, fund.Slug);
        return ExitCode.Done;
    }

    /// <summary>The first is <c>bank</c>, the next <c>bank:1</c>.</summary>
    private static Account Free(IReadOnlyList<BankAccount> known)
    {
        var subs = known.Where(a => a.Account.Class == AccountClass.Bank).Select(a => a.Account.Sub).ToList();
        return new Account(AccountClass.Bank, subs.Count == 0 ? 0 : subs.Max() + 1);
    }
}
