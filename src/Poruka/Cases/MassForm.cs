using NodaTime;
using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Cases;

/// <summary>The fields in which many people are entered at once: a list, and how many more there are whom nobody knows.</summary>
internal static class MassForm
{
    /// <summary>How many people are entered at once at most.</summary>
    public const int MostAtOnce = 200;

    private const string People = "people", More = "more", Source = "source";

    /// <summary>The people that were posted; null where they are too many, none, or no number.</summary>
    public static IReadOnlyList<ArrestLine>? Read(IFormCollection form, bool mayBeNone)
    {
        var people = ArrestLines.Read(form[People].ToString()).ToList();
        var more = form[More].ToString().Trim();
        var count = 0;
        if (more.Length > 0 && (!int.TryParse(more, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count) || count > MostAtOnce)) return null;
        people.AddRange(Enumerable.Repeat(new ArrestLine("", "", ""), count));
        return people.Count > MostAtOnce || (people.Count == 0 && !mayBeNone) ? null : people;
    }

    /// <summary>Who says so.</summary>
    public static SourceKind SourceOf(IFormCollection form) => Enum.TryParse<SourceKind>(form[Source], out var source) ? source : SourceKind.Unnamed;

    /// <summary>The fields.</summary>
    public static IReadOnlyList<Field> Fields(Page page, IFormCollection? form, bool isWrong) =>
    [
        new(FieldKind.Lines, People, page["Cases.Mass.People"])
        {
            Help = page["Cases.Mass.People.Help"], Rows = 8, MaxLength = 40_000, Value = form?[People].ToString() ?? "",
            Error = isWrong ? page.Text("Cases.Mass.People.Wrong", page.Count(MostAtOnce)) : null,
        },
        new(FieldKind.Line, More, page["Cases.Mass.More"])
        {
            Help = page["Cases.Mass.More.Help"], MaxLength = 3, InputMode = "numeric", AutoComplete = "off", Value = form?[More].ToString() ?? "",
            Error = isWrong ? page.Text("Cases.Mass.People.Wrong", page.Count(MostAtOnce)) : null,
        },
        CaseFields.Source(page, form?[Source].ToString() ?? SourceKind.Unnamed.ToString()),
    ];

    /// <summary>A board in words: arrested = released + held + unknown.</summary>
    public static string Sentence(Page page, ArrestBoard board) =>
        page.Text("Cases.Mass.Sum", page.Count(board.Arrested), page.Count(board.Released), page.Count(board.Held), page.Count(board.Unknown));
}
