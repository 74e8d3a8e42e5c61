using System.Data.Common;
using NodaTime;
using Poruka.Cases;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.ExamineInstallation;

/// <summary><c>poruka doctor</c>: looks at an installation and its machine, and says what to do.</summary>
internal static class DoctorCommand
{
    public static Verb Build()
    {
        var json = CommandLine.Flag("--json");
        var offline = CommandLine.Flag("--offline");
        return new Verb("doctor", async run =>
        {
            var findings = new List<Finding>();
            try
            {
                var opened = await run.InInstallation(async installation =>
                {
                    await Examine(run, installation, run.Get(offline), findings);
                    return ExitCode.Done;
                });
                if (opened != ExitCode.Done) return opened;
            }
            catch (Exception fault) when (Closed(fault) is { } closed)
            {
                findings.Add(closed);
            }
            if (run.Get(json)) Json(run, findings);
            else foreach (var finding in findings) Tell(run, finding);
            return findings.Any(f => f.State == FindingState.Bad) ? ExitCode.Refused : ExitCode.Done;
        }, json, offline)
        {
            Examples = ["doctor", "doctor --json --offline"],
        };
    }

    /// <summary>What is said of an installation that doesn't even open; null where that is a matter for others.</summary>
    private static Finding? Closed(Exception fault) => fault switch
    {
        NewerDatabaseException or OperationCanceledException => null,
        InvalidDataException => new Finding("settings", FindingState.Bad, "Closed.Settings", fault.Message),
        DbException or System.Net.Sockets.SocketException => new Finding("database", FindingState.Bad, "Closed.Database", fault.Message),
        IOException or UnauthorizedAccessException => new Finding("permissions", FindingState.Bad, "Closed.File", fault.Message),
        _ => null,
    };

    private static async Task Examine(CommandRun run, Installation installation, bool offline, List<Finding> findings)
    {
        var now = run.Terminal.Clock.GetCurrentInstant();
        var problems = SettingsCheck.Problems(installation,
            i => ServeSettings.Read(i), i => MailSettings.Read(i), i => CaseRetention.DaysOf(i), i => BackupSettings.Read(i));
        findings.AddRange(problems.Count == 0
            ? [new Finding("settings", FindingState.Good, "Settings.Good")]
            : problems.Select(problem => new Finding("settings", FindingState.Bad, "Settings.Wrong", problem)));
        using (var connection = installation.Database.Open())
        {
            findings.AddRange(MachineExamination.Run(installation, now, Latest(connection)));
            findings.Add(Database(installation, connection));
            if (problems.Count == 0) findings.AddRange(BackupExamination.Run(connection, BackupSettings.Read(installation), now));
            findings.AddRange(BackupExamination.Jobs(connection));
        }
        if (!offline && problems.Count == 0) findings.AddRange(await NetworkExamination.Run(installation, now, run.Cancelled));
    }

    /// <summary>The last moment at which something was done here.</summary>
    private static Instant? Latest(DbConnection connection) =>
        Sql.Number(connection, null, "select max(t) from (select max(ran_at) as t from job union all select max(done_at) as t from upkeep) as runs") is { } seconds
            ? Instant.FromUnixTimeSeconds(seconds) : null;

    private static Finding Database(Installation installation, DbConnection connection)
    {
        if (installation.Database.Kind == DatabaseKind.PostgreSql) return new Finding("database", FindingState.Good, "Database.Good", "PostgreSQL", Migrator.Newest);
        using var command = Sql.Command(connection, null, "pragma quick_check(1)");
        return command.ExecuteScalar() as string is "ok"
            ? new Finding("database", FindingState.Good, "Database.Good", "SQLite", Migrator.Newest)
            : new Finding("database", FindingState.Bad, "Database.Damaged");
    }

    private static void Tell(CommandRun run, Finding finding)
    {
        if (run.Terminal.IsQuiet && finding.State == FindingState.Good) return;
        run.Out.WriteLine($"{run.Text($"Command.Doctor.State{finding.State}")}  {Text(run, finding)}");
        if (finding.State is FindingState.Bad or FindingState.Advice) run.Out.WriteLine("    " + run.Text($"Command.Doctor.{finding.Text}.Do", finding.Arguments));
    }

    private static string Text(CommandRun run, Finding finding) => run.Text($"Command.Doctor.{finding.Text}", finding.Arguments);

    private static void Json(CommandRun run, IReadOnlyList<Finding> findings) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("about", finding.About);
            json.WriteString("state", finding.State.ToString().ToLowerInvariant());
            json.WriteString("text", Text(run, finding));
            if (finding.State is FindingState.Bad or FindingState.Advice) json.WriteString("advice", run.Text($"Command.Doctor.{finding.Text}.Do", finding.Arguments));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
