using System.Diagnostics;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;

namespace Poruka.Tests.Operations;

/// <summary>Secrets that systemd gives to the service (<c>LoadCredential=</c>), in a program of its own: they come by its environment.</summary>
public sealed class CredentialTests(PostgresServer postgres)
{
    [Fact]
    public void Secrets_and_the_way_to_the_database_come_from_credentials()
    {
        using var folder = new TemporaryFolder();
        using var credentials = new TemporaryFolder();
        var server = postgres.CreateDatabase();
        var cli = new CliRunner(folder.Path);
        cli.Do($"init --log-name test.example --database \"{server}\"");
        cli.Do("fund create winter --name Winter --currency EUR");
        File.Move(folder.File("host.secrets"), credentials.File("poruka-host-secrets"));
        Installation.WriteSettings(folder.Path, Installation.WithSetting(File.ReadAllText(folder.File("poruka.conf")), Installation.DatabaseSetting, ""));
        File.WriteAllText(credentials.File("poruka-database"), server + "\n");

        var without = Run(folder.Path, null, "fund", "list");
        Assert.Equal(ExitCode.Refused, without.Exit);
        Assert.Contains("host.secrets", without.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("poruka.db")));

        var with = Run(folder.Path, credentials.Path, "fund", "list");
        Assert.True(with.Exit == ExitCode.Done, with.Said);
        Assert.Contains("Winter", with.Said, StringComparison.Ordinal);
        // systemd's folder is readable to the service alone, whatever its files' modes say: nothing to complain of.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(credentials.File("poruka-host-secrets"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var doctor = Run(folder.Path, credentials.Path, "doctor", "--offline", "--lang", "en");
        Assert.Contains("PostgreSQL", doctor.Said, StringComparison.Ordinal);
        Assert.Contains("Only the owner can read", doctor.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("host.secrets")));
        Assert.False(File.Exists(folder.File("poruka.db")));

        // A credential that is not there leaves the file and the setting in place.
        File.Move(credentials.File("poruka-host-secrets"), folder.File("host.secrets"));
        var mended = Run(folder.Path, credentials.Path, "fund", "list");
        Assert.True(mended.Exit == ExitCode.Done, mended.Said);
    }

    private static (int Exit, string Said) Run(string data, string? credentials, params string[] words)
    {
        string[] test = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CredentialTests).Assembly.Location] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. test, .. words, "--data", data])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [TestProgram.AsProgramVariable] = "1" },
        };
        if (credentials is null) start.Environment.Remove("CREDENTIALS_DIRECTORY");
        else start.Environment["CREDENTIALS_DIRECTORY"] = credentials;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
