using NodaTime;

namespace Poruka.Casework;

/// <summary>What a document is for.</summary>
public enum PaperKind
{
    /// <summary>A complaint about what somebody did or left undone.</summary>
    Complaint,

    /// <summary>A request for a visit.</summary>
    Visit,

    /// <summary>A power of attorney.</summary>
    PowerOfAttorney,

    /// <summary>A request for medical care.</summary>
    Medical,

    /// <summary>An application to a body: a court, an ombudsman, an authority.</summary>
    Application,
}

/// <summary>A field that a template has of its own.</summary>
/// <param name="Name">Its name in the text.</param>
/// <param name="Label">What is asked, in the template's language.</param>
/// <param name="Help">More, or empty.</param>
/// <param name="Lines">How many lines it has room for, from 1.</param>
public sealed record PaperField(string Name, string Label, string Help, int Lines);

/// <summary>How a block of a document is set.</summary>
public enum PaperBlockKind
{
    /// <summary>What the document is called.</summary>
    Title,

    /// <summary>To whom it goes and from whom: line by line, to the right.</summary>
    Address,

    /// <summary>A paragraph.</summary>
    Paragraph,

    /// <summary>An item of a list; its mark stands before it.</summary>
    Item,
}

/// <summary>A piece of a template: words, or a field.</summary>
/// <param name="Text">The words, or the name of the field.</param>
/// <param name="IsField">Whether it is a field.</param>
/// <param name="IsOptional">Whether its line is left out where the field is empty.</param>
public readonly record struct PaperPiece(string Text, bool IsField, bool IsOptional);

/// <summary>A block of a template.</summary>
/// <param name="Kind">How it is set.</param>
/// <param name="Mark">What stands before an item; else empty.</param>
/// <param name="Lines">Its lines, each of pieces.</param>
/// <param name="Line">The line of the text that it begins on, from 1.</param>
public sealed record PaperBlock(PaperBlockKind Kind, string Mark, IReadOnlyList<IReadOnlyList<PaperPiece>> Lines, int Line);

/// <summary>A block of a document that was filled in.</summary>
/// <param name="Kind">How it is set.</param>
/// <param name="Mark">What stands before an item; else empty.</param>
/// <param name="Text">The text; a line end begins a new line.</param>
public sealed record FilledBlock(PaperBlockKind Kind, string Mark, string Text);

/// <summary>A template of a document.</summary>
/// <param name="Country">Whose law it rests on; any for none.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Language">Its language, in two letters: the one that the body which gets it reads.</param>
/// <param name="Title">What it is called in lists.</param>
/// <param name="About">When it is used, in a sentence.</param>
/// <param name="Reviewed">When somebody last looked at it.</param>
/// <param name="Section">The section of a case that a copy of it belongs to.</param>
/// <param name="Facts">The facts and rules that it rests on, by id.</param>
/// <param name="Fields">The fields of its own.</param>
/// <param name="Blocks">The text.</param>
/// <remarks>Immutable; thread-safe.</remarks>
public sealed record Paper(
    Country Country, PaperKind Kind, string Language, string Title, string About, LocalDate Reviewed, Section Section, IReadOnlyList<string> Facts,
    IReadOnlyList<PaperField> Fields, IReadOnlyList<PaperBlock> Blocks)
{
    /// <summary>What stands where a field is empty: to be filled in by hand.</summary>
    public const string Blank = "____________________";

    /// <summary>The fields that the text has, each once, in order.</summary>
    public IReadOnlyList<string> Used =>
        [.. Blocks.SelectMany(b => b.Lines).SelectMany(l => l).Where(p => p.IsField).Select(p => p.Text).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether every place of a field is optional: left empty, nothing of it is left.</summary>
    public bool IsOptional(string field) => Blocks.SelectMany(b => b.Lines).SelectMany(l => l).Where(p => p.IsField && p.Text == field).All(p => p.IsOptional);

    /// <summary>The document with values in its fields. A field without one becomes a line to be filled in by hand; a line with an optional one is left out.</summary>
    /// <param name="values">The values by the fields' names; line ends in them are kept.</param>
    public IReadOnlyList<FilledBlock> Fill(IReadOnlyDictionary<string, string> values)
    {
        var filled = new List<FilledBlock>();
        foreach (var block in Blocks)
        {
            var lines = block.Lines.Where(l => !l.Any(p => p is { IsField: true, IsOptional: true } && ValueOf(p.Text).Length == 0))
                .Select(l => l.Aggregate("", (line, p) => Join(line, !p.IsField ? p.Text : ValueOf(p.Text) is { Length: > 0 } value ? value : Blank))).ToList();
            if (lines.Count > 0) filled.Add(new FilledBlock(block.Kind, block.Mark, string.Join('\n', lines)));
        }
        return filled;

        // A value may end with a full stop of its own: "born on 1 мая 1990 г.".
        static string Join(string line, string next) => line.EndsWith('.') && next.StartsWith('.') ? line + next[1..] : line + next;

        string ValueOf(string field) => values.TryGetValue(field, out var value) ? value.ReplaceLineEndings("\n").Trim() : "";
    }
}

/// <summary>The fields that any template may have: what a case knows, and what the writer says of themselves.</summary>
public static class PaperFields
{
    private static readonly string[] FromCase =
        ["person", "born", "place", "place-address", "since", "case-number", "authority", "court", "lawyer", "conditions", "medicines", "allergies", "doctor", "urgent"];

    private static readonly string[] FromWriter = ["to", "to-address", "writer", "writer-address", "writer-phone", "relation", "today"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. FromCase, .. FromWriter];

    /// <summary>How many lines one has room for.</summary>
    public static int LinesOf(string field) => field switch
    {
        "conditions" or "medicines" or "urgent" => 4,
        "place-address" or "to-address" or "writer-address" or "authority" or "court" or "lawyer" or "allergies" or "doctor" => 3,
        _ => 1,
    };
}
