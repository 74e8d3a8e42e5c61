using System.Data.Common;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What the public reads of a fund in words, and what the disclosure guard knows it as.</summary>
internal static class FundWords
{
    /// <summary>What the guard knows a fund's name and purpose as, and its ways to pay.</summary>
    public static UInt128 ItemOf(Fund fund) => fund.Id.Value;

    /// <summary>What the guard knows a campaign of a fund as.</summary>
    public static UInt128 ItemOf(Fund fund, CampaignId campaign) => unchecked(fund.Id.Value + (UInt128)campaign.Number);

    /// <summary>A fund's name and purpose, as one text.</summary>
    public static string Of(Fund fund) => fund.Name + "\n\n" + fund.Purpose;

    /// <summary>A campaign's name and story, as one text.</summary>
    public static string Of(StoredCampaign campaign) => campaign.Campaign.Name + "\n\n" + campaign.Story;

    /// <summary>All that the public would read of a fund.</summary>
    public static string All(DbConnection connection, Fund fund) =>
        string.Join("\n\n", [Of(fund), WaysToPay.Of(connection, fund).Other, .. CampaignRows.List(connection, fund).Select(Of)]);

    /// <summary>The words of a group's public funds as the guard asked about them.</summary>
    public static IEnumerable<(OutgoingKind Kind, UInt128 Item, string Words)> Public(DbConnection connection) => PublicSums.Funds(connection).SelectMany(fund =>
        CampaignRows.List(connection, fund).Select(c => (OutgoingKind.Campaign, ItemOf(fund, c.Campaign.Id), Of(c)))
            .Append((OutgoingKind.Fund, ItemOf(fund), Of(fund))).Append((OutgoingKind.Ways, ItemOf(fund), WaysToPay.Of(connection, fund).Other)));

    /// <summary>
    /// Whether a group has cases whose rooms are asked before words go out. At the command line nobody is signed in, so nobody there could
    /// ask them.
    /// </summary>
    public static bool WaitForRooms(DbConnection connection, Organisation? group) => group is not null && Sql.Number(connection, null,
        "select cast(count(*) as bigint) from support_case where organisation = @group and state <> 'shredded'", ("group", group.Number)) > 0;
}
