namespace Poruka.Shell;

/// <summary>What the head of a public page says to feeds, search engines and messengers.</summary>
/// <param name="Description">A sentence or two.</param>
public sealed record PageHead(string Description)
{
    /// <summary>The whole address of the picture for cards; null where none is known.</summary>
    public string? Card { get; init; }

    /// <summary>The whole address of the page; null where none is known.</summary>
    public string? Address { get; init; }

    /// <summary>The feed of the page's language.</summary>
    public string? Feed { get; init; }

    /// <summary>Whether it is an article; else a page of the site.</summary>
    public bool IsArticle { get; init; }

    /// <summary>The page in other languages: the name of the language, the address.</summary>
    public IReadOnlyList<(string Language, string Address)> Alternates { get; init; } = [];
}
