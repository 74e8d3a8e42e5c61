using NodaTime;

namespace Poruka.Casework;

/// <summary>What a fact of a room is, for whoever holds a text against it.</summary>
public enum RoomFactKind
{
    /// <summary>Somebody's name: each of its words counts.</summary>
    Name,

    /// <summary>A place.</summary>
    Place,

    /// <summary>Anything that was written down: names, places, numbers and rare sequences of words are looked for in it.</summary>
    Text,
}

/// <summary>Something that a room knows and a text for the public may have to keep to itself.</summary>
/// <param name="Room">The room, by whatever its caller calls it.</param>
/// <param name="Id">Which fact, by whatever its caller calls it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says.</param>
public sealed record RoomFact(string Room, string Id, RoomFactKind Kind, string Text)
{
    /// <summary>The day that must not be told: of a transfer, of leaving; null where there is none.</summary>
    public LocalDate? Day { get; init; }

    /// <summary>How many days before and after <see cref="Day"/> give it away as well.</summary>
    public int ReachDays { get; init; }

    /// <summary>Whether it is of the worst kind, of a transfer or of leaving: the days that it names and pairs of rare words in it count as well.</summary>
    public bool IsGuarded { get; init; }
}

/// <summary>What was found.</summary>
public enum FindingKind
{
    /// <summary>A name, or what somebody is called.</summary>
    Name,

    /// <summary>A place, or an adjective of it.</summary>
    Place,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A phone, an account, a number of a paper.</summary>
    Number,

    /// <summary>A sequence of words that isn't ordinary.</summary>
    Words,
}

/// <summary>A place in a text that a room knows of.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in characters.</param>
/// <param name="Length">How long it is, in characters.</param>
/// <param name="Fact">The fact that it gives away; where several do, one of each room.</param>
public sealed record GuardFinding(FindingKind Kind, int Start, int Length, RoomFact Fact)
{
    /// <summary>Whether it is a given name alone, which others bear too.</summary>
    public bool IsGivenName { get; init; }
}
