using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Poruka.Shell;

namespace Poruka.Operations.RunDemo;

/// <summary><c>poruka demo</c></summary>
internal static class RunDemoCommand
{
    private const int FirstPort = 8080, PortsTried = 100;

    public static Verb Build(CommandLine line, DemoParts parts)
    {
        var port = line.Count("--port");
        return new Verb("demo", run => run.Get(port) > IPEndPoint.MaxPort
            ? Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.Demo.BadPort", run.Get(port), IPEndPoint.MaxPort))
            : RunAsync(run, parts, run.Has(port) ? run.Get(port) : FreePort()), port)
        {
            Examples = ["demo", "demo --port 9000"],
        };
    }

    private static async Task<int> RunAsync(CommandRun run, DemoParts parts, int port)
    {
        run.Tell("Command.Demo.Making");
        run.Terminal.Flush();
        var started = Stopwatch.GetTimestamp();
        using var demo = DemoInstallation.Create(parts, run.Terminal.Clock.GetCurrentInstant(), run.Cancelled);
        run.Tell("Command.Demo.Made", demo.Funds, demo.Entries,
            Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", run.Language));
        var options = new ServeOptions(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), demo.Installation, run.Terminal.Clock);
        return await WebServer.RunAsync(options, parts.MapPages, at =>
        {
            if (run.Terminal.IsQuiet) run.Out.WriteLine(at);
            run.Tell("Command.Demo.Try", at, demo.ReceiptPath, demo.ForgedReceiptPath, DemoFund.All[0].Slug, demo.Folder, demo.Invitation);
            run.Terminal.Flush();
        }, run.Cancelled);
    }

    /// <summary>The first free port from 8080 on; any free one where a hundred are taken.</summary>
    private static int FreePort()
    {
        for (var port = FirstPort; port < FirstPort + PortsTried; port++)
            if (IsFree(port)) return port;
        return 0;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
