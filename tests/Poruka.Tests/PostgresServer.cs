using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Poruka.Storage;

[assembly: AssemblyFixture(typeof(Poruka.Tests.PostgresServer))]

namespace Poruka.Tests;

/// <summary>
/// A PostgreSQL server of our own in a temporary folder, on loopback, started when the first test asks for it and
/// stopped with the tests. Durable as in earnest: fsync is on.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private readonly Lock _lock = new();
    private string? _folder;
    private string? _connectionString;
    private string? _filled;
    private int _databases;

    /// <summary>Makes an empty database; returns its connection string.</summary>
    public string CreateDatabase()
    {
        lock (_lock) return Create("template0");
    }

    /// <summary>Makes a database with the tables of this program: a copy of one that its scripts made. Returns its connection string.</summary>
    public string CreateWithTables()
    {
        lock (_lock)
        {
            if (_filled is null)
            {
                var filled = Create("template0");
                using (var database = Database.AtServer(filled)) Migrator.Apply(database);
                _filled = new NpgsqlConnectionStringBuilder(filled).Database;
            }
            return Create(_filled!);
        }
    }

    private string Create(string template)
    {
        _connectionString ??= Start();
        var name = $"poruka{++_databases}";
        using var connection = new NpgsqlConnection(_connectionString);
        connection.Open();
        using var create = new NpgsqlCommand($"create database {name} template {template}", connection);
        create.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(_connectionString) { Database = name }.ToString();
    }

    public void Dispose()
    {
        if (_folder is null) return;
        NpgsqlConnection.ClearAllPools();
        Run("pg_ctl", "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string Start()
    {
        _folder = Directory.CreateTempSubdirectory("poruka-pg-").FullName;
        if (Environment.IsPrivilegedProcess) Command("chown", "postgres", _folder);
        var port = FreePort();
        var data = Path.Combine(_folder, "data");
        Run("initdb", "-D", data, "-U", "poruka", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        Run("pg_ctl", "-D", data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200", "start");
        return $"Host=127.0.0.1;Port={port};Username=poruka;Database=postgres";
    }

    private static void Run(string program, params string[] arguments)
    {
        var path = Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin", program))
            .LastOrDefault(File.Exists)
            ?? throw new InvalidOperationException("PostgreSQL is not installed; ./test installs it.");
        // initdb and the server refuse to run as root.
        if (Environment.IsPrivilegedProcess)
            Command("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments]);
        else Command(path, arguments);
    }

    private static void Command(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardInput = true };
        // The server that pg_ctl leaves behind would keep a pipe open: let it write nowhere.
        start.ArgumentList.Clear();
        start.FileName = "sh";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
