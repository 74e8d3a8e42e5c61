using System.Runtime.InteropServices;
using System.Text;

namespace Poruka.Storage;

/// <summary>Makes sure that names in a folder outlast a power cut. The platform flushes files, but opens no folders.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the names in a folder (fsync(2) on Linux).</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + "\0"), ReadOnly);
        if (descriptor < 0) throw new IOException($"{folder} can't be opened to be flushed.");
        var flushed = Sync(descriptor);
        _ = Close(descriptor);
        if (flushed != 0) throw new IOException($"{folder} can't be flushed.");
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
