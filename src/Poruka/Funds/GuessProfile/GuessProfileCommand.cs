using System.CommandLine;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Funds.GuessProfile;

/// <summary><c>poruka statement profile</c></summary>
internal static class GuessProfileCommand
{
    private const int HeadSize = 64 * 1_024, PreviewLines = 5, CellWidth = 24;
    private const string CurrencyRow = "# default-currency = EUR";

    public static Verb Build()
    {
        var file = new Argument<string>("FILE");
        return new Verb("profile", run =>
        {
            var path = run.Get(file);
            if (!File.Exists(path)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoFile", path));
            return Task.FromResult(Run(run, path));
        }, file)
        {
            Examples = ["statement profile table.csv", "statement profile table.csv > bank.profile"],
        };
    }

    /// <summary>The profile itself goes out plain, what explains it as comments: so the whole can be kept as a file.</summary>
    private static int Run(CommandRun run, string path)
    {
        var head = new byte[HeadSize];
        using (var file = File.OpenRead(path)) head = head[..file.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false)];
        var preview = CsvProfile.Guess(head);
        foreach (var column in preview.Columns)
            run.Out.WriteLine("# " + (column.Key is { } key
                ? run.Text("Command.StatementProfile.Column", column.Number, StatementProblems.Plain(column.Heading), key, column.Percent)
                : run.Text("Command.StatementProfile.Unused", column.Number, StatementProblems.Plain(column.Heading))));
        if (preview.Profile is not { } profile)
        {
            foreach (var row in preview.Rows.Take(PreviewLines))
                run.Out.WriteLine("#   " + string.Join(" | ", row.Select(cell => Short(cell))));
            return run.Say(ExitCode.Refused, "Command.StatementProfile.NoGuess", path);
        }
        run.Out.Write(profile.Print());
        if (profile.Currency is null && profile.DefaultCurrency is null)
        {
            run.Out.WriteLine("# " + run.Text("Command.StatementProfile.AddCurrency"));
            run.Out.WriteLine(CurrencyRow);
            return ExitCode.Done;
        }
        Preview(run, path, profile);
        return ExitCode.Done;
    }

    private static void Preview(CommandRun run, string path, CsvProfile profile)
    {
        run.Out.WriteLine("# " + run.Text("Command.StatementProfile.Preview"));
        using var file = File.OpenRead(path);
        var shown = 0;
        foreach (var item in StatementFile.Read(file, profile))
        {
            if (item is StatementProblem problem)
                foreach (var line in StatementProblems.Describe(run.Language, path, problem).Split('\n')) run.Out.WriteLine("# " + line);
            if (item is not StatementLine read) continue;
            run.Out.WriteLine($"#   {Written.IsoDay(read.BookedOn)}  {read.Amount}  {Short(read.CounterpartyName)}  {Short(read.Remittance)}".TrimEnd());
            if (++shown == PreviewLines) break;
        }
    }

    private static string Short(string? text)
    {
        var plain = StatementProblems.Plain(text);
        return plain.Length <= CellWidth ? plain : plain[..(CellWidth - 1)] + "…";
    }
}
