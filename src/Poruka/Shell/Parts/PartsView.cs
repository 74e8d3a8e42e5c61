using System.Globalization;
using Poruka.Shell.Charts;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;

namespace Poruka.Shell.Parts;

/// <summary>A way to another page.</summary>
public sealed record Way(string Address, string Label, bool Main = false);

/// <summary>A form in a part: what it asks, what it carries along, and its button.</summary>
public sealed record PartForm(string Action, string Submit, IReadOnlyList<Field> Fields)
{
    public IReadOnlyList<(string Name, string Value)> Hidden { get; init; } = [];

    public bool Files { get; init; }

    /// <summary>Whether another form is what most come for.</summary>
    public bool IsSecond { get; init; }

    /// <summary>Whether it is read only: a search, which changes nothing.</summary>
    public bool Asks { get; init; }
}

/// <summary>A part of a page.</summary>
public sealed record Part
{
    public string Heading { get; init; } = "";

    /// <summary>Keys of texts.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>Texts as they stand: what somebody wrote.</summary>
    public IReadOnlyList<string> Quoted { get; init; } = [];

    /// <summary>A code to be kept, letter by letter.</summary>
    public string? Code { get; init; }

    /// <summary>Sentences in the page's language.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>A picture of the numbers that stand in the table.</summary>
    public ChartPicture? Chart { get; init; }

    public Table? Table { get; init; }

    public Empty? Empty { get; init; }

    public IReadOnlyList<PartForm> Forms { get; init; } = [];

    public bool Warns { get; init; }
}

/// <summary>A page made of parts: a heading, what to do, ways on, and parts.</summary>
public sealed record PartsView(Page Page, string Lead, IReadOnlyList<Way> Ways, IReadOnlyList<Part> Parts)
{
    public ErrorSummary Errors { get; init; } = new("", []);

    public static PartsView Of(Page page, string lead = "", params IReadOnlyList<Way> ways) => new(page, lead, ways, []);

    public PartsView With(params IReadOnlyList<Part> parts) => this with { Parts = [.. Parts, .. parts] };

    public IResult Show(int status = StatusCodes.Status200OK) => TypedResults.RazorSlice(PartsPage.Create(Apart()), status);

    /// <summary>The same with an id of its own for each field: several forms of a page may ask for the same thing.</summary>
    private PartsView Apart()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var changed = new Dictionary<Field, Field>(ReferenceEqualityComparer.Instance);
        Field Own(Field field)
        {
            var own = field;
            for (var n = 2; !ids.Add(own.Id); n++) own = field with { Apart = string.Create(CultureInfo.InvariantCulture, $"-{n}") };
            return changed[field] = own;
        }
        IReadOnlyList<Part> parts = [.. Parts.Select(p => p with { Forms = [.. p.Forms.Select(f => f with { Fields = [.. f.Fields.Select(Own)] })] })];
        return this with { Parts = parts, Errors = Errors with { Fields = [.. Errors.Fields.Select(f => changed.GetValueOrDefault(f, f))] } };
    }
}
