using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ListFunds;

/// <summary><c>poruka fund list</c></summary>
internal static class ListFundsCommand
{
    public static Verb Build()
    {
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => run.InInstallation(installation =>
        {
            var funds = Load(installation.Database);
            return Task.FromResult(run.Get(json) ? Json(run, funds) : Table(run, funds));
        }), json)
        { Examples = ["fund list", "fund list --json"] };
    }

    private static IReadOnlyList<(Fund Fund, long Entries)> Load(Database database)
    {
        using var connection = database.Open();
        return [.. FundRows.List(connection).Select(fund => (fund, Sql.Number(
            connection, null, "select size from journal_head where fund = @fund", ("fund", fund.Number)) ?? 0))];
    }

    private static int Json(CommandRun run, IReadOnlyList<(Fund Fund, long Entries)> funds) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (fund, entries) in funds)
        {
            json.WriteStartObject();
            json.WriteString("slug", fund.Slug);
            json.WriteString("name", fund.Name);
            json.WriteString("purpose", fund.Purpose);
            json.WriteString("id", fund.Id.ToString());
            json.WriteString("currency", fund.Currency.Code);
            json.WriteNumber("roundingMinor", fund.RoundingMinor);
            json.WriteBoolean("public", fund.IsPublic);
            json.WriteNumber("entries", entries);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static int Table(CommandRun run, IReadOnlyList<(Fund Fund, long Entries)> funds)
    {
        if (funds.Count == 0)
        {
            run.Tell("Command.FundList.Empty");
            return ExitCode.Done;
        }
        var table = new TextTable(run.Text("Command.Head.Fund"), run.Text("Command.Head.Name"), run.Text("Command.Head.Currency"),
            run.Text("Command.Head.Page"), run.Text("Command.Head.Entries")).Right(4);
        foreach (var (fund, entries) in funds)
            table.Add(fund.Slug, fund.Name, fund.Currency.Code,
                run.Text(fund.IsPublic ? "Command.FundList.Public" : "Command.FundList.Private"),
                Written.Count(run.Language, entries));
        table.Write(run.Terminal);
        return ExitCode.Done;
    }
}
