namespace Poruka.Casework;

/// <summary>The names of kinds of documents in files and addresses.</summary>
public static class PaperSlugs
{
    /// <summary>All kinds, in the order in which they are offered.</summary>
    public static IReadOnlyList<PaperKind> All { get; } = Enum.GetValues<PaperKind>();

    /// <summary>The slug: <c>power-of-attorney</c>.</summary>
    public static string Slug(this PaperKind kind) => Slugs.OfName(kind.ToString());

    /// <summary>Reads a slug.</summary>
    public static bool TryParse(string? text, out PaperKind kind)
    {
        foreach (var each in All)
            if (each.Slug() == text)
            {
                kind = each;
                return true;
            }
        kind = default;
        return false;
    }
}
