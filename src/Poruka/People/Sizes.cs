using Poruka.Shell;

namespace Poruka.People;

/// <summary>How many bytes something has, as people read it.</summary>
internal static class Sizes
{
    public static string Written(Page page, long bytes) => bytes switch
    {
        < 1_000 => page.Text("People.Size.Bytes", page.Count(bytes)),
        < 1_000_000 => page.Text("People.Size.Kilobytes", page.Count((bytes + 500) / 1_000)),
        _ => page.Text("People.Size.Megabytes", page.Count((bytes + 500_000) / 1_000_000)),
    };
}
