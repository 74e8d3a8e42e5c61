using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Poruka.Bench;

/// <summary>The server from its start to the first page, and its memory after a hundred; beside the same with the JIT.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 7;
    private const int Pages = 100;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        if (options.Program is not { } program) throw new InvalidOperationException("This needs --binary, the published program.");
        using var books = new Books();
        var (ours, resident) = Measure(program, books, Rounds);
        if (options.JitProgram is not { } jit)
        {
            yield return new Figure("start to the first page", ours * 1_000, "ms", Goal: Goal.AtMost(100));
            yield return new Figure($"resident after {Pages} pages", Megabytes.Of(resident), "MiB", Goal: Goal.AtMost(60));
            yield break;
        }
        var (peer, peerResident) = Measure(jit, books, 3);
        yield return new Figure("start to the first page", ours * 1_000, "ms", "the same without Native AOT", peer * 1_000, peer / ours, Goal.AtMost(100));
        yield return new Figure($"resident after {Pages} pages", Megabytes.Of(resident), "MiB", "the same without Native AOT",
            Megabytes.Of(peerResident), (double)peerResident / resident, Goal.AtMost(60));
    }

    private static (double Seconds, long Resident) Measure(PublishedProgram program, Books books, int rounds)
    {
        List<double> seconds = [], resident = [];
        for (var round = 0; round <= rounds; round++)
        {
            var (first, held) = Start(program, books.Folder);
            if (round == 0) continue;
            seconds.Add(first);
            resident.Add(held);
        }
        return (Turns.Median(seconds), (long)Turns.Median(resident));
    }

    private static (double Seconds, long Resident) Start(PublishedProgram program, string data)
    {
        var port = FreePort();
        var address = $"http://127.0.0.1:{port}";
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(address) };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(
            program.Command, program.Arguments(data, "serve", "--urls", address)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            while (!TryGet(client, "/"))
            {
                if (process.HasExited) throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
                if (Stopwatch.GetElapsedTime(began).TotalSeconds > 60) throw new TimeoutException("The server doesn't answer.");
                Thread.Sleep(1);
            }
            var first = Stopwatch.GetElapsedTime(began).TotalSeconds;
            for (var page = 1; page < Pages; page++)
                if (!TryGet(client, page % 2 == 0 ? "/" : "/funds/bench")) throw new InvalidOperationException("A page failed.");
            return (first, Processes.ResidentOf(process.Id));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static bool TryGet(HttpClient client, string path)
    {
        try
        {
            using var answer = client.GetAsync(path).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode
                ? answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult().Length > 0
                : throw new InvalidOperationException($"{path} was answered with {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException)
        {
            return false; // not yet listening
        }
    }

    internal static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
