using System.Data.Common;
using Dapper;
using Poruka.Ledger;

namespace Poruka.Funds;

/// <summary>A rule with its number within the fund.</summary>
public sealed record NumberedRule(long Number, MatchRule Rule);

/// <summary>Reads and writes a fund's rules for bank lines.</summary>
internal static class MatchRules
{
    public static List<NumberedRule> List(DbConnection connection, long fund, DbTransaction? transaction = null) =>
        connection.Query<RuleRow>("""
            select rule as Rule, payer as Payer, text as Text, direction as Direction, least_minor as LeastMinor,
                most_minor as MostMinor, account as Account, campaign as Campaign
            from match_rule where fund = @fund order by rule
            """, new { fund }, transaction)
            .Select(row => new NumberedRule(row.Rule, new MatchRule(
                row.Payer, row.Text, (LineDirection)row.Direction, row.LeastMinor, row.MostMinor,
                new Recognition(Account.FromCode((int)row.Account), new CampaignId((int)row.Campaign)))))
            .ToList();

    /// <summary>Adds a rule behind the others; returns its number.</summary>
    public static long Add(DbConnection connection, long fund, MatchRule rule) => connection.QuerySingle<long>("""
        insert into match_rule (fund, rule, payer, text, direction, least_minor, most_minor, account, campaign)
        select @fund, coalesce(max(rule), 0) + 1, @payer, @text, @direction, @least, @most, @account, @campaign
        from match_rule where fund = @fund
        returning rule
        """, new
    {
        fund,
        payer = rule.Payer,
        text = rule.Text,
        direction = (long)rule.Direction,
        least = rule.LeastMinor,
        most = rule.MostMinor,
        account = (long)rule.Recognition.Account.Code,
        campaign = (long)rule.Recognition.Campaign.Number,
    });

    /// <summary>Removes a rule; false where there is none of this number.</summary>
    public static bool Remove(DbConnection connection, long fund, long rule) =>
        connection.Execute("delete from match_rule where fund = @fund and rule = @rule", new { fund, rule }) > 0;

    internal sealed class RuleRow
    {
        public long Rule { get; set; }
        public string Payer { get; set; } = "";
        public string Text { get; set; } = "";
        public long Direction { get; set; }
        public long? LeastMinor { get; set; }
        public long? MostMinor { get; set; }
        public long Account { get; set; }
        public long Campaign { get; set; }
    }
}
