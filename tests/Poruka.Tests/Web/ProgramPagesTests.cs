using System.Globalization;
using Poruka.Shell;

namespace Poruka.Tests.Web;

public sealed class ProgramPagesTests
{
    private const string Smaps = """
        55d0c0de1000-55d0c0de4000 r-xp 0004e000 fe:01 1234                       /usr/bin/poruka
        Size:                 12 kB
        Rss:                  12 kB
        Anonymous:             0 kB
        VmFlags: rd ex mr mw me
        55d0c0df0000-55d0c0df8000 r--p 02fee000 fe:01 1234                       /usr/bin/poruka
        Rss:                  32 kB
        Anonymous:            32 kB
        55d0c0df8000-55d0c0df9000 rw-p 02ff0000 fe:01 1234                       /usr/bin/poruka
        Anonymous:             0 kB
        7f0000000000-7f0000400000 r--p 00000000 00:00 0 
        Anonymous:             0 kB
        7f0000500000-7f0000502000 r--p 00000000 fe:01 99                         /usr/lib/with a space/libc.so.6
        Anonymous:             0 kB
        7ffc00000000-7ffc00002000 r-xp 00000000 00:00 0                          [vdso]
        Anonymous:             0 kB
        """;

    [Fact]
    public void Only_pages_read_from_a_file_and_never_written_to_are_let_go() =>
        Assert.Equal(
            [(unchecked((nint)0x55d0c0de1000), (nint)0x3000), (unchecked((nint)0x7f0000500000), (nint)0x2000)],
            ProgramPages.Unwritten(Smaps.Split('\n')));

    [Fact]
    public void What_is_let_go_no_longer_counts_as_held_and_comes_back_when_needed()
    {
        var before = HeldOfFiles();
        ProgramPages.LetGo();
        var after = HeldOfFiles();
        Assert.True(after < before, $"{after} kB of files held, {before} before.");
    }

    private static int HeldOfFiles() =>
        int.Parse(File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssFile:", StringComparison.Ordinal))[8..^2], CultureInfo.InvariantCulture);
}
