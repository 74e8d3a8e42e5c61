using System.Collections.Frozen;

namespace Poruka.Casework;

/// <summary>What happened; each has a guide. The order is that of the list of guides.</summary>
public enum Situation
{
    /// <summary>I am being arrested.</summary>
    BeingArrested,

    /// <summary>Someone was arrested.</summary>
    SomeoneArrested,

    /// <summary>A search at home.</summary>
    Search,

    /// <summary>The first 48 hours.</summary>
    First48Hours,

    /// <summary>Remand: what to send, letters, visits, money.</summary>
    Remand,

    /// <summary>Medical care is refused.</summary>
    MedicalCare,

    /// <summary>Administrative arrest.</summary>
    AdministrativeArrest,

    /// <summary>The court hearing and bail.</summary>
    HearingAndBail,

    /// <summary>Release.</summary>
    Release,

    /// <summary>The wanted list, relocation and asylum.</summary>
    WantedAndAsylum,

    /// <summary>Before anything happens.</summary>
    Prepare,

    /// <summary>A comrade's family.</summary>
    Family,
}

/// <summary>For whom a part of a guide is written; the order is that of the parts.</summary>
public enum Part
{
    /// <summary>The person detained.</summary>
    Person,

    /// <summary>The family.</summary>
    Family,

    /// <summary>The friends: the group that helps.</summary>
    Friends,

    /// <summary>The lawyer.</summary>
    Lawyer,
}

/// <summary>The names of situations and parts in files and addresses.</summary>
/// <remarks>Thread-safe.</remarks>
public static class GuideSlugs
{
    private static readonly FrozenDictionary<Situation, string> Situations =
        Enum.GetValues<Situation>().ToFrozenDictionary(s => s, s => Slugs.OfName(s.ToString()));

    private static readonly FrozenDictionary<string, Situation> BySlug =
        Situations.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>All situations, in order.</summary>
    public static IReadOnlyList<Situation> AllSituations { get; } = Enum.GetValues<Situation>();

    /// <summary>All parts, in order.</summary>
    public static IReadOnlyList<Part> AllParts { get; } = Enum.GetValues<Part>();

    /// <summary>The slug: <c>first-48-hours</c>.</summary>
    public static string Slug(this Situation situation) => Situations[situation];

    /// <summary>The slug: <c>person</c>.</summary>
    public static string Slug(this Part part) => part switch
    {
        Part.Person => "person",
        Part.Family => "family",
        Part.Friends => "friends",
        Part.Lawyer => "lawyer",
    };

    /// <summary>The situation of a slug.</summary>
    public static bool TryParse(string? text, out Situation situation)
    {
        situation = default;
        return text is not null && BySlug.TryGetValue(text, out situation);
    }

    /// <summary>The part of a slug.</summary>
    public static bool TryParse(string? text, out Part part)
    {
        foreach (var one in AllParts)
        {
            part = one;
            if (one.Slug() == text) return true;
        }
        part = default;
        return false;
    }
}
