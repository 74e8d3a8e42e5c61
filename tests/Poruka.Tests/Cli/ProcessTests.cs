using System.Diagnostics;
using System.Runtime.InteropServices;
using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Cli;

/// <summary>The program as a process of its own: streams, exit codes and signals are the system's.</summary>
public sealed class ProcessTests
{
    private static Process Start(string folder, params string[] words) => Process.Start(ProgramProcess.Of(folder, "uk_UA.UTF-8", words))!;

    private static (int Exit, string Out, string Error) Run(string folder, params string[] words)
    {
        using var process = Start(folder, words);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    [Fact]
    public void Answers_go_out_problems_go_to_the_other_stream_and_the_exit_code_tells()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, Run(folder.Path, "init").Exit);
        Assert.Equal(ExitCode.Done, Run(folder.Path, "fund", "create", "help", "--name", "Взаємодопомога", "--currency", "UAH").Exit);
        var gift = Run(folder.Path, "fund", "gift", "help", "50", "UAH", "--to", "cash");
        Assert.Equal((ExitCode.Done, ""), (gift.Exit, gift.Error));
        Assert.Contains("Код жертводавця:", gift.Out, StringComparison.Ordinal);
        var report = Run(folder.Path, "fund", "report", "help", "--lang", "en");
        Assert.Contains("Взаємодопомога: balance sheet, UAH", report.Out, StringComparison.Ordinal);
        var refused = Run(folder.Path, "fund", "report", "other");
        Assert.Equal((ExitCode.Refused, ""), (refused.Exit, refused.Out));
        Assert.Contains("Фонду «other» немає.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, Run(folder.Path, "fund", "gift").Exit);
    }

    [Fact]
    public async Task Serve_says_where_it_is_and_stops_when_told()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, Run(folder.Path, "init").Exit);
        using var server = Start(folder.Path, "serve", "--urls", "http://127.0.0.1:0", "--quiet");
        var address = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using (var client = new HttpClient())
        using (var page = await client.GetAsync(new Uri(new Uri(address!), "/nowhere"), TestContext.Current.CancellationToken))
            Assert.Equal(System.Net.HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(0, Kill(server.Id, 2)); // SIGINT, as Ctrl+C sends it
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, server.ExitCode);
    }

    [Fact]
    public async Task Interrupted_work_ends_with_130_and_leaves_no_half_file()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Done, Run(folder.Path, "init").Exit);
        Assert.Equal(ExitCode.Done, Run(folder.Path, "fund", "create", "help", "--name", "Help", "--currency", "EUR").Exit);
        using (var installation = Installation.Open(folder.Path))
        {
            using var connection = installation.Database.Open();
            var fund = FundRows.FindBySlug(connection, "help")!;
            var gifts = Enumerable.Range(0, 20_000).Select(i => new PostRequest(Booking.Income(
                fund.Id, new EntryId(7, i), new LocalDate(2026, 3, 5), new Account(AccountClass.Cash), new Account(AccountClass.Gift),
                new Money(100, Currency.Eur))));
            Assert.IsType<BulkOutcome.Posted>(BulkPosting.Post(installation.Database, fund, gifts, null, CancellationToken.None));
        }
        // Megabytes into a pipe that nobody empties yet: the export must wait, and be interrupted in its midst.
        using var export = Start(folder.Path, "fund", "export", "help", "--to", "csv");
        Assert.StartsWith("journal,", await export.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, Kill(export.Id, 2));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        await export.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await export.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Interrupted, export.ExitCode);
        Assert.Contains("Перервано.", await export.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // And a reader that has seen enough is no fault.
        using var head = Start(folder.Path, "fund", "export", "help", "--to", "csv");
        await head.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        head.StandardOutput.Close();
        await head.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, ""), (head.ExitCode, await head.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
