using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.AddCampaign;

/// <summary><c>poruka fund campaign add</c></summary>
internal static class AddCampaignCommand
{
    private const int MaxNameLength = 100;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var slug = line.Slug("CAMPAIGN");
        var name = line.ShortText("--name", "NAME", MaxNameLength, required: true);
        return new Verb("add", run => run.InFund(fund, (installation, found) =>
        {
            using var connection = installation.Database.Open();
            if (found.IsPublic && FundWords.WaitForRooms(connection, FundOfGroup.GroupOf(connection, found))) return Task.FromResult(run.Say(ExitCode.Refused, "Command.FundCampaignAdd.Guarded"));
            var campaign = FundRows.AddCampaign(connection, found.Number, run.Get(slug), run.Get(name)!);
            if (campaign.Name != run.Get(name))
                return Task.FromResult(run.Say(ExitCode.Refused, "Command.FundCampaignAdd.Taken", campaign.Slug, campaign.Name));
            run.Tell("Command.FundCampaignAdd.Done", campaign.Name, campaign.Slug, found.Slug);
            return Task.FromResult(ExitCode.Done);
        }), fund, slug, name)
        { Examples = ["fund campaign add winter-help parcels --name \"Parcels for the winter\""] };
    }
}
