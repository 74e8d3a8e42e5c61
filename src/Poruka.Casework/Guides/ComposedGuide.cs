namespace Poruka.Casework;

/// <summary>
/// The general guide with what a country adds: a country's step with the id of a general one stands under it; another one
/// stands after the step that it names, else at the end of its part.
/// </summary>
/// <param name="Country">The country that was asked for.</param>
/// <param name="General">The general guide.</param>
/// <param name="Local">The country's guide; null where nothing is known for that country.</param>
/// <param name="Parts">The parts, in order of <see cref="Part"/>.</param>
public sealed record ComposedGuide(Country Country, Guide General, Guide? Local, IReadOnlyList<ComposedPart> Parts)
{
    /// <summary>The situation.</summary>
    public Situation Situation => General.Situation;

    /// <summary>The title.</summary>
    public string Title => General.Title;

    /// <summary>The summary.</summary>
    public string Summary => General.Summary;

    /// <summary>The facts that it stands on, each once.</summary>
    public IEnumerable<string> Facts => General.Facts.Concat(Local?.Facts ?? []).Distinct();

    /// <summary>The legal rules that it cites or counts by, each once, in order.</summary>
    public IEnumerable<RuleId> Rules => Parts.SelectMany(part => part.Steps).SelectMany(step => step.Rules).Distinct();

    /// <summary>All steps, in order, each with its part.</summary>
    public IEnumerable<(Part Part, ComposedStep Step)> Steps =>
        Parts.SelectMany(part => part.Steps.Select(step => (part.Part, step)));

    /// <summary>Puts the two together.</summary>
    /// <param name="general">The general guide.</param>
    /// <param name="country">The country asked for.</param>
    /// <param name="local">Its guide; null where there is none.</param>
    /// <exception cref="ArgumentException">They are not of one situation and language, or not of these countries.</exception>
    public static ComposedGuide Of(Guide general, Country country, Guide? local)
    {
        if (!general.Country.IsAny) throw new ArgumentException("The general guide is one for any country.", nameof(general));
        if (local is not null
            && (local.Country != country || local.Situation != general.Situation || local.Language != general.Language))
            throw new ArgumentException("The country's guide is of the same situation and language.", nameof(local));
        var parts = from part in GuideSlugs.AllParts
                    let ours = general.Parts.FirstOrDefault(p => p.Part == part)
                    let theirs = local?.Parts.FirstOrDefault(p => p.Part == part)
                    where ours is not null || theirs is not null
                    select Compose(part, ours, theirs);
        return new ComposedGuide(country, general, local, [.. parts]);
    }

    private static ComposedPart Compose(Part part, GuidePart? general, GuidePart? local)
    {
        var steps = (general?.Steps ?? []).Select(step => new ComposedStep(step, null)).ToList();
        foreach (var step in local?.Steps ?? [])
        {
            var same = steps.FindIndex(s => s.General?.Id == step.Id);
            if (same >= 0) steps[same] = steps[same] with { Local = step };
            else steps.Insert(PlaceOf(steps, step), new ComposedStep(null, step));
        }
        return new ComposedPart(part, general?.Opening ?? "", local?.Opening ?? "", steps);
    }

    /// <summary>After the step that is named, and after those of the country that stand there already.</summary>
    private static int PlaceOf(List<ComposedStep> steps, GuideStep step)
    {
        var anchor = step.After is null ? -1 : steps.FindIndex(s => s.Id == step.After);
        if (anchor < 0) return steps.Count;
        var place = anchor + 1;
        while (place < steps.Count && steps[place].General is null && steps[place].Local?.After == step.After) place++;
        return place;
    }
}
