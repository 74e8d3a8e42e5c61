using System.CommandLine;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.EditRules;

/// <summary><c>poruka fund rule</c>: rules that put bank lines where they belong.</summary>
internal static class RuleCommands
{
    private const int MaxTextLength = 100;

    public static Group Build(CommandLine line) => new("rule", Add(line), List(line), Remove(line));

    private static Verb Add(CommandLine line)
    {
        var fund = line.Fund();
        var to = line.AccountOption("--to", required: true,
            AccountKind.Income, AccountKind.Expense, AccountKind.Asset, AccountKind.Liability);
        var payer = line.ShortText("--payer", "TEXT", MaxTextLength);
        var text = line.ShortText("--text", "TEXT", MaxTextLength);
        var direction = line.OneOf("--direction", "in", "out");
        var least = CommandLine.Words("--least", "AMOUNT");
        var most = CommandLine.Words("--most", "AMOUNT");
        var campaign = line.SlugOption("--campaign");
        return new Verb("add", run => run.InFund(fund, (installation, found) =>
        {
            if (!TryMinor(run, found, least, out var leastMinor) || !TryMinor(run, found, most, out var mostMinor))
                return Task.FromResult(ExitCode.WrongUsage);
            if (!run.Has(payer) && !run.Has(text) && leastMinor is null && mostMinor is null)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundRuleAdd.TooWide"));
            if (leastMinor > mostMinor) return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundRuleAdd.LeastAboveMost"));
            if (!HandWrittenEntry.TryCampaign(run, installation.Database, found, run.Get(campaign), out var restrictedTo))
                return Task.FromResult(ExitCode.Refused);
            var rule = new MatchRule(run.Get(payer) ?? "", run.Get(text) ?? "", run.Get(direction) switch
            {
                "in" => LineDirection.In,
                "out" => LineDirection.Out,
                _ => LineDirection.Either,
            }, leastMinor, mostMinor, new Recognition(run.Get(to)!.Value, restrictedTo));
            using var connection = installation.Database.Open();
            run.Tell("Command.FundRuleAdd.Done", MatchRules.Add(connection, found.Number, rule), found.Slug);
            return Task.FromResult(ExitCode.Done);
        }), fund, to, payer, text, direction, least, most, campaign)
        {
            Examples =
            [
                "fund rule add winter-help --payer \"Solidarity e.V.\" --direction in --to grant",
                "fund rule add winter-help --text dues --most 50 --to dues",
            ],
        };
    }

    private static Verb List(CommandLine line)
    {
        var fund = line.Fund();
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => run.InFund(fund, (installation, found) =>
        {
            using var connection = installation.Database.Open();
            var rules = MatchRules.List(connection, found.Number);
            var campaigns = FundRows.Campaigns(connection, found.Number);
            return Task.FromResult(run.Get(json) ? Json(run, rules, campaigns) : Table(run, found, rules, campaigns));
        }), fund, json)
        { Examples = ["fund rule list winter-help"] };
    }

    private static Verb Remove(CommandLine line)
    {
        var fund = line.Fund();
        var number = new Argument<string>("RULE");
        return new Verb("remove", run => run.InFund(fund, (installation, found) =>
        {
            using var connection = installation.Database.Open();
            if (!long.TryParse(run.Get(number), NumberStyles.None, CultureInfo.InvariantCulture, out var rule)
                || !MatchRules.Remove(connection, found.Number, rule))
                return Task.FromResult(run.Say(ExitCode.Refused, "Command.FundRuleRemove.NoRule", found.Slug, run.Get(number)));
            run.Tell("Command.FundRuleRemove.Done", rule);
            return Task.FromResult(ExitCode.Done);
        }), fund, number)
        { Examples = ["fund rule remove winter-help 2"] };
    }

    private static bool TryMinor(CommandRun run, Fund fund, Option<string> option, out long? minor)
    {
        minor = null;
        if (run.Get(option) is not { } text) return true;
        if (CommandLine.TryParseAmount(text, fund.Currency, out var money, out _) && money.Minor >= 0)
        {
            minor = money.Minor;
            return true;
        }
        run.Say(ExitCode.WrongUsage, "Command.FundRuleAdd.BadAmount", option.Name, text, fund.Currency);
        return false;
    }

    private static int Table(CommandRun run, Fund fund, List<NumberedRule> rules, IReadOnlyList<Campaign> campaigns)
    {
        if (rules.Count == 0)
        {
            run.Tell("Command.FundRuleList.Empty", fund.Slug);
            return ExitCode.Done;
        }
        var table = new TextTable(run.Text("Command.Head.Rule"), run.Text("Command.Head.Payer"), run.Text("Command.Head.Text"),
            run.Text("Command.Head.Direction"), run.Text("Command.Head.Least"), run.Text("Command.Head.Most"),
            run.Text("Command.Head.Belongs"), run.Text("Command.Head.Campaign")).Right(0, 4, 5);
        foreach (var (number, rule) in rules)
            table.Add(number.ToString(CultureInfo.InvariantCulture), rule.Payer, rule.Text,
                run.Text($"Command.FundRuleList.{rule.Direction}"), Amount(rule.LeastMinor), Amount(rule.MostMinor),
                rule.Recognition.Account.Name, SlugOf(campaigns, rule.Recognition.Campaign) ?? "");
        table.Write(run.Terminal);
        return ExitCode.Done;

        string Amount(long? minor) => minor is { } some ? Written.Amount(run.Language, new Money(some, fund.Currency)) : "";
    }

    private static int Json(CommandRun run, List<NumberedRule> rules, IReadOnlyList<Campaign> campaigns) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (number, rule) in rules)
        {
            json.WriteStartObject();
            json.WriteNumber("rule", number);
            json.WriteString("payer", rule.Payer);
            json.WriteString("text", rule.Text);
            json.WriteString("direction", rule.Direction switch
            {
                LineDirection.In => "in",
                LineDirection.Out => "out",
                LineDirection.Either => null,
            });
            if (rule.LeastMinor is { } least) json.WriteNumber("leastMinor", least);
            if (rule.MostMinor is { } most) json.WriteNumber("mostMinor", most);
            json.WriteString("account", rule.Recognition.Account.Name);
            json.WriteString("campaign", SlugOf(campaigns, rule.Recognition.Campaign));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string? SlugOf(IReadOnlyList<Campaign> campaigns, CampaignId id) => campaigns.FirstOrDefault(c => c.Id == id)?.Slug;
}
