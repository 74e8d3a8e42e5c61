namespace Poruka.Core.Tests.HouseRules;

/// <summary>A text file of this repository; the path is relative to its root, with forward slashes.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public IEnumerable<(int Number, string Text)> Lines => Text.Split('\n').Select((line, i) => (i + 1, line));

    public int LineOf(int position) => Text.AsSpan(0, position).Count('\n') + 1;
}

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", ".git", ".vs", ".idea", "TestResults"];
    private static readonly string[] Binary = [".png", ".ico", ".gz", ".ttf", ".otf", ".db", ".pdf", ".jpg", ".webp", ".age"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every text file, but for samples that others made.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Walk(Root).Select(Relative).Where(IsOurText).Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The files whose path begins and ends so.</summary>
    public static IEnumerable<SourceFile> Under(string folder, params string[] extensions) => Files.Where(file =>
        file.Path.StartsWith(folder, StringComparison.Ordinal)
        && (extensions.Length == 0 || extensions.Any(e => file.Path.EndsWith(e, StringComparison.Ordinal))));

    public static bool Has(string path) => System.IO.Path.Exists(System.IO.Path.Combine(Root, path));

    private static SourceFile Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Root, path)));

    private static string Relative(string path) => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static bool IsOurText(string path) =>
        !path.Contains("/Data/", StringComparison.Ordinal)
        && !Binary.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Walk(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder)
            .Where(d => !NotOurs.Contains(System.IO.Path.GetFileName(d)))
            .SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Poruka.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The tests are not run from within the repository.");
    }
}
