using NodaTime;

namespace Poruka.Casework;

/// <summary>A part of a case with a room of its own.</summary>
public enum Section
{
    /// <summary>Who it is, where they are, what they need.</summary>
    Basic,

    /// <summary>Charges, hearings, lawyers.</summary>
    Legal,

    /// <summary>Illness, medicine, what doctors did and did not do.</summary>
    Health,

    /// <summary>The family, children, the home.</summary>
    Family,

    /// <summary>Leaving: the worst material. Best kept in an offline room.</summary>
    Relocation,
}

/// <summary>What a fact is about.</summary>
public enum FactKind
{
    /// <summary>Anything else.</summary>
    Note,

    /// <summary>The person was detained.</summary>
    Detained,

    /// <summary>The person is held at a place.</summary>
    Held,

    /// <summary>The person was moved from where they were to a place.</summary>
    Transferred,

    /// <summary>The person is out.</summary>
    Released,

    /// <summary>The person is searched for.</summary>
    Wanted,

    /// <summary>A charge was brought, changed or dropped.</summary>
    Charge,

    /// <summary>A hearing, to come or held.</summary>
    Hearing,

    /// <summary>A court or an authority decided.</summary>
    Decision,

    /// <summary>Bail was set, posted, returned, lost.</summary>
    Bail,

    /// <summary>Somebody takes part: a lawyer, a witness, a co-defendant.</summary>
    Participant,

    /// <summary>A call was made or came.</summary>
    Call,

    /// <summary>A sign of life: a letter, a visit, a call from inside.</summary>
    SignOfLife,

    /// <summary>Something about health.</summary>
    Health,

    /// <summary>Something is needed.</summary>
    Need,

    /// <summary>A need was met, or is one no more.</summary>
    NeedMet,

    /// <summary>The person allowed something, for an audience and a purpose.</summary>
    Consent,

    /// <summary>They took it back.</summary>
    ConsentWithdrawn,

    /// <summary>A paper was sent, came, or was filed.</summary>
    Paper,

    /// <summary>What the program wrote down: a guide was started, a task done.</summary>
    Work,
}

/// <summary>Who says so.</summary>
public enum SourceKind
{
    /// <summary>We don't know, or don't say.</summary>
    Unnamed,

    /// <summary>The person.</summary>
    Person,

    /// <summary>The family.</summary>
    Family,

    /// <summary>The lawyer.</summary>
    Lawyer,

    /// <summary>A witness.</summary>
    Witness,

    /// <summary>An authority or a facility.</summary>
    Authority,

    /// <summary>A paper that one of us has seen.</summary>
    Document,

    /// <summary>News, or what strangers wrote.</summary>
    Press,

    /// <summary>One of us saw it.</summary>
    Member,
}

/// <summary>How sure it is.</summary>
public enum Certainty
{
    /// <summary>Somebody said so.</summary>
    Reported,

    /// <summary>Two who don't know of each other said so, or a paper shows it.</summary>
    Confirmed,

    /// <summary>There is reason to doubt it.</summary>
    Doubtful,

    /// <summary>It turned out to be wrong; kept, so that nobody believes it again.</summary>
    Refuted,
}

/// <summary>What can be needed.</summary>
public enum NeedKind
{
    /// <summary>Something else.</summary>
    Other,

    /// <summary>A parcel: food, clothes, books.</summary>
    Parcel,

    /// <summary>Money.</summary>
    Money,

    /// <summary>A lawyer.</summary>
    Lawyer,

    /// <summary>A visit.</summary>
    Visit,

    /// <summary>Help for the family.</summary>
    Family,

    /// <summary>Medicine.</summary>
    Medicine,

    /// <summary>Letters.</summary>
    Letters,
}

/// <summary>
/// Something that somebody told us: what, when, who says so, how sure. It is never changed; a later fact may take its place.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Section">The section that it is of.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="At">When it was.</param>
/// <param name="Text">What it says.</param>
public sealed record Fact(FactId Id, Section Section, FactKind Kind, Moment At, string Text)
{
    /// <summary>The longest text.</summary>
    public const int MaxText = 4_000;

    /// <summary>Who says so.</summary>
    public SourceKind Source { get; init; }

    /// <summary>More on who says so; may be empty.</summary>
    public string SourceNote { get; init; } = "";

    /// <summary>How sure it is.</summary>
    public Certainty Certainty { get; init; }

    /// <summary>The place: a facility's name; empty where it has none.</summary>
    public string Place { get; init; } = "";

    /// <summary>The facility's id, 32 digits; empty where the place is none that is listed.</summary>
    public string Facility { get; init; } = "";

    /// <summary>Somebody's name, with what they are: a participant, who called.</summary>
    public string Who { get; init; } = "";

    /// <summary>What came of it; empty while nothing has.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Until when it holds: an order of custody, a consent.</summary>
    public Instant? Until { get; init; }

    /// <summary>What begins with it in law, so that terms are counted from it.</summary>
    public CaseEvent Event { get; init; }

    /// <summary>What is needed.</summary>
    public NeedKind Need { get; init; }

    /// <summary>The fact that it is about: the need that is met, the consent that is taken back.</summary>
    public FactId? About { get; init; }

    /// <summary>The fact whose place it takes.</summary>
    public FactId? Replaces { get; init; }

    /// <summary>The order in which it was recorded.</summary>
    public long Number { get; init; }

    /// <summary>When it was recorded.</summary>
    public Instant RecordedAt { get; init; }

    /// <summary>By whom: the name that they sign in with.</summary>
    public string RecordedBy { get; init; } = "";
}
