using System.Diagnostics;
using System.Globalization;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>
/// The server under load: public pages beside nginx that serves the same bytes as files; pages of members, all of them active;
/// and the memory that all of it takes, for as long as <c>--minutes</c> says.
/// </summary>
internal static class ServeBenchmark
{
    private const int Entries = 5_000;
    private const int Rounds = 3, SecondsOfTurn = 4, Connections = 32;
    private const int MembersCount = 200, SecondsOfMembers = 30;

    private static readonly (string Name, string Path)[] Public = [("front page", "/"), ("fund page", "/funds/bench")];

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        if (options.Program is not { } program) throw new InvalidOperationException("This needs --binary, the published program.");
        using var books = new Books();
        BulkPosting.Post(books.Database, books.Fund, new BooksGenerator(1, books.Fund.Id, 1, Entries).Requests(), null, CancellationToken.None);
        var accounts = ServeMembers.Enrol(books, MembersCount);
        using var server = new ServedProgram(program, books.Folder);
        using var nginx = new Nginx(Public.Select(p => (p.Path, server.Get(p.Path))));
        foreach (var (name, path) in Public)
        {
            List<double> ours = [], peers = [], ratios = [];
            for (var round = 0; round <= Rounds; round++)
            {
                var (our, peer) = (Rate(server.Address, path), Rate(nginx.Address, path));
                if (round == 0) continue;
                ours.Add(our);
                peers.Add(peer);
                ratios.Add(our / peer);
            }
            yield return new Figure($"{name}, {server.Get(path).Length >> 10} KiB", Turns.Median(ours), "requests/s",
                "nginx, the same bytes as files", Turns.Median(peers), Turns.Median(ratios), Goal.Times(0.25));
        }

        using var members = ServeMembers.SignIn(server.Address, accounts);
        members.Load(TimeSpan.FromSeconds(5));
        var times = members.Load(TimeSpan.FromSeconds(SecondsOfMembers));
        times.Sort();
        yield return new Figure($"signed-in page, {MembersCount} members active, 99th percentile", times[(int)(times.Count * 0.99)] * 1_000, "ms",
            Goal: Goal.AtMost(100), Note: string.Create(CultureInfo.InvariantCulture, $"{times.Count / SecondsOfMembers} pages a second, median {times[times.Count / 2] * 1_000:0.0} ms"));

        List<double> resident = [];
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                resident.Add(Megabytes.Of(Processes.ResidentOf(server.ProcessId)));
                await Task.Delay(1_000, CancellationToken.None);
            }
        });
        var visiting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                foreach (var (_, path) in Public) server.Get(path);
        });
        members.Load(TimeSpan.FromMinutes(options.Minutes));
        stop.Cancel();
        Task.WaitAll(watching, visiting);
        var (second, last) = (resident[(resident.Count / 4)..(resident.Count / 2)].Average(), resident[(resident.Count * 3 / 4)..].Average());
        yield return new Figure($"memory after {options.Minutes} minutes of all of it", last, "MiB", "after the first quarter", second, second / last, Goal.Times(0.9));
    }

    /// <summary>How many requests a second are answered, by wrk.</summary>
    private static double Rate(Uri address, string path)
    {
        var start = new ProcessStartInfo("wrk", ["-t", "1", "-c", $"{Connections}", "-d", $"{SecondsOfTurn}s", new Uri(address, path).ToString()])
        {
            RedirectStandardOutput = true,
        };
        using var wrk = Process.Start(start)!;
        var said = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        if (said.Contains("Non-2xx", StringComparison.Ordinal) || said.Contains("Socket errors", StringComparison.Ordinal)) throw new InvalidOperationException(said);
        var line = said.Split('\n').First(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}

/// <summary>The published program, serving.</summary>
internal sealed class ServedProgram : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    public ServedProgram(PublishedProgram program, string data)
    {
        Address = new Uri($"http://127.0.0.1:{StartBenchmark.FreePort()}");
        _client = new HttpClient { BaseAddress = Address };
        // What it says goes nowhere: a pipe that nobody reads would hold it up.
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program.Command,
            .. program.Arguments(data, "serve", "--urls", Address.ToString())]))!;
        for (var tries = 0; ; tries++)
        {
            try
            {
                Get("/health");
                return;
            }
            catch (HttpRequestException) when (tries < 600 && !_process.HasExited)
            {
                Thread.Sleep(100); // not yet listening
            }
        }
    }

    public Uri Address { get; }

    /// <summary>The number of its process.</summary>
    public int ProcessId => _process.Id;

    public byte[] Get(string path) => _client.GetByteArrayAsync(path).GetAwaiter().GetResult();

    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>nginx as it comes from the packages, serving files.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poruka-bench-nginx-").FullName;
    private readonly Process _process;

    public Nginx(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var port = StartBenchmark.FreePort();
        Address = new Uri($"http://127.0.0.1:{port}");
        var places = new List<string>();
        foreach (var (path, bytes) in files)
        {
            File.WriteAllBytes(Path.Combine(_folder, $"{places.Count}.html"), bytes);
            places.Add($"location = {path} {{ try_files /{places.Count}.html =404; }}");
        }
        File.WriteAllText(Path.Combine(_folder, "nginx.conf"), $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            worker_processes auto;
            daemon off;
            pid {{_folder}}/pid;
            error_log {{_folder}}/error.log;
            events { worker_connections 1024; }
            http {
                sendfile on;
                tcp_nopush on;
                access_log off;
                default_type "text/html; charset=utf-8";
                client_body_temp_path {{_folder}}/body;
                proxy_temp_path {{_folder}}/proxy;
                fastcgi_temp_path {{_folder}}/fastcgi;
                uwsgi_temp_path {{_folder}}/uwsgi;
                scgi_temp_path {{_folder}}/scgi;
                server {
                    listen 127.0.0.1:{{port}};
                    root {{_folder}};
                    {{string.Join("\n        ", places)}}
                }
            }
            """);
        Machine.Note(Version());
        _process = Process.Start("nginx", ["-c", Path.Combine(_folder, "nginx.conf")]);
        using var client = new HttpClient { BaseAddress = Address };
        for (var tries = 0; ; tries++)
        {
            try
            {
                client.GetByteArrayAsync("/").GetAwaiter().GetResult();
                return;
            }
            catch (HttpRequestException) when (tries < 100 && !_process.HasExited)
            {
                Thread.Sleep(100); // not yet listening
            }
        }
    }

    public Uri Address { get; }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Version()
    {
        using var process = Process.Start(new ProcessStartInfo("nginx", "-v") { RedirectStandardError = true })!;
        return process.StandardError.ReadToEnd().Trim().Replace("nginx version: ", "", StringComparison.Ordinal);
    }
}
