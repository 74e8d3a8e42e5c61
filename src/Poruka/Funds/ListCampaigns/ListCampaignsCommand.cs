using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ListCampaigns;

/// <summary><c>poruka fund campaign list</c></summary>
internal static class ListCampaignsCommand
{
    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => run.InFund(fund, (installation, found) =>
        {
            using var connection = installation.Database.Open();
            var campaigns = FundRows.Campaigns(connection, found.Number);
            return Task.FromResult(run.Get(json) ? Json(run, campaigns) : Table(run, found, campaigns));
        }), fund, json)
        { Examples = ["fund campaign list winter-help"] };
    }

    private static int Json(CommandRun run, IReadOnlyList<Campaign> campaigns) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var campaign in campaigns)
        {
            json.WriteStartObject();
            json.WriteNumber("number", campaign.Id.Number);
            json.WriteString("slug", campaign.Slug);
            json.WriteString("name", campaign.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static int Table(CommandRun run, Fund fund, IReadOnlyList<Campaign> campaigns)
    {
        if (campaigns.Count == 0)
        {
            run.Tell("Command.FundCampaignList.Empty", fund.Slug);
            return ExitCode.Done;
        }
        var table = new TextTable(run.Text("Command.Head.Campaign"), run.Text("Command.Head.Name"));
        foreach (var campaign in campaigns) table.Add(campaign.Slug, campaign.Name);
        table.Write(run.Terminal);
        return ExitCode.Done;
    }
}
