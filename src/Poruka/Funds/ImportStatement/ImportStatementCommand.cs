using System.CommandLine;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary><c>poruka fund import</c></summary>
internal static class ImportStatementCommand
{
    private const int NameWidth = 24;

    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var file = new Argument<string>("FILE");
        var dryRun = CommandLine.Flag("--dry-run", "-n");
        var yes = CommandLine.Flag("--yes", "-y");
        var account = line.AccountOption("--account", required: false, AccountKind.Asset);
        var profile = CsvProfileOption.Create();
        var json = CommandLine.Flag("--json");
        var unlock = DonorsOption.Create();
        return new Verb("import", run => run.InFund(fund, (installation, found) =>
        {
            var path = run.Get(file);
            if (!File.Exists(path)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoFile", path));
            if (!CsvProfileOption.TryRead(run, run.Get(profile), out var csv)) return Task.FromResult(ExitCode.Refused);
            if (!DonorsOption.TryOpen(run, installation, found, run.Get(unlock), out var donors)) return Task.FromResult(ExitCode.Refused);
            using var held = donors;
            using var reading = installation.Database.Open();
            using var payers = held is null ? null : KnownPayers.Open(held, reading);
            var options = new ImportOptions(run.Today, run.Get(dryRun), csv, run.Get(account)) { Payers = payers };
            if (run.Get(dryRun) && !run.Get(json)) options = options with { Seen = seen => Show(run, seen) };
            if (run.Terminal.IsInteractive && !run.Get(dryRun) && !run.Get(yes))
            {
                // First as a dry run, to be looked at; a file that is refused or known needs no question.
                var preview = Import(run, installation, found, path, options with { DryRun = true });
                var told = Tell(run, found, path, preview, isDryRun: true, asJson: false);
                if (preview is not ImportOutcome.Imported { Summary.Posted: > 0 }) return Task.FromResult(told);
                if (!run.Confirm(false, "Command.Entry.Confirm", found.Name))
                    return Task.FromResult(run.Say(ExitCode.Refused, "Command.Entry.NotConfirmed"));
            }
            var outcome = Import(run, installation, found, path, options);
            return Task.FromResult(Tell(run, found, path, outcome, run.Get(dryRun), run.Get(json)));
        }), fund, file, dryRun, account, profile, unlock, yes, json)
        {
            Examples =
            [
                "fund import winter-help statement.xml --dry-run",
                "fund import winter-help statement.xml",
                "fund import winter-help table.csv --csv-profile bank.profile --account bank:1",
            ],
        };
    }

    private static ImportOutcome Import(
        CommandRun run, Installation installation, Fund fund, string path, ImportOptions options) =>
        WorkProgress.Watch(run, run.Text("Command.FundImport.Working"), progress =>
            ImportStatement.Run(installation, fund, path, options, new Fraction(progress), run.Cancelled));

    /// <summary>A line of a dry run.</summary>
    private static void Show(CommandRun run, SeenLine seen)
    {
        var to = seen.Recognition is { } recognition ? recognition.Account.Name : "";
        run.Out.WriteLine(
            $"{Written.IsoDay(seen.Line.BookedOn)}  {Written.Amount(run.Language, seen.Line.Amount),14} {seen.Line.Amount.Currency}  "
            + $"{Short(seen.Line.CounterpartyName),-NameWidth}  {run.Text($"Command.FundImport.Fate.{seen.Fate}")}  {to}".TrimEnd());
    }

    private static int Tell(CommandRun run, Fund fund, string path, ImportOutcome outcome, bool isDryRun, bool asJson)
    {
        switch (outcome)
        {
            case ImportOutcome.Imported { Summary: var summary }:
                if (asJson) return Json(run, summary, isDryRun);
                Tell(run, fund, summary, isDryRun);
                return ExitCode.Done;
            case ImportOutcome.AlreadyImported already:
                if (asJson) return Json(run, already);
                run.Tell("Command.FundImport.AlreadyImported", path, Written.IsoDay(already.On), already.Lines);
                return ExitCode.Done;
            case ImportOutcome.Refused { Problem: var problem }:
                run.Terminal.Flush();
                run.Terminal.Error.WriteLine(StatementProblems.Describe(run.Language, path, problem));
                return run.Say(ExitCode.Refused, "Command.FundImport.NothingPosted");
            case ImportOutcome.WhichAccount which:
                return run.Say(ExitCode.Refused, "Command.FundImport.WhichAccount", path, which.Currency,
                    which.Choices.Count == 0 ? "—" : string.Join(", ", which.Choices.Select(c => $"{c.Account} ({c.Number})")));
            case ImportOutcome.SumTooLarge:
                return run.Say(ExitCode.Refused, "Command.Entry.SumTooLarge");
            default:
                throw new InvalidOperationException($"{outcome} can't come of this.");
        }
    }

    private static void Tell(CommandRun run, Fund fund, ImportSummary summary, bool isDryRun)
    {
        run.Tell(isDryRun ? "Command.FundImport.Would" : "Command.FundImport.Done",
            StatementProblems.NameOf(summary.Format), summary.Lines, summary.Posted, summary.AlreadyThere);
        if (summary.Posted > 0) run.Tell("Command.FundImport.Recognised", summary.Recognised, summary.Waiting);
        if (summary.Waiting > 0 && !isDryRun) run.Tell("Command.FundImport.Match", fund.Slug);
        foreach (var account in summary.Accounts)
        {
            if (account.IsNew) run.Tell("Command.FundImport.NewAccount", account.Account, account.Number);
            if (account.Opening is { } opening) run.Tell("Command.FundImport.Opening", account.Account, opening);
            if (account.HasGap)
                run.Say(ExitCode.Done, "Command.FundImport.Gap", account.Account, account.BankSays, account.LinesSay,
                    account.On is { } on ? Written.IsoDay(on) : "");
            else if (account is { BankSays: { } bank, LinesSay: not null, On: { } day })
                run.Tell("Command.FundImport.Agrees", account.Account, bank, Written.IsoDay(day));
        }
        if (!summary.IsSealed && summary.Posted > 0) run.Tell("Command.FundImport.NotSealed");
        if (isDryRun) run.Tell("Command.Entry.DryRun");
    }

    private static int Json(CommandRun run, ImportSummary summary, bool isDryRun) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("outcome", isDryRun ? "dry-run" : "imported");
        json.WriteString("format", StatementProblems.NameOf(summary.Format));
        json.WriteNumber("lines", summary.Lines);
        json.WriteNumber("posted", summary.Posted);
        json.WriteNumber("recognised", summary.Recognised);
        json.WriteNumber("waiting", summary.Waiting);
        json.WriteNumber("alreadyThere", summary.AlreadyThere);
        json.WriteBoolean("sealed", summary.IsSealed);
        Number("firstJournal", summary.First?.Value);
        Number("lastJournal", summary.Last?.Value);
        json.WriteStartArray("accounts");
        foreach (var account in summary.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("account", account.Account.Name);
            json.WriteString("number", account.Number);
            json.WriteBoolean("new", account.IsNew);
            Number("openingMinor", account.Opening?.Minor);
            Number("bankSaysMinor", account.BankSays?.Minor);
            Number("linesSayMinor", account.LinesSay?.Minor);
            json.WriteString("on", account.On is { } on ? Written.IsoDay(on) : null);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void Number(string name, long? value)
        {
            if (value is { } some) json.WriteNumber(name, some);
            else json.WriteNull(name);
        }
    });

    private static int Json(CommandRun run, ImportOutcome.AlreadyImported already) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("outcome", "already-imported");
        json.WriteString("on", Written.IsoDay(already.On));
        json.WriteNumber("lines", already.Lines);
        json.WriteNumber("posted", 0);
        json.WriteEndObject();
    });

    private static string Short(string? text)
    {
        var plain = StatementProblems.Plain(text);
        return plain.Length <= NameWidth ? plain : plain[..(NameWidth - 1)] + "…";
    }

    /// <summary>Turns bytes read into a part of the whole.</summary>
    private sealed class Fraction(IProgress<double> of) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => of.Report(value.BytesInAll == 0 ? 1 : (double)value.BytesRead / value.BytesInAll);
    }
}
