namespace Poruka.Shell.Forms;

/// <summary>A page that is one form.</summary>
/// <param name="Page">The page.</param>
/// <param name="Action">Where it is posted.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Submit">What its button says.</param>
public sealed record FormSheet(Page Page, string Action, IReadOnlyList<Field> Fields, string Submit)
{
    /// <summary>What is posted with it unseen.</summary>
    public IReadOnlyList<(string Name, string Value)> Hidden { get; init; } = [];

    /// <summary>What stands above the form, each a paragraph.</summary>
    public IReadOnlyList<string> Lead { get; init; } = [];

    /// <summary>What was done just now.</summary>
    public string? Said { get; init; }

    /// <summary>Where one comes back from here.</summary>
    public string? Back { get; init; }

    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);

    /// <summary>The page as an answer: refused where something is wrong.</summary>
    public IResult Answer() => TypedResults.RazorSlice(FormSheetPage.Create(this), Errors.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
}
