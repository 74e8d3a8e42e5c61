using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Poruka.Bench;

/// <summary>Where it was measured.</summary>
internal static class Machine
{
    private static readonly List<string> Programs = [];

    public static IReadOnlyList<string> Lines =>
    [
        $"{Environment.ProcessorCount} × {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}",
        $"{RuntimeInformation.FrameworkDescription}, SQLite {SqliteVersion()}{string.Concat(Programs.Select(p => ", " + p))}",
        $"load {File.ReadAllText("/proc/loadavg").Trim()}",
    ];

    /// <summary>Remembers a peer's version for the report.</summary>
    public static void Note(string version)
    {
        if (!Programs.Contains(version)) Programs.Add(version);
    }

    /// <summary>The first line that a program prints of itself; null where it isn't installed.</summary>
    public static string? VersionOf(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
            var line = process.StandardOutput.ReadLine();
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return line;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "a processor";

    private static string SqliteVersion()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }
}
