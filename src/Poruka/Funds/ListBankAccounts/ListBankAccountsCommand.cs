using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ListBankAccounts;

/// <summary><c>poruka fund account list</c></summary>
internal static class ListBankAccountsCommand
{
    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => run.InFund(fund, (installation, found) =>
        {
            using var connection = installation.Database.Open();
            var accounts = FundRows.BankAccounts(connection, found.Number);
            return Task.FromResult(run.Get(json) ? Json(run, accounts) : Table(run, found, accounts));
        }), fund, json)
        { Examples = ["fund account list winter-help"] };
    }

    private static int Json(CommandRun run, IReadOnlyList<BankAccount> accounts) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var account in accounts)
        {
            json.WriteStartObject();
            json.WriteString("account", account.Account.Name);
            json.WriteString("number", account.Number);
            json.WriteString("currency", account.Currency.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static int Table(CommandRun run, Fund fund, IReadOnlyList<BankAccount> accounts)
    {
        if (accounts.Count == 0)
        {
            run.Tell("Command.FundAccountList.Empty", fund.Slug);
            return ExitCode.Done;
        }
        var table = new TextTable(
            run.Text("Command.Head.Account"), run.Text("Command.Head.Number"), run.Text("Command.Head.Currency"));
        foreach (var account in accounts) table.Add(account.Account.Name, account.Number, account.Currency.Code);
        table.Write(run.Terminal);
        return ExitCode.Done;
    }
}
