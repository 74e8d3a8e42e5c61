using System.Diagnostics;
using System.Globalization;

namespace Poruka.Bench;

/// <summary>A whole process measured: how long it ran, the most memory it held, and what it said.</summary>
internal sealed record ProcessRun(double Seconds, long PeakBytes, int ExitCode, bool IsTimedOut);

/// <summary>Starts programs and watches them.</summary>
internal static class Processes
{
    /// <summary>Runs a program to its end, its output going nowhere or into a file.</summary>
    public static ProcessRun Run(
        string program, IReadOnlyList<string> arguments, string? output = null, int timeoutSeconds = 900, string? folder = null)
    {
        // The shell only puts the output where it belongs, and becomes the program.
        var start = new ProcessStartInfo("sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>/dev/null", "sh", output ?? "/dev/null", program, .. arguments])
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        long peak = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(1)))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            if (Stopwatch.GetElapsedTime(began).TotalSeconds < timeoutSeconds) continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return new ProcessRun(Stopwatch.GetElapsedTime(began).TotalSeconds, peak, -1, IsTimedOut: true);
        }
        return new ProcessRun(Stopwatch.GetElapsedTime(began).TotalSeconds, peak, process.ExitCode, IsTimedOut: false);
    }

    /// <summary>Runs what must succeed.</summary>
    public static ProcessRun Succeed(string program, IReadOnlyList<string> arguments, string? output = null, string? folder = null)
    {
        var run = Run(program, arguments, output, folder: folder);
        return run.ExitCode == 0 ? run
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}.");
    }

    /// <summary>The most memory that a process has held (VmHWM), in bytes; 0 where it is gone.</summary>
    public static long PeakOf(int id) => StatusOf(id, "VmHWM:");

    /// <summary>How far this process grows at its peak while something runs, in bytes.</summary>
    public static long GrowthOf(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // The high-water mark is set back first.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Environment.WorkingSet;
        action();
        return PeakOf(Environment.ProcessId) - before;
    }

    /// <summary>The memory that a process holds now (VmRSS), in bytes.</summary>
    public static long ResidentOf(int id) => StatusOf(id, "VmRSS:");

    private static long StatusOf(int id, string field)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{id}/status"))
                if (line.StartsWith(field, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            // It ended meanwhile.
        }
        return 0;
    }
}

/// <summary>The program as published.</summary>
internal sealed record PublishedProgram(string Path)
{
    public string Command => Path.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet" : Path;

    /// <summary>Its command line, in the installation of a folder.</summary>
    public IReadOnlyList<string> Arguments(string data, params ReadOnlySpan<string> words) =>
        [.. Command == "dotnet" ? (string[])[Path] : [], .. words, "--data", data];

    public ProcessRun Run(string data, params ReadOnlySpan<string> words) =>
        Processes.Succeed(Command, Arguments(data, words));
}
