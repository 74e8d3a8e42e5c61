using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Poruka.Operations;
using Poruka.Operations.ExamineInstallation;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Operations;

/// <summary>Settings, health, metrics, the doctor and the manual.</summary>
public sealed class RunningTests(PostgresServer postgres)
{
    [Fact]
    public void The_sample_names_every_setting_and_a_new_installation_starts_from_it()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var names = SettingsFile.NamesIn(File.ReadAllText(test.Installation.SettingsPath));
        foreach (var name in (string[])
        [
            Installation.DatabaseSetting, Installation.LogNameSetting, MailSettings.ServerName, MailSettings.FromName, MailSettings.UserName, MailSettings.PublicName,
            ServeSettings.ListenName, ServeSettings.SchemeName, ServeSettings.OnionName, ServeSettings.MetricsName, ServeSettings.FormatName,
            BackupSettings.FolderName, BackupSettings.KeysFolderName, BackupSettings.RecipientsName, BackupSettings.HoursName, BackupSettings.DaysName,
            BackupSettings.WeeksName, BackupSettings.MonthsName, BackupSettings.KeysDaysName, Poruka.Cases.CaseRetention.SettingName,
        ])
            Assert.Contains(name, names);
        // What the sample proposes is right as it stands.
        File.WriteAllText(test.Installation.SettingsPath, string.Join('\n', File.ReadAllLines(test.Installation.SettingsPath)
            .Select(l => l.StartsWith("# ", StringComparison.Ordinal) && names.Any(n => l.StartsWith($"# {n} = ", StringComparison.Ordinal)) ? l[2..] : l)) + "\n");
        using var installation = Installation.Open(test.Folder);
        Assert.Empty(SettingsCheck.Problems(installation, i => ServeSettings.Read(i), i => MailSettings.Read(i),
            i => Poruka.Cases.CaseRetention.DaysOf(i), i => BackupSettings.Read(i)));
    }

    [Fact]
    public void All_that_is_wrong_with_the_settings_is_told_at_the_start_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Do("init --log-name test.example");
        var path = folder.File("poruka.conf");
        var line = File.ReadAllLines(path).Length;
        File.AppendAllText(path, "lissen = http://127.0.0.1:1\nlog-format = xml\nbackup-keep-days = many\nmetrics-listen = http://0.0.0.0:9464\nbackup-folder = relative\nmail-server = mail.example\n");
        var said = cli.Run("serve");
        Assert.Equal(ExitCode.Refused, said.Exit);
        foreach (var expected in (string[])
        [
            $"poruka.conf:{line + 1}: there is no setting 'lissen'; is 'listen' meant?",
            $"poruka.conf:{line + 2}: 'log-format' is 'xml', expected text or json.",
            $"poruka.conf:{line + 3}: 'backup-keep-days' is 'many', expected a number from 1 to 366.",
            $"poruka.conf:{line + 4}: 'metrics-listen' is 'http://0.0.0.0:9464/', expected an address of this machine",
            $"poruka.conf:{line + 5}: 'backup-folder' is 'relative', expected a path from the root",
            $"poruka.conf:{line + 6}: 'mail-server' is 'mail.example'",
        ])
            Assert.Contains(expected, said.Error, StringComparison.Ordinal);
        Assert.Contains("poruka.conf", cli.Run("doctor --offline").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_and_readiness_are_one_word_each()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Program.Pages);
        using var visitor = site.Visit();
        Assert.Equal("ok\n", await visitor.Http.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal("ready\n", await visitor.Http.GetStringAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "alter table schema_version rename to elsewhere");
        using var sick = await visitor.Http.GetAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sick.StatusCode);
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "alter table elsewhere rename to schema_version");
    }

    [Fact]
    public async Task Metrics_are_for_their_own_door_or_the_token_and_say_nothing_of_people()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        File.AppendAllText(Path.Combine(test.Folder, "host.secrets"), "metrics-token = a long random word\n");
        using var installation = Installation.Open(test.Folder);
        using var group = new SampleGroup(test);
        var door = new Uri($"http://127.0.0.1:{FreePort()}");
        await using var site = await WebSite.Start(test, Program.Pages, change: o => new ServeOptions(o.Address, installation, o.Clock) { Cost = o.Cost, Metrics = door });
        using var visitor = site.Visit();
        using var refused = await visitor.Http.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        using var other = new HttpClient { BaseAddress = door };
        var text = await other.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("poruka_requests_total{class=\"4xx\"} 1\n", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), row => Assert.Matches(@"^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+=""[^""]*""(,[a-z]+=""[^""]*"")*\})? -?[0-9.]+)$", row));
        Assert.DoesNotContain("vera", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("red-cross", text, StringComparison.OrdinalIgnoreCase);
        using (var page = await other.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);

        foreach (var (token, status) in ((string, HttpStatusCode)[])[("a long random word", HttpStatusCode.OK), ("another", HttpStatusCode.NotFound), ("", HttpStatusCode.NotFound)])
        {
            using var asking = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            using var answer = await visitor.Http.SendAsync(asking, TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("en", "No backups are made.")]
    [InlineData("ru", "Резервных копий нет.")]
    [InlineData("uk", "Резервних копій немає.")]
    public void The_doctor_says_what_is_amiss_and_what_to_do(string language, string words)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var cli = new CliRunner(test.Folder) { Language = language };
        var said = cli.Run("doctor --offline");
        Assert.Equal(ExitCode.Refused, said.Exit);
        Assert.Contains(words, said.Out, StringComparison.Ordinal);
        var json = cli.Run("doctor --offline --json").Json.EnumerateArray().ToList();
        Assert.Equal(["backup", "backup-keys", "clock", "database", "disk", "drill", "encryption", "jobs", "permissions", "settings", "swap"],
            json.Select(f => f.GetProperty("about").GetString()).Distinct().Order(StringComparer.Ordinal));
        Assert.All(json, f => Assert.True(f.GetProperty("state").GetString() is "good" or "unknown" || f.GetProperty("advice").GetString()!.Length > 10));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(test.Folder, "host.secrets"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod go= " + Path.Combine(test.Folder, "host.secrets"), cli.Run("doctor --offline").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host.secrets", null, "permissions")]
    [InlineData("host.secrets", "line-identity-key = nonsense\n", "settings")]
    [InlineData("poruka.conf", "log-name test.example\n", "settings")]
    [InlineData("poruka.db", "this is no database, and long enough to be looked at as one: a hundred bytes of a head, and some more of them", "database")]
    public void The_doctor_has_advice_for_an_installation_that_does_not_open(string file, string? text, string about)
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Do("init --log-name test.example");
        if (text is null) File.Delete(folder.File(file));
        else File.WriteAllText(folder.File(file), text);
        foreach (var language in (string[])["en", "ru", "uk"])
        {
            var said = new CliRunner(folder.Path) { Language = language }.Run("doctor --offline --json");
            Assert.Equal(ExitCode.Refused, said.Exit);
            var finding = Assert.Single(said.Json.EnumerateArray());
            Assert.Equal((about, "bad"), (finding.GetProperty("about").GetString(), finding.GetProperty("state").GetString()));
            Assert.True(finding.GetProperty("advice").GetString()!.Length > 40);
        }
    }

    [Fact]
    public void Encryption_and_swap_are_read_from_what_the_kernel_says()
    {
        using var root = new TemporaryFolder();
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root.File(path))!);
            File.WriteAllText(root.File(path), text);
        }
        Write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 253:1 / /srv/my\\040data rw - ext4 /dev/mapper/data rw\n");
        Write("sys/dev/block/8:1/size", "1");
        Write("sys/dev/block/253:1/dm/uuid", "LVM-abc");
        Write("sys/dev/block/253:1/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-abc");
        Assert.Equal(FindingState.Advice, MachineExamination.Encryption(root.Path, "/var/lib/poruka").State);
        Assert.Equal(FindingState.Good, MachineExamination.Encryption(root.Path, "/srv/my data/poruka").State);
        Assert.Equal(FindingState.Unknown, MachineExamination.Swap(root.Path).State);
        Write("proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 1 0 1\n");
        Assert.Equal(FindingState.Good, MachineExamination.Swap(root.Path).State);
        Write("proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 1\n");
        Assert.Equal(FindingState.Bad, MachineExamination.Swap(root.Path).State);
    }

    [Fact]
    public void The_manual_has_a_page_for_each_command_and_no_line_that_orders_something_else()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRunner(folder.Path);
        cli.Do($"man --to {folder.Path}");
        var pages = Directory.EnumerateFiles(folder.Path, "*.1").ToDictionary(p => Path.GetFileName(p), File.ReadAllText, StringComparer.Ordinal);
        Assert.Contains("poruka-backup-drill.1", pages.Keys);
        Assert.All(pages.Values, page => Assert.All(page.Split('\n'), line =>
            Assert.True(line.Length == 0 || line[0] is not ('.' or '\'') || line.StartsWith(".TH ", StringComparison.Ordinal) || line.StartsWith(".SH ", StringComparison.Ordinal)
                || line is ".nf" or ".fi" || line.StartsWith(".BR ", StringComparison.Ordinal), line)));
        Assert.Contains("\\-\\-keys\\-to", pages["poruka-backup.1"], StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
