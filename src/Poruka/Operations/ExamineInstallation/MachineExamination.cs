using System.Runtime.InteropServices;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations.ExamineInstallation;

/// <summary>Looks at the machine: who may read the files, room on the disk, whether it is encrypted, swap, the clock.</summary>
internal static class MachineExamination
{
    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const long Megabyte = 1_048_576, LeastFree = 512 * Megabyte, GoodFree = 2_048 * Megabyte;
    private const int TimeError = 5;

    public static IEnumerable<Finding> Run(Installation installation, Instant now, Instant? latest)
    {
        foreach (var finding in Permissions(installation)) yield return finding;
        yield return Disk(installation.Folder);
        yield return Encryption("/", installation.Folder);
        yield return Swap("/");
        yield return Clock(now, latest);
    }

    internal static IEnumerable<Finding> Permissions(Installation installation)
    {
        if (OperatingSystem.IsWindows()) yield break;
        if (Environment.IsPrivilegedProcess) yield return new Finding("permissions", FindingState.Advice, "Permissions.Root");
        var open = new List<string>();
        foreach (var path in (string[])[installation.Folder, installation.SecretsPath, Path.Combine(installation.Folder, Installation.ShredName)])
            if (Path.Exists(path) && !IsCredential(path) && (File.GetUnixFileMode(path) & ForOthers) != 0) open.Add(path);
        yield return open.Count == 0
            ? new Finding("permissions", FindingState.Good, "Permissions.Good")
            : new Finding("permissions", FindingState.Bad, "Permissions.Open", string.Join(", ", open), $"chmod go= {string.Join(' ', open)}");
    }

    private static bool IsCredential(string path) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder && path.StartsWith(folder, StringComparison.Ordinal);

    private static Finding Disk(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free < LeastFree ? new Finding("disk", FindingState.Bad, "Disk.Full", free / Megabyte)
            : free < GoodFree ? new Finding("disk", FindingState.Advice, "Disk.Little", free / Megabyte)
            : new Finding("disk", FindingState.Good, "Disk.Good", free / Megabyte);
    }

    /// <summary>Whether the disk under a folder is encrypted (dm-crypt, which LUKS uses), as far as the kernel tells.</summary>
    internal static Finding Encryption(string root, string folder)
    {
        if (DeviceOf(root, folder) is not { } device) return new Finding("encryption", FindingState.Unknown, "Encryption.Unknown");
        var block = Path.Combine(root, "sys/dev/block", device);
        return !Directory.Exists(block) ? new Finding("encryption", FindingState.Unknown, "Encryption.Unknown")
            : IsEncrypted(block) ? new Finding("encryption", FindingState.Good, "Encryption.Good")
            : new Finding("encryption", FindingState.Advice, "Encryption.None");
    }

    internal static Finding Swap(string root)
    {
        var list = Path.Combine(root, "proc/swaps");
        if (!File.Exists(list)) return new Finding("swap", FindingState.Unknown, "Swap.Unknown");
        var open = new List<string>();
        foreach (var line in File.ReadLines(list).Skip(1))
        {
            var place = line.Split(' ', '\t')[0];
            var name = Path.GetFileName(place);
            // zram is memory; what lies on an encrypted device can't be read once the machine is off.
            if (name.StartsWith("zram", StringComparison.Ordinal) || IsEncrypted(Path.Combine(root, "sys/class/block", name))) continue;
            open.Add(place);
        }
        return open.Count == 0 ? new Finding("swap", FindingState.Good, "Swap.Good") : new Finding("swap", FindingState.Bad, "Swap.Open", string.Join(", ", open));
    }

    private static Finding Clock(Instant now, Instant? latest)
    {
        if (latest is { } seen && seen > now + Duration.FromMinutes(5)) return new Finding("clock", FindingState.Bad, "Clock.Back", seen);
        if (!OperatingSystem.IsLinux()) return new Finding("clock", FindingState.Unknown, "Clock.Unknown");
        try
        {
            // struct timex is 208 bytes; modes = 0 only reads.
            return AdjustTime(new byte[256]) == TimeError
                ? new Finding("clock", FindingState.Advice, "Clock.Free", now) : new Finding("clock", FindingState.Good, "Clock.Good", now);
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return new Finding("clock", FindingState.Unknown, "Clock.Unknown");
        }
    }

    private static bool IsEncrypted(string block)
    {
        var uuid = Path.Combine(block, "dm/uuid");
        if (File.Exists(uuid) && File.ReadAllText(uuid).StartsWith("CRYPT-", StringComparison.Ordinal)) return true;
        // A volume may lie on an encrypted one; a partition's parent never does.
        var below = Path.Combine(block, "slaves");
        return Directory.Exists(below) && Directory.EnumerateFileSystemEntries(below) is var slaves && slaves.Any()
            && slaves.All(IsEncrypted);
    }

    /// <summary>The device (major:minor) of the longest mount point above a folder.</summary>
    private static string? DeviceOf(string root, string folder)
    {
        var list = Path.Combine(root, "proc/self/mountinfo");
        if (!File.Exists(list)) return null;
        string? device = null;
        var longest = -1;
        foreach (var line in File.ReadLines(list))
        {
            var parts = line.Split(' ');
            if (parts.Length < 5) continue;
            var mount = parts[4].Replace("\\040", " ", StringComparison.Ordinal);
            if (mount.Length >= longest && (mount == "/" || folder == mount || folder.StartsWith(mount + "/", StringComparison.Ordinal)))
                (longest, device) = (mount.Length, parts[2]);
        }
        return device;
    }

    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int AdjustTime(byte[] buffer);
}
