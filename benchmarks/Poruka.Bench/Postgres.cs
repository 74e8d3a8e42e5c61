using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Poruka.Bench;

/// <summary>A PostgreSQL server of our own in a temporary folder, as it comes from the packages: durable, not tuned.</summary>
internal sealed class Postgres : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poruka-bench-pg-").FullName;
    private readonly int _port = FreePort();
    private int _databases;

    public Postgres()
    {
        if (Environment.IsPrivilegedProcess) Command("chown", "postgres", _folder);
        Run("initdb", "-D", Data, "-U", "poruka", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        Run("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200", "start");
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        Machine.Note($"PostgreSQL {connection.PostgreSqlVersion}");
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes an empty database; returns its connection string.</summary>
    public string CreateDatabase()
    {
        var name = $"bench{++_databases}";
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var create = new NpgsqlCommand($"create database {name} template template0", connection);
        create.ExecuteNonQuery();
        return ConnectionString(name);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=poruka;Database={database}";

    private static void Run(string program, params string[] arguments)
    {
        var path = Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin", program))
            .LastOrDefault(File.Exists)
            ?? throw new InvalidOperationException("PostgreSQL is not installed; ./bench installs it.");
        // initdb and the server refuse to run as root.
        if (Environment.IsPrivilegedProcess)
            Command("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments]);
        else Command(path, arguments);
    }

    private static void Command(string program, params string[] arguments)
    {
        // The server that pg_ctl leaves behind would keep a pipe open: it writes nowhere.
        using var process = Process.Start(new ProcessStartInfo(
            "sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments])
        { WorkingDirectory = "/" })!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
