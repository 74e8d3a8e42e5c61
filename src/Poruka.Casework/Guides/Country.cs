namespace Poruka.Casework;

/// <summary>
/// A country, or a part of one that has its own law, by the name of its folder: <c>ru</c>, <c>gb-eaw</c>. <c>any</c> stands
/// for what holds everywhere. Which there are is content, not code: a group may add its own.
/// </summary>
/// <remarks>The default value is <see cref="Any"/>. Equality is by slug. Thread-safe.</remarks>
public readonly record struct Country
{
    /// <summary>The most letters a slug may have.</summary>
    public const int MaxLength = 16;

    private readonly string? _slug;

    private Country(string slug) => _slug = slug;

    /// <summary>What holds in every country.</summary>
    public static Country Any { get; }

    /// <summary>The name of its folder.</summary>
    public string Slug => _slug ?? "any";

    /// <summary>Whether it is every country.</summary>
    public bool IsAny => _slug is null;

    /// <summary>Reads a slug: lower-case Latin letters, digits and single dashes between them.</summary>
    public static bool TryParse(string? text, out Country country)
    {
        country = default;
        if (!Slugs.IsSlug(text, MaxLength)) return false;
        if (text != "any") country = new Country(text!);
        return true;
    }

    /// <summary>The slug.</summary>
    public override string ToString() => Slug;
}
