using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>A campaign with what it promises.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Terms">What it promises.</param>
/// <param name="Story">What it is for, as its page says; may be empty.</param>
/// <param name="IsPublic">Whether it has a page.</param>
/// <param name="ClosedOn">Since when nothing is asked for any more.</param>
public sealed record StoredCampaign(Campaign Campaign, CampaignTerms Terms, string Story, bool IsPublic, LocalDate? ClosedOn);

/// <summary>Reads and writes what campaigns promise.</summary>
internal static class CampaignRows
{
    /// <summary>The campaigns of a fund, the newest first.</summary>
    public static IReadOnlyList<StoredCampaign> List(DbConnection connection, Fund fund, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, """
            select c.campaign, c.slug, c.name, t.target_minor, t.ends_on, t.is_restricted, t.surplus, t.story, t.is_public, t.closed_on
            from campaign c left join campaign_terms t on t.fund = c.fund and t.campaign = c.campaign where c.fund = @fund order by c.campaign desc
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<StoredCampaign>();
        while (row.Read())
        {
            var campaign = new Campaign(new CampaignId((int)row.GetInt64(0)), row.GetString(1), row.GetString(2));
            all.Add(row.IsDBNull(5) ? new StoredCampaign(campaign, CampaignTerms.Unsaid, "", false, null)
                : new StoredCampaign(campaign, new CampaignTerms(row.IsDBNull(3) ? null : new Money(row.GetInt64(3), fund.Currency), row.IsDBNull(4) ? null : Months.Day(row.GetInt64(4)),
                    row.GetInt64(5) != 0, Enum.Parse<Surplus>(row.GetString(6), ignoreCase: true)), row.GetString(7), row.GetInt64(8) != 0, row.IsDBNull(9) ? null : Months.Day(row.GetInt64(9))));
        }
        return all;
    }

    /// <summary>A campaign that anybody may read of.</summary>
    public static StoredCampaign? Public(DbConnection connection, Fund fund, string slug) =>
        List(connection, fund).FirstOrDefault(c => c.IsPublic && c.Campaign.Slug == slug);

    /// <summary>The campaigns whose money is free for any purpose of the fund.</summary>
    public static IReadOnlySet<CampaignId> Unbound(DbConnection connection, Fund fund) =>
        List(connection, fund).Where(c => !c.Terms.IsRestricted).Select(c => c.Campaign.Id).ToHashSet();

    /// <summary>Whether anything was posted for a campaign.</summary>
    public static bool HasPostings(DbConnection connection, DbTransaction? transaction, Fund fund, CampaignId campaign) =>
        Sql.Number(connection, transaction, "select cast(count(*) as bigint) from monthly_sum where fund = @fund and campaign = @campaign", ("fund", fund.Number), ("campaign", (long)campaign.Number)) > 0;

    public static void Save(DbConnection connection, DbTransaction? transaction, Fund fund, StoredCampaign stored)
    {
        Sql.Run(connection, transaction, "update campaign set name = @name where fund = @fund and campaign = @campaign",
            ("fund", fund.Number), ("campaign", (long)stored.Campaign.Id.Number), ("name", stored.Campaign.Name));
        Sql.Run(connection, transaction, """
            insert into campaign_terms (fund, campaign, target_minor, ends_on, is_restricted, surplus, story, is_public, closed_on)
            values (@fund, @campaign, @target, @ends, @restricted, @surplus, @story, @public, @closed)
            on conflict (fund, campaign) do update set target_minor = excluded.target_minor, ends_on = excluded.ends_on, is_restricted = excluded.is_restricted,
                surplus = excluded.surplus, story = excluded.story, is_public = excluded.is_public, closed_on = excluded.closed_on
            """,
            ("fund", fund.Number), ("campaign", (long)stored.Campaign.Id.Number), ("target", stored.Terms.Target?.Minor), ("ends", Day(stored.Terms.EndsOn)),
            ("restricted", stored.Terms.IsRestricted ? 1L : 0L), ("surplus", stored.Terms.Surplus.ToString().ToLowerInvariant()), ("story", stored.Story),
            ("public", stored.IsPublic ? 1L : 0L), ("closed", Day(stored.ClosedOn)));
    }

    private static object? Day(LocalDate? day) => day is { } some ? (long)Months.DayNumber(some) : null;
}
