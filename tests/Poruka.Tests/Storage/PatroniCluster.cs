using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Npgsql;

namespace Poruka.Tests.Storage;

/// <summary>What can happen to a primary.</summary>
public enum Blow
{
    /// <summary>The whole machine is gone: PostgreSQL and Patroni get SIGKILL.</summary>
    Lost,

    /// <summary>PostgreSQL gets SIGKILL, Patroni lives.</summary>
    Crashed,

    /// <summary>The machine is shut down in order.</summary>
    Stopped,

    /// <summary>Patroni gets SIGKILL and is started again, as its unit does; PostgreSQL lives.</summary>
    Unwatched,
}

/// <summary>
/// Three PostgreSQL servers under Patroni, and etcd, as in <c>packaging/samples/patroni</c>, on loopback in a temporary folder.
/// </summary>
internal sealed class PatroniCluster : IDisposable
{
    private const int Nodes = 3, SigKill = 9, SigTerm = 15;

    private readonly string _folder = Directory.CreateTempSubdirectory("poruka-patroni-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Process _etcd;
    private readonly Process?[] _patroni = new Process?[Nodes];
    private readonly int[] _ports = [.. Enumerable.Range(0, Nodes).Select(_ => FreePort())], _doors = [.. Enumerable.Range(0, Nodes).Select(_ => FreePort())];

    public PatroniCluster()
    {
        if (Environment.IsPrivilegedProcess) Start("chown", "postgres", _folder).WaitForExit();
        var (clients, peers) = ($"http://127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}");
        _etcd = Start(Logged("etcd", "etcd", "--name", "etcd", "--data-dir", Path.Combine(_folder, "etcd"),
            "--listen-client-urls", clients, "--advertise-client-urls", clients, "--listen-peer-urls", peers,
            "--initial-advertise-peer-urls", peers, "--initial-cluster", $"etcd={peers}"));
        try
        {
            for (var node = 0; node < Nodes; node++) File.WriteAllText(SettingsOf(node), Settings(node, clients["http://".Length..]));
            // The first makes the cluster, the others copy it.
            for (var node = 0; node < Nodes; node++)
            {
                Begin(node);
                WaitForPrimary(node + 1);
            }
            using var connection = new NpgsqlConnection(Address("postgres", "PASSWORD-OF-POSTGRES", "postgres"));
            connection.Open();
            foreach (var sql in (string[])["create role poruka login password 'PASSWORD-OF-PORUKA'", "create database poruka owner poruka template template0"])
                using (var command = new NpgsqlCommand(sql, connection)) command.ExecuteNonQuery();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What stands in <c>poruka.conf</c>: all hosts, of which the primary is meant.</summary>
    public string ConnectionString => Address("poruka", "PASSWORD-OF-PORUKA", "poruka");

    /// <summary>Waits until there is a primary with a synchronous standby, and all are with it.</summary>
    /// <returns>The number of the primary.</returns>
    public int WaitForPrimary(int nodes = Nodes)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryPrimary(nodes) is { } primary) return primary;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5)) throw new TimeoutException($"The cluster does not come to rest.\n{Logs()}");
            Thread.Sleep(200);
        }
    }

    /// <summary>Does something to a node.</summary>
    public void Strike(int node, Blow blow)
    {
        switch (blow)
        {
            case Blow.Lost:
                foreach (var process in (int[])[_patroni[node]!.Id, .. ServersOf(node)]) _ = Kill(process, SigKill);
                break;
            case Blow.Crashed:
                foreach (var postmaster in ServersOf(node).Take(1)) _ = Kill(postmaster, SigKill);
                break;
            case Blow.Stopped:
                _ = Kill(_patroni[node]!.Id, SigTerm);
                break;
            case Blow.Unwatched:
                _ = Kill(_patroni[node]!.Id, SigKill);
                break;
        }
    }

    /// <summary>Starts a node again after a blow; a server that crashed is its Patroni's.</summary>
    public void Mend(int node, Blow blow)
    {
        if (blow == Blow.Crashed) return;
        _patroni[node]!.WaitForExit();
        _patroni[node]!.Dispose();
        Begin(node);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        for (var node = 0; node < Nodes; node++)
        {
            if (_patroni[node] is not { } patroni) continue;
            foreach (var process in (int[])[patroni.Id, .. ServersOf(node)]) _ = Kill(process, SigKill);
            patroni.Dispose();
        }
        _ = Kill(_etcd.Id, SigKill);
        _etcd.WaitForExit();
        _etcd.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] AsPostgres => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"] : [];

    private string Address(string user, string password, string database) =>
        $"Host={string.Join(',', _ports.Select(p => $"127.0.0.1:{p}"))};Username={user};Password={password};Database={database};Target Session Attributes=primary;Timeout=5";

    private string SettingsOf(int node) => Path.Combine(_folder, $"db{node + 1}.yml");

    private string DataOf(int node) => Path.Combine(_folder, $"db{node + 1}");

    /// <summary>The sample, at home here.</summary>
    private string Settings(int node, string etcd)
    {
        var server = Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last(d => File.Exists(Path.Combine(d, "bin", "initdb")));
        var text = File.ReadAllText(Path.Combine(OldVersion.SourceFolder(), "packaging", "samples", "patroni", "patroni.yml"));
        foreach (var (sample, here) in ((string, string)[])
        [
            ("name: db1 ", $"name: db{node + 1} "), ("10.0.0.1:8008", $"127.0.0.1:{_doors[node]}"), ("10.0.0.1:5432", $"127.0.0.1:{_ports[node]}"),
            ("10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379", etcd), ("10.0.0.0/24", "127.0.0.1/32"), ("/var/lib/postgresql/15/poruka", DataOf(node)),
            ("/usr/lib/postgresql/15", server), ("/var/lib/postgresql/.pgpass-patroni", Path.Combine(_folder, $"pgpass{node + 1}")),
            ("mode: required", "mode: 'off'"), ("    ssl: 'on'\n", "    ssl: 'on'\n    unix_socket_directories: ''\n"),
        ])
        {
            Assert.Contains(sample, text, StringComparison.Ordinal);
            text = text.Replace(sample, here, StringComparison.Ordinal);
        }
        return text;
    }

    private void Begin(int node) => _patroni[node] = Start(Logged($"db{node + 1}", "patroni", SettingsOf(node)));

    /// <summary>A command as the user of PostgreSQL, whose words go into a log of ours.</summary>
    private string[] Logged(string name, params string[] command) =>
        [.. AsPostgres, "sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", Path.Combine(_folder, name + ".log"), .. command];

    private int? TryPrimary(int nodes)
    {
        for (var node = 0; node < Nodes; node++)
        {
            try
            {
                using var answer = JsonDocument.Parse(_http.GetStringAsync($"http://127.0.0.1:{_doors[node]}/cluster").GetAwaiter().GetResult());
                var members = answer.RootElement.GetProperty("members").EnumerateArray()
                    .Select(m => (Name: m.GetProperty("name").GetString()!, Role: m.GetProperty("role").GetString(), State: m.GetProperty("state").GetString())).ToList();
                var leader = members.Find(m => m.Role == "leader");
                if (members.Count != nodes || leader.Name is null || members.Any(m => m.State is not ("running" or "streaming"))) return null;
                if (nodes > 1 && !members.Exists(m => m.Role == "sync_standby")) return null;
                var primary = int.Parse(leader.Name.AsSpan(2), CultureInfo.InvariantCulture) - 1;
                using var itself = _http.GetAsync($"http://127.0.0.1:{_doors[primary]}/primary").GetAwaiter().GetResult();
                return itself.IsSuccessStatusCode ? primary : null;
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException)
            {
                // Another may know.
            }
        }
        return null;
    }

    /// <summary>The postmaster, and behind it the processes that it has started.</summary>
    private List<int> ServersOf(int node)
    {
        var file = Path.Combine(DataOf(node), "postmaster.pid");
        if (!File.Exists(file) || !int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster)) return [];
        // The file outlives its process, and the number may be another's by now.
        if (!File.Exists($"/proc/{postmaster}/cmdline") || !File.ReadAllText($"/proc/{postmaster}/cmdline").Contains(DataOf(node), StringComparison.Ordinal)) return [];
        var processes = new List<int> { postmaster };
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)) continue;
            try
            {
                var fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ');
                if (fields[1] == postmaster.ToString(CultureInfo.InvariantCulture)) processes.Add(process);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return processes;
    }

    private string Logs() => string.Join('\n', Directory.EnumerateFiles(_folder, "*.log").Order(StringComparer.Ordinal)
        .Select(path => $"== {Path.GetFileName(path)}\n{string.Join('\n', File.ReadLines(path).TakeLast(20))}"));

    private static Process Start(params string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" })!;

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
