namespace Poruka.Shell.Forms;

/// <summary>How a field is filled in.</summary>
public enum FieldKind
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>One line that isn't shown while it is typed. Its name begins with <see cref="PostedForm.SecretPrefix"/>.</summary>
    Secret,

    /// <summary>A day.</summary>
    Day,

    /// <summary>Yes or no.</summary>
    Check,

    /// <summary>Several lines.</summary>
    Lines,

    /// <summary>One of several.</summary>
    Choice,

    /// <summary>A file.</summary>
    File,
}

/// <summary>One of the things a choice offers.</summary>
/// <param name="Value">What is posted.</param>
/// <param name="Label">What is read.</param>
public sealed record Choice(string Value, string Label);

/// <summary>
/// A field of a form: label above, help under it, error beside; what was typed is kept. All texts are in the page's
/// language already.
/// </summary>
/// <param name="Kind">How it is filled in.</param>
/// <param name="Name">The name it is posted under, from which its ids come.</param>
/// <param name="Label">What is asked.</param>
public sealed record Field(FieldKind Kind, string Name, string Label)
{
    /// <summary>Help, or null.</summary>
    public string? Help { get; init; }

    /// <summary>What is wrong with what was given, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What was typed; never kept for a file, which browsers don't allow.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether it must be filled in.</summary>
    public bool Required { get; init; }

    /// <summary>How many characters a line or lines may have.</summary>
    public int MaxLength { get; init; } = 1_000;

    /// <summary>What browsers and keepers of passwords may fill in, in the words of HTML; null for what they decide.</summary>
    public string? AutoComplete { get; init; }

    /// <summary>Which keyboard a phone shows, in the words of HTML.</summary>
    public string? InputMode { get; init; }

    /// <summary>The rows of a field of several lines.</summary>
    public int Rows { get; init; } = 6;

    /// <summary>The endings of files, as in <c>.tlog-proof,.txt</c>.</summary>
    public string? Accept { get; init; }

    /// <summary>Whether several files may be chosen.</summary>
    public bool Several { get; init; }

    /// <summary>What a choice offers.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>Tells fields of the same name apart, where a page has forms that ask for the same thing; empty for the first.</summary>
    public string Apart { get; init; } = "";

    /// <summary>The id to which the summary of errors links.</summary>
    public string Id => "field-" + Name + Apart;

    /// <summary>The ids of what describes the field, or null.</summary>
    public string? DescribedBy => (Help, Error) switch
    {
        (null, null) => null,
        (not null, null) => HelpId,
        (null, not null) => ErrorId,
        _ => $"{HelpId} {ErrorId}",
    };

    internal string HelpId => Id + "-help";

    internal string ErrorId => Id + "-error";
}

/// <summary>The summary on top of a form that was not accepted.</summary>
/// <param name="Title">What happened, and that nothing is lost.</param>
/// <param name="Fields">The fields of the form, in their order; those without an error are passed over.</param>
public sealed record ErrorSummary(string Title, IReadOnlyList<Field> Fields)
{
    /// <summary>Whether there is anything to say.</summary>
    public bool Any => Fields.Any(f => f.Error is not null);
}
