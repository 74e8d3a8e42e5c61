using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.ShowMetrics;

/// <summary>
/// <c>GET /metrics</c> in the text form of Prometheus: the machine and the program, nothing of people, groups, rooms, calls or
/// money. For who comes to the address that is for metrics alone, or shows the token.
/// </summary>
internal static class MetricsEndpoint
{
    private const string Bearer = "Bearer ";

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", (HttpContext context, ServeOptions options, RequestCounts counts) => Show(context, options, counts)).ForEverybody();

    private static IResult Show(HttpContext context, ServeOptions options, RequestCounts counts)
    {
        if (!MetricsDoor.IsThere(context, options) && !HasToken(context, options.Installation.Secrets.MetricsToken)) return Results.NotFound();
        var text = new StringBuilder();
        counts.Write(text);
        Process(text);
        Installed(text, options.Installation);
        return Results.Text(text.ToString(), "text/plain; version=0.0.4", Encoding.UTF8);
    }

    private static bool HasToken(HttpContext context, string token) =>
        token.Length > 0 && context.Request.Headers.Authorization is [{ } given] && given.StartsWith(Bearer, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given[Bearer.Length..])), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static void Process(StringBuilder text)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Gauge(text, "process_resident_memory_bytes", "Memory in use.", process.WorkingSet64);
        Gauge(text, "process_start_time_seconds", "When it started.", new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero).ToUnixTimeSeconds());
        text.Append("# HELP process_cpu_seconds_total Time of processors used.\n# TYPE process_cpu_seconds_total counter\n");
        text.Append(CultureInfo.InvariantCulture, $"process_cpu_seconds_total {process.TotalProcessorTime.TotalSeconds:F2}\n");
        text.Append("# HELP poruka_info The program.\n# TYPE poruka_info gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"poruka_info{{version=\"{ProgramVersion.Current}\",schema=\"{Migrator.Newest}\"}} 1\n");
    }

    private static void Installed(StringBuilder text, Installation installation)
    {
        using var connection = installation.Database.Open();
        Gauge(text, "poruka_database_bytes", "Size of the database.", Sql.Number(connection, null, installation.Database.Kind == DatabaseKind.Sqlite
            ? "select page_count * page_size from pragma_page_count(), pragma_page_size()" : "select pg_database_size(current_database())") ?? 0);
        Gauge(text, "poruka_disk_free_bytes", "Room left where the installation is.", new DriveInfo(installation.Folder).AvailableFreeSpace);
        Gauge(text, "poruka_mail_waiting", "Messages that wait for the mail server.", MailQueue.Count(connection));
        foreach (var (kind, help) in (ReadOnlySpan<(string, string)>)[
            (Upkeep.Backup, "the last backup was made"), (Upkeep.Keys, "salts and secrets were last backed up"),
            (Upkeep.Check, "all backups were last read back"), (Upkeep.Drill, "a restoration was last drilled")])
            Gauge(text, $"poruka_{kind}_done_seconds", $"When {help}; 0 for never.", (Upkeep.LastOf(connection, kind) ?? Instant.FromUnixTimeSeconds(0)).ToUnixTimeSeconds());
        text.Append("# HELP poruka_job_failures Failures of a job since it last went well.\n# TYPE poruka_job_failures gauge\n");
        using var command = Sql.Command(connection, null, "select name, failures from job order by name");
        using var row = command.ExecuteReader();
        while (row.Read()) text.Append(CultureInfo.InvariantCulture, $"poruka_job_failures{{job=\"{row.GetString(0)}\"}} {row.GetInt64(1)}\n");
    }

    private static void Gauge(StringBuilder text, string name, string help, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
}
