using System.Text;

namespace Poruka.Guides;

/// <summary>A file of content.</summary>
/// <param name="Path">Its path in the folder of content: <c>guides/ru/search.en.md</c>.</param>
/// <param name="Text">Its text.</param>
/// <param name="IsOurs">Whether it came with the program.</param>
public sealed record ContentFile(string Path, string Text, bool IsOurs);

/// <summary>Where content comes from: the program, and a folder whose files stand in the place of those.</summary>
public static class ContentFiles
{
    /// <summary>The most bytes a file may have.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most files a folder may have.</summary>
    public const int MaxFiles = 5_000;

    private const string Prefix = "content:";

    /// <summary>The files that came with the program.</summary>
    public static IReadOnlyDictionary<string, ContentFile> Ours()
    {
        var assembly = typeof(ContentFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return new ContentFile(name[Prefix.Length..].Replace('\\', '/'), reader.ReadToEnd(), IsOurs: true);
            }).ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>The files of a folder; those that are too large, or of no kind that we read, are passed over.</summary>
    public static IReadOnlyDictionary<string, ContentFile> Of(string folder) => !Directory.Exists(folder)
        ? new Dictionary<string, ContentFile>()
        : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".md", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal))
            .Where(path => new FileInfo(path).Length <= MaxBytes)
            .Take(MaxFiles)
            .Select(path => new ContentFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path), IsOurs: false))
            .ToDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>Ours, with what a folder puts in their place or adds.</summary>
    public static IReadOnlyDictionary<string, ContentFile> WithFolder(string folder)
    {
        var files = new Dictionary<string, ContentFile>(Ours(), StringComparer.Ordinal);
        foreach (var (path, file) in Of(folder)) files[path] = file;
        return files;
    }
}
