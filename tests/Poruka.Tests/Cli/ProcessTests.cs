using System.Diagnostics;
using System.Runtime.InteropServices;
using Poruka.Shell;

namespace Poruka.Tests.Cli;

/// <summary>The program as a process of its own: streams, exit codes and signals are the system's.</summary>
public sealed class ProcessTests
{
    private static Process Start(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "poruka.dll"), .. words])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["PORUKA_DATA"] = folder;
        start.Environment["LC_ALL"] = "uk_UA.UTF-8";
        return Process.Start(start)!;
    }

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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
