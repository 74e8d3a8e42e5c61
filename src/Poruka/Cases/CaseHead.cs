using NodaTime;
using NodaTime.Text;

namespace Poruka.Cases;

/// <summary>Who a case is about, as lists and the search need it: a part of the basic sheet, sealed to the same room.</summary>
/// <param name="Name">What the person is called; where nobody knows, how they looked.</param>
public sealed record CaseHead(string Name)
{
    /// <summary>Whether nobody knows their name.</summary>
    public bool IsUnnamed { get; init; }

    /// <summary>Other names and spellings.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>The birth date as in ISO 8601; empty where it isn't known.</summary>
    public string Born { get; init; } = "";

    /// <summary>All names and spellings; none where nobody knows one.</summary>
    public IEnumerable<string> Names => IsUnnamed ? Others : Others.Prepend(Name);

    /// <summary>The birth date, or null.</summary>
    public LocalDate? BornOn => LocalDatePattern.Iso.Parse(Born).TryGetValue(default, out var day) ? day : null;

    /// <summary>What the head of a case is with this sheet.</summary>
    /// <param name="basic">The basic sheet.</param>
    /// <param name="otherwise">What the person is called while the sheet says no name.</param>
    internal static CaseHead Of(Sheet basic, string otherwise)
    {
        var names = basic.Get("names").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(basic.Get("pseudonym").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).ToList();
        return new CaseHead(names.Count > 0 ? names[0] : otherwise) { IsUnnamed = names.Count == 0, Others = [.. names.Skip(1)], Born = basic.Get("born") };
    }
}
