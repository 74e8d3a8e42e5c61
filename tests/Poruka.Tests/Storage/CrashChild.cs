using NodaTime;
using Poruka.Funds.ImportStatement;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Storage;

/// <summary>
/// The process that gets killed: this very test program, started with a folder in its environment, posts and imports
/// without end and says on standard output what was acknowledged.
/// </summary>
internal static class CrashChild
{
    public const string FolderVariable = "PORUKA_CRASH_FOLDER";
    public const string RoundVariable = "PORUKA_CRASH_ROUND";

    private static readonly LocalDate Day = new(2026, 3, 1);

    /// <summary>Whether this process was started to be killed.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 };

    public static void Run() => Run(
        Environment.GetEnvironmentVariable(FolderVariable)!,
        int.Parse(Environment.GetEnvironmentVariable(RoundVariable)!, null));

    /// <summary>The file that a round imports: as many gifts as make the import last a while.</summary>
    public static string WriteStatement(string folder, int round, int lines)
    {
        var path = Path.Combine(folder, $"round{round}.sta");
        using var file = new StreamWriter(path);
        file.Write($":20:R{round}\n:25:DE{round:D20}\n:28C:1/1\n:60F:C260228EUR0,00\n");
        for (var line = 0; line < lines; line++) file.Write($":61:260301C1,00NTRFR{round}L{line}\n:86:Gift {line}\n");
        file.Write($":62F:C260301EUR{lines},00\n-\n");
        return path;
    }

    private static void Run(string folder, int round)
    {
        using var installation = Installation.Open(folder);
        Fund fund;
        using (var connection = installation.Database.Open()) fund = FundRows.List(connection)[0];
        using var journal = new Journal(installation.Database);
        Say("ready");
        var posters = Enumerable.Range(0, 4).Select(poster => Task.Run(async () =>
        {
            for (var number = 0L; ; number++)
            {
                var id = new EntryId((UInt128)(uint)(1_000 + round * 4 + poster), number);
                var outcome = await journal.PostAsync(new PostRequest(new Entry(fund.Id, id, Day, EntryKind.Income,
                [
                    new Posting(new Account(AccountClass.Cash), new Money(1, Currency.Eur)),
                    new Posting(new Account(AccountClass.Gift), new Money(-1, Currency.Eur)),
                ])));
                if (outcome is PostOutcome.Posted) Say($"posted {id}");
                else Say($"unexpected {outcome}");
            }
        })).ToArray();
        var statement = Path.Combine(folder, $"round{round}.sta");
        var imported = ImportStatement.Run(installation, fund, statement, new ImportOptions(Day), null, CancellationToken.None);
        Say(imported is ImportOutcome.Imported done ? $"imported {done.Summary.Posted}" : $"unexpected {imported}");
        Task.WaitAll(posters);
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
