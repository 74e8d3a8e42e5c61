using System.Globalization;
using System.Runtime.InteropServices;

namespace Poruka.Shell;

/// <summary>
/// Pages of the program's own files in memory. Starting runs through code and tables that nothing needs later;
/// Linux keeps what was once touched counted as ours until memory runs out, which on a small machine is late.
/// </summary>
internal static class ProgramPages
{
    private const int DontNeed = 4; // MADV_DONTNEED: of an unchanged file's pages, only our sight of them goes

    /// <summary>
    /// Lets go of what starting left: objects that nobody holds, and all pages that can be had again from the files they came
    /// from, mapped for reading and never written to. What is needed comes back by itself, from the system's cache.
    /// Elsewhere than on Linux only the objects go.
    /// </summary>
    public static void LetGo()
    {
        // What starting left behind goes first: collecting runs through pages too.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux()) return;
        foreach (var (start, length) in Unwritten(File.ReadLines("/proc/self/smaps")))
            _ = Advise(start, length, DontNeed); // refused, it stays as it was
    }

    /// <summary>The mappings of files that are read only and hold no page of our own, from the lines of <c>smaps</c> (proc_pid_smaps(5)).</summary>
    internal static List<(nint Start, nint Length)> Unwritten(IEnumerable<string> lines)
    {
        List<(nint, nint)> found = [];
        (nint Start, nint Length)? open = null;
        foreach (var line in lines)
        {
            if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (open is { } mapping && line.AsSpan(10).Trim() is "0 kB") found.Add(mapping);
                open = null;
            }
            else if (Mapping(line) is { } header)
            {
                open = header.OfFile ? (header.Start, header.Length) : null;
            }
        }
        return found;
    }

    // 55d0c0de1000-55d0c0de4000 r-xp 0004e000 fe:01 1234  /usr/bin/poruka
    private static (nint Start, nint Length, bool OfFile)? Mapping(string line)
    {
        var range = line.AsSpan(0, Math.Max(0, line.IndexOf(' ', StringComparison.Ordinal)));
        var dash = range.IndexOf('-');
        if (dash <= 0
            || !nint.TryParse(range[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start)
            || !nint.TryParse(range[(dash + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end))
            return null;
        var rest = line.AsSpan(range.Length + 1);
        return (start, end - start, rest.StartsWith("r-", StringComparison.Ordinal) && rest.Contains(" /", StringComparison.Ordinal));
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nint length, int advice);
}
