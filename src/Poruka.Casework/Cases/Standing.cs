using NodaTime;

namespace Poruka.Casework;

/// <summary>Where somebody is.</summary>
public enum Whereabouts
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>Held.</summary>
    Held,

    /// <summary>Out.</summary>
    Released,
}

/// <summary>How far it has come.</summary>
public enum Stage
{
    /// <summary>Detained, and no court has seen them.</summary>
    Detained,

    /// <summary>In custody before the judgment.</summary>
    Remand,

    /// <summary>Under house arrest, bail or a duty to report.</summary>
    Restricted,

    /// <summary>Sentenced and inside.</summary>
    Sentenced,

    /// <summary>Out.</summary>
    Out,

    /// <summary>Searched for.</summary>
    Wanted,
}

/// <summary>A stay at a place.</summary>
/// <param name="Place">The place; empty where nobody knows which.</param>
/// <param name="Facility">The facility's id; empty where it isn't listed.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null while it lasts.</param>
/// <param name="Fact">What says so.</param>
public sealed record Stay(string Place, string Facility, Moment From, Moment? To, Fact Fact);

/// <summary>What follows from the facts that hold: where somebody is, what they need, what comes next.</summary>
/// <param name="Whereabouts">Where they are.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Stays">The places where they were held, the newest last.</param>
/// <param name="Needs">What is needed now.</param>
/// <param name="Consents">What they allow now.</param>
/// <param name="Participants">Who takes part.</param>
/// <param name="Charges">The charges.</param>
/// <param name="Hearings">All hearings.</param>
public sealed record Standing(
    Whereabouts Whereabouts, Stage Stage, IReadOnlyList<Stay> Stays, IReadOnlyList<Fact> Needs, IReadOnlyList<Fact> Consents,
    IReadOnlyList<Fact> Participants, IReadOnlyList<Fact> Charges, IReadOnlyList<Fact> Hearings)
{
    /// <summary>Where they are held now; null where they aren't, or nobody knows.</summary>
    public Stay? Now => Whereabouts == Whereabouts.Held && Stays.Count > 0 && Stays[^1].To is null ? Stays[^1] : null;

    /// <summary>Works it out.</summary>
    /// <param name="timeline">The facts that the reader may see: what stands in a room that they don't hold is missing here too.</param>
    /// <param name="now">Now: a consent may have run out.</param>
    public static Standing Of(Timeline timeline, Instant now)
    {
        var (where, stage) = (Whereabouts.Unknown, Stage.Detained);
        var stays = new List<Stay>();
        var (needs, consents, participants, charges, hearings) = (new List<Fact>(), new List<Fact>(), new List<Fact>(), new List<Fact>(), new List<Fact>());
        foreach (var fact in timeline.AsItFollowed())
            switch (fact.Kind)
            {
                case FactKind.Detained or FactKind.Held or FactKind.Transferred:
                    var isSaidAgain = where == Whereabouts.Held && stays.Count > 0 && IsSame(stays[^1], fact);
                    where = Whereabouts.Held;
                    if (stage is Stage.Out or Stage.Wanted || fact.Kind == FactKind.Detained) stage = Stage.Detained;
                    if (isSaidAgain) break;
                    End(stays, fact.At);
                    stays.Add(new Stay(fact.Place, fact.Facility, fact.At, null, fact));
                    break;
                case FactKind.Released:
                    End(stays, fact.At);
                    (where, stage) = (Whereabouts.Released, Stage.Out);
                    break;
                case FactKind.Wanted:
                    End(stays, fact.At);
                    (where, stage) = (Whereabouts.Unknown, Stage.Wanted);
                    break;
                case FactKind.Decision:
                    stage = fact.Event switch
                    {
                        CaseEvent.CustodyOrder => Stage.Remand,
                        CaseEvent.HouseArrestOrder or CaseEvent.PoliceRelease => Stage.Restricted,
                        CaseEvent.Judgment when where == Whereabouts.Held => Stage.Sentenced,
                        _ => stage,
                    };
                    break;
                case FactKind.Need:
                    needs.Add(fact);
                    break;
                case FactKind.NeedMet:
                    needs.RemoveAll(n => n.Id == fact.About);
                    break;
                case FactKind.Consent:
                    if (fact.Until is not { } until || until > now) consents.Add(fact);
                    break;
                case FactKind.ConsentWithdrawn:
                    consents.RemoveAll(c => c.Id == fact.About);
                    break;
                case FactKind.Participant:
                    participants.Add(fact);
                    break;
                case FactKind.Charge:
                    charges.Add(fact);
                    break;
                case FactKind.Hearing:
                    hearings.Add(fact);
                    break;
                case FactKind.Note or FactKind.Bail or FactKind.Call or FactKind.SignOfLife or FactKind.Health or FactKind.Paper or FactKind.Work:
                    break;
            }
        // A need may be dated after what met it: the order of time is not that of recording.
        var met = timeline.Holding().Where(f => f.Kind is FactKind.NeedMet or FactKind.ConsentWithdrawn).Select(f => f.About).OfType<FactId>().ToHashSet();
        needs.RemoveAll(n => met.Contains(n.Id));
        consents.RemoveAll(c => met.Contains(c.Id));
        return new Standing(where, stage, stays, needs, consents, participants, charges, hearings);
    }

    // Two who know of the same place, as after two cases of one person were joined: it is one stay.
    private static bool IsSame(Stay stay, Fact fact) =>
        stay.To is null && stay.Place == fact.Place && stay.Facility == fact.Facility && (fact.Place.Length > 0 || fact.Facility.Length > 0);

    private static void End(List<Stay> stays, Moment at)
    {
        if (stays.Count > 0 && stays[^1].To is null) stays[^1] = stays[^1] with { To = at };
    }
}
