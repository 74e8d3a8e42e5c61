using System.CommandLine;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Funds.ReadStatement;

/// <summary><c>poruka statement read</c></summary>
internal static class ReadStatementCommand
{
    public static Verb Build()
    {
        var file = new Argument<string>("FILE");
        var json = CommandLine.Flag("--json");
        var profile = CsvProfileOption.Create();
        return new Verb("read", run =>
        {
            var path = run.Get(file);
            if (!File.Exists(path)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoFile", path));
            if (!CsvProfileOption.TryRead(run, run.Get(profile), out var csv)) return Task.FromResult(ExitCode.Refused);
            return Task.FromResult(Run(run, path, csv, run.Get(json)));
        }, file, json, profile)
        {
            Examples =
            [
                "statement read statement.xml",
                "statement read statement.sta --json",
                "statement read table.csv --csv-profile bank.profile",
            ],
        };
    }

    /// <summary>
    /// Twice over the file: once to see whether it holds, once to write. Nothing of a refused file is shown, and yet no more
    /// of a large one is kept than its statements' heads.
    /// </summary>
    private static int Run(CommandRun run, string path, CsvProfile? csv, bool asJson)
    {
        using var file = Open(path);
        var ends = new List<StatementEnd>();
        var reading = StatementFile.Open(file, csv);
        foreach (var item in reading.Items)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            if (item is StatementEnd end) ends.Add(end);
            if (item is not StatementProblem problem) continue;
            run.Terminal.Error.WriteLine(StatementProblems.Describe(run.Language, path, problem));
            return ExitCode.Refused;
        }
        file.Position = 0;
        reading = StatementFile.Open(file, csv);
        var format = StatementProblems.NameOf(reading.Format!.Value);
        using StatementWriter writer = asJson
            ? new StatementJson(run.Terminal.Output, format, run.Terminal.IsInteractive)
            : new StatementText(run, format);
        var statement = 0;
        foreach (var item in reading.Items)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            switch (item)
            {
                case StatementStart start: writer.Start(start, ends[statement++]); break;
                case StatementLine line: writer.Line(line); break;
                case StatementEnd end: writer.End(end); break;
                case StatementProblem: throw new InvalidOperationException("The file changed while it was read.");
            }
        }
        return ExitCode.Done;
    }

    /// <summary>The file; what comes through a pipe is kept in a file of its own that goes with the process.</summary>
    private static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (file.CanSeek) return file;
        using (file)
        {
            var kept = new FileStream(Path.GetTempFileName(), new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.ReadWrite, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose,
            });
            file.CopyTo(kept);
            kept.Position = 0;
            return kept;
        }
    }
}
