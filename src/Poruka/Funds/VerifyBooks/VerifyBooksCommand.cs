using System.CommandLine;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary><c>poruka fund verify</c></summary>
internal static class VerifyBooksCommand
{
    public static Verb Build()
    {
        var funds = new Argument<string[]>("FUND") 
        {
            Arity = ArgumentArity.ZeroOrMore, CustomParser = result => [.. result.Tokens.Select(t => t.Value)],
        };
        var json = CommandLine.Flag("--json");
        return new Verb("verify", run => run.InInstallation(installation =>
        {
            IReadOnlyList<Fund> all;
            using (var connection = installation.Database.Open()) all = FundRows.List(connection);
            var named = run.Find(funds) ?? [];
            if (named.FirstOrDefault(slug => all.All(f => f.Slug != slug)) is { } unknown)
                return Task.FromResult(run.NoSuchFund(installation.Database, unknown));
            var asked = named.Length == 0 ? all : [.. all.Where(f => named.Contains(f.Slug))];
            var reports = asked.Select(fund => (Fund: fund, Report: Verify(run, installation, fund))).ToList();
            if (run.Get(json)) Json(run, reports);
            else foreach (var (fund, report) in reports) Tell(run, fund, report);
            return Task.FromResult(reports.TrueForAll(r => r.Report.IsSound) ? ExitCode.Done : ExitCode.Refused);
        }), funds, json)
        {
            Examples = ["fund verify", "fund verify winter-help --json"],
        };
    }

    /// <summary>Verifies a fund and says what was found; whether all is sound.</summary>
    public static bool Check(CommandRun run, Installation installation, Fund fund)
    {
        var report = Verify(run, installation, fund);
        Tell(run, fund, report);
        return report.IsSound;
    }

    private static VerifyReport Verify(CommandRun run, Installation installation, Fund fund)
    {
        long entries;
        using (var connection = installation.Database.Open())
            entries = Sql.Number(connection, null, "select size from journal_head where fund = @fund", ("fund", fund.Number)) ?? 0;
        return WorkProgress.Watch(run, run.Text("Command.FundVerify.Working", fund.Name), progress =>
            VerifyBooks.Run(installation, fund, new Fraction(progress, entries), run.Cancelled));
    }

    private static void Tell(CommandRun run, Fund fund, VerifyReport report)
    {
        foreach (var finding in report.Findings)
        {
            run.Terminal.Flush();
            run.Terminal.Error.WriteLine($"{fund.Slug}: {finding.Place}: {run.Text($"Command.Finding.{finding.Kind}")}");
            if (finding.Expected.Length > 0) run.Detail("Command.Finding.Expected", finding.Expected);
            if (finding.Found.Length > 0) run.Detail("Command.Finding.Found", StatementProblems.Plain(finding.Found));
        }
        if (!report.IsSound)
        {
            run.Say(ExitCode.Refused, "Command.FundVerify.Unsound", fund.Name, report.Findings.Count(f => !f.IsWarning));
            return;
        }
        run.Tell("Command.FundVerify.Sound", fund.Name, report.Entries, report.Postings);
        run.Tell("Command.FundVerify.Log", report.Leaves, report.Checkpoints, report.Cosignatures, report.Unpublished);
        if (report.Erased > 0) run.Tell("Command.FundVerify.Erased", report.Erased);
    }

    private static void Json(CommandRun run, List<(Fund Fund, VerifyReport Report)> reports) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (fund, report) in reports)
        {
            json.WriteStartObject();
            json.WriteString("fund", fund.Slug);
            json.WriteBoolean("sound", report.IsSound);
            json.WriteNumber("entries", report.Entries);
            json.WriteNumber("postings", report.Postings);
            json.WriteNumber("erased", report.Erased);
            json.WriteNumber("leaves", report.Leaves);
            json.WriteNumber("fillers", report.Fillers);
            json.WriteNumber("unpublished", report.Unpublished);
            json.WriteNumber("checkpoints", report.Checkpoints);
            json.WriteNumber("cosignatures", report.Cosignatures);
            json.WriteStartArray("findings");
            foreach (var finding in report.Findings)
            {
                json.WriteStartObject();
                json.WriteString("kind", finding.Kind.ToString());
                json.WriteBoolean("warning", finding.IsWarning);
                json.WriteString("place", finding.Place);
                json.WriteString("expected", finding.Expected);
                json.WriteString("found", finding.Found);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>Turns entries looked at into a part of the whole.</summary>
    private sealed class Fraction(IProgress<double> of, long entries) : IProgress<long>
    {
        public void Report(long value) => of.Report(entries == 0 ? 1 : Math.Min(1, (double)value / entries));
    }
}
