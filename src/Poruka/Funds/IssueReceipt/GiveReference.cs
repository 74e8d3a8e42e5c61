using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.IssueReceipt;

/// <summary>Gives a donor a reference before they pay: the gift that bears it in its text is recognised at import.</summary>
public static class GiveReference
{
    /// <summary>Draws a reference and keeps it until its gift comes.</summary>
    public static DonorReference Run(Installation installation, Fund fund, CampaignId campaign, LocalDate today)
    {
        using var connection = installation.Database.Open();
        var reference = DonorReference.Draw(RandomNumberGenerator.Fill);
        Sql.Run(connection, null,
            "insert into given_reference (fund, reference, campaign, given_on) values (@fund, @reference, @campaign, @today)",
            ("fund", fund.Number), ("reference", reference.ToArray()), ("campaign", (long)campaign.Number),
            ("today", (long)Months.DayNumber(today)));
        return reference;
    }
}
