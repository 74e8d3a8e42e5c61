using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.MatchLines;

/// <summary><c>poruka fund match</c></summary>
internal static class MatchLinesCommand
{
    private const int NameWidth = 24, TextWidth = 40;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var apply = CommandLine.Flag("--apply");
        var which = line.Count("--line");
        var to = line.AccountOption("--to", required: false,
            AccountKind.Income, AccountKind.Expense, AccountKind.Asset, AccountKind.Liability);
        var campaign = line.SlugOption("--campaign");
        var json = CommandLine.Flag("--json");
        var unlock = DonorsOption.Create();
        return new Verb("match", run => run.InFund(fund, (installation, found) =>
        {
            if (run.Has(which) != run.Get(to) is not null || run.Has(which) && run.Get(apply))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundMatch.LineAndTo"));
            if (run.Get(to) is { } account)
                return Task.FromResult(HandWrittenEntry.TryCampaign(run, installation.Database, found, run.Get(campaign), out var restrictedTo)
                    ? Assign(run, installation, found, run.Get(which), new Recognition(account, restrictedTo))
                    : ExitCode.Refused);
            if (!DonorsOption.TryOpen(run, installation, found, run.Get(unlock), out var donors)) return Task.FromResult(ExitCode.Refused);
            using var held = donors;
            var lines = MatchLines.Run(installation, found, run.Get(apply), held);
            return Task.FromResult(run.Get(json) ? Json(run, lines, run.Get(apply)) : Tell(run, found, lines, run.Get(apply)));
        }), fund, apply, which, to, campaign, unlock, json)
        {
            Examples =
            [
                "fund match winter-help",
                "fund match winter-help --apply",
                "fund match winter-help --line 17 --to dues",
            ],
        };
    }

    private static int Assign(CommandRun run, Installation installation, Fund fund, int journal, Recognition recognition)
    {
        switch (MatchLines.Assign(installation, fund, new JournalNumber(journal), recognition, run.Today))
        {
            case AssignOutcome.Assigned assigned:
                run.Tell("Command.FundMatch.Assigned", journal, recognition.Account, assigned.Journal.Value);
                return ExitCode.Done;
            case AssignOutcome.AlreadyThere:
                run.Tell("Command.FundMatch.AlreadyThere", journal, recognition.Account);
                return ExitCode.Done;
            case AssignOutcome.NoSuchLine:
                return run.Say(ExitCode.Refused, "Command.FundMatch.NoSuchLine", journal, fund.Slug);
            case AssignOutcome.Reversed:
                return run.Say(ExitCode.Refused, "Command.FundMatch.Reversed", journal);
            default:
                throw new InvalidOperationException("An outcome without words.");
        }
    }

    private static int Tell(CommandRun run, Fund fund, IReadOnlyList<WaitingLine> lines, bool applied)
    {
        if (lines.Count == 0)
        {
            run.Tell("Command.FundMatch.NothingWaits", fund.Slug);
            return ExitCode.Done;
        }
        var table = new TextTable(run.Text("Command.Head.Journal"), run.Text("Command.Head.Day"), run.Text("Command.Head.Amount"),
            run.Text("Command.Head.Currency"), run.Text("Command.Head.Payer"), run.Text("Command.Head.Text"),
            run.Text("Command.Head.Belongs")).Right(0, 2);
        foreach (var waiting in lines)
            table.Add(waiting.Journal.ToString(), Written.IsoDay(waiting.Line.BookedOn), Written.Amount(run.Language, waiting.Line.Amount),
                waiting.Line.Amount.Currency.Code, waiting.IsSealed ? run.Text("Command.FundMatch.Sealed") : Short(waiting.Line.CounterpartyName, NameWidth),
                Short(waiting.Line.Remittance ?? waiting.Line.Reference, TextWidth),
                waiting.Recognition is { } recognition ? recognition.Account.Name : "?");
        table.Write(run.Terminal);
        var fit = lines.Count(l => l.Recognition is not null);
        if (lines.Any(l => l.IsSealed)) run.Tell("Command.FundMatch.Unlocked", fund.Slug);
        run.Tell(applied ? "Command.FundMatch.Applied" : "Command.FundMatch.Would", fit, lines.Count - fit, fund.Slug);
        return ExitCode.Done;
    }

    private static int Json(CommandRun run, IReadOnlyList<WaitingLine> lines, bool applied) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var waiting in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("journal", waiting.Journal.Value);
            json.WriteString("account", waiting.Account.Name);
            json.WriteString("bookedOn", Written.IsoDay(waiting.Line.BookedOn));
            json.WriteNumber("amountMinor", waiting.Line.Amount.Minor);
            json.WriteString("currency", waiting.Line.Amount.Currency.Code);
            json.WriteBoolean("sealed", waiting.IsSealed);
            json.WriteString("counterpartyName", waiting.Line.CounterpartyName);
            json.WriteString("counterpartyAccount", waiting.Line.CounterpartyAccount);
            json.WriteString("reference", waiting.Line.Reference);
            json.WriteString("remittance", waiting.Line.Remittance);
            json.WriteString("belongsTo", waiting.Recognition?.Account.Name);
            json.WriteBoolean("posted", applied && waiting.Recognition is not null);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Short(string? text, int width)
    {
        var plain = StatementProblems.Plain(text);
        return plain.Length <= width ? plain : plain[..(width - 1)] + "…";
    }
}
