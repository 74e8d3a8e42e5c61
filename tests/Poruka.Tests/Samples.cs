namespace Poruka.Tests;

/// <summary>Bank statements that others made; their source and licence stand beside them.</summary>
internal static class Samples
{
    /// <summary>The folder of the checkout.</summary>
    public static readonly string Root = FindRoot();

    public static string Path(string name) => System.IO.Path.Combine(Root, "tests", "Poruka.Core.Tests", "Data", name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Poruka.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run within the checkout.");
    }
}
