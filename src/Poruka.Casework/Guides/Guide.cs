using NodaTime;

namespace Poruka.Casework;

/// <summary>One thing to do, or, as a note, one to know. Its id and attributes are the same in every language.</summary>
/// <param name="Id">Its name within the guide, in every language: <c>find-place</c>.</param>
/// <param name="Title">What to do, in a few words.</param>
/// <param name="Text">How, why and at what risk: Markdown, with legal rules cited as <c>[[RU-01]]</c>.</param>
public sealed record GuideStep(string Id, string Title, string Text)
{
    /// <summary>The most letters an id may have.</summary>
    public const int MaxIdLength = 40;

    /// <summary>Due so long after the start, where no legal rule gives the time; null for none.</summary>
    public Period? Within { get; init; }

    /// <summary>Due by this legal rule; null for none.</summary>
    public RuleId? Rule { get; init; }

    /// <summary>In a country's guide: the general step that it stands after; null where it stands by its id, or last.</summary>
    public string? After { get; init; }

    /// <summary>To be read only: it does not become a task.</summary>
    public bool IsNote { get; init; }

    /// <summary>The legal rules that its text cites, in order, each once.</summary>
    public IReadOnlyList<RuleId> Cited { get; init; } = [];

    /// <summary>Whether a text can be an id: lower-case Latin letters, digits and single dashes.</summary>
    public static bool IsId(string? text) => Slugs.IsSlug(text, MaxIdLength);
}

/// <summary>What a guide says to one reader.</summary>
/// <param name="Part">To whom.</param>
/// <param name="Opening">A short text before the steps, in Markdown; may be empty.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record GuidePart(Part Part, string Opening, IReadOnlyList<GuideStep> Steps);

/// <summary>A guide as one file holds it: one country, one situation, one language.</summary>
/// <param name="Country">The country, or any.</param>
/// <param name="Situation">The situation.</param>
/// <param name="Language">The tag of its language: <c>en</c>.</param>
/// <param name="Title">The title.</param>
/// <param name="Summary">One plain sentence.</param>
/// <param name="Reviewed">The day on which somebody last checked it.</param>
/// <param name="Facts">The facts that it stands on: ids of practice facts and of legal rules.</param>
/// <param name="Parts">The parts that it has, in order of <see cref="Part"/>.</param>
public sealed record Guide(
    Country Country, Situation Situation, string Language, string Title, string Summary, LocalDate Reviewed,
    IReadOnlyList<string> Facts, IReadOnlyList<GuidePart> Parts);

/// <summary>A step of a composed guide: the general text, what a country adds to it, or a step that only the country has.</summary>
/// <param name="General">The general step; null where only the country has it.</param>
/// <param name="Local">The country's step; null where it adds nothing.</param>
public sealed record ComposedStep(GuideStep? General, GuideStep? Local)
{
    private GuideStep First => General ?? Local ?? throw new InvalidOperationException("A composed step has one step at least.");

    /// <summary>The id.</summary>
    public string Id => First.Id;

    /// <summary>What to do: the general words, so that a step is called the same in every country.</summary>
    public string Title => First.Title;

    /// <summary>Whether it is only to be read. A country may make a task of a general note.</summary>
    public bool IsNote => (Local ?? First).IsNote && First.IsNote;

    /// <summary>The legal rule that says when it is due: the country's.</summary>
    public RuleId? Rule => Local?.Rule ?? General?.Rule;

    /// <summary>How long after the start it is due: the country's word before the general one.</summary>
    public Period? Within => Local?.Within ?? General?.Within;

    /// <summary>The rules that are cited or give the time, each once.</summary>
    public IEnumerable<RuleId> Rules => new[] { General, Local }.OfType<GuideStep>()
        .SelectMany(step => step.Rule is { } rule ? step.Cited.Prepend(rule) : step.Cited).Distinct();
}

/// <summary>What a composed guide says to one reader.</summary>
/// <param name="Part">To whom.</param>
/// <param name="GeneralOpening">The general opening; may be empty.</param>
/// <param name="LocalOpening">The country's; may be empty.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record ComposedPart(Part Part, string GeneralOpening, string LocalOpening, IReadOnlyList<ComposedStep> Steps);
