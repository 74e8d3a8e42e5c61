using NodaTime;

namespace Poruka.Casework;

/// <summary>What a room says of a text that is to go out.</summary>
public enum GuardWordState
{
    /// <summary>Nothing yet: the guard hasn't run in the session of anybody who holds it.</summary>
    Waits,

    /// <summary>The guard found nothing.</summary>
    Clear,

    /// <summary>It found something, and nobody who holds the room has looked at it.</summary>
    Found,

    /// <summary>It found something, and somebody who holds the room lets it go out all the same.</summary>
    Allowed,

    /// <summary>Somebody who holds the room says that it must not go out like this.</summary>
    Refused,
}

/// <summary>The word of one room.</summary>
/// <param name="Room">The room, by whatever its caller calls it.</param>
/// <param name="IsOffline">Whether its facts lie on its keepers' own machines alone.</param>
/// <param name="State">What it says.</param>
public sealed record GuardWordOf(string Room, bool IsOffline, GuardWordState State);

/// <summary>Whether a text may go out.</summary>
public enum GateState
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>A room says that it must not: it takes another version.</summary>
    Refused,

    /// <summary>Something was found: somebody who holds the room decides.</summary>
    Found,

    /// <summary>An offline room hasn't spoken; nothing takes the place of its word.</summary>
    WaitsForOffline,

    /// <summary>A room hasn't been heard, and a day hasn't passed.</summary>
    Waits,

    /// <summary>A day has passed: two people may let it go out unheard.</summary>
    WaitsForTwo,
}

/// <summary>The rule by which texts go out. Pure: words come in, a word for what is so goes out.</summary>
public static class GateStanding
{
    /// <summary>How long a room is waited for.</summary>
    public static readonly Duration Patience = Duration.FromHours(24);

    /// <summary>How many people let a text go out when a room wasn't heard in that time.</summary>
    public const int Needed = 2;

    /// <summary>Whether a text may go out.</summary>
    /// <param name="words">The words of the rooms of all cases that it touches.</param>
    /// <param name="askedAt">When they were asked.</param>
    /// <param name="now">Now.</param>
    /// <param name="agreed">How many people agreed that it goes out unheard.</param>
    public static GateState Of(IReadOnlyCollection<GuardWordOf> words, Instant askedAt, Instant now, int agreed)
    {
        if (words.Any(w => w.State == GuardWordState.Refused)) return GateState.Refused;
        if (words.Any(w => w.State == GuardWordState.Found)) return GateState.Found;
        if (words.Any(w => w is { State: GuardWordState.Waits, IsOffline: true })) return GateState.WaitsForOffline;
        if (words.All(w => w.State != GuardWordState.Waits)) return GateState.Open;
        if (now - askedAt < Patience) return GateState.Waits;
        return agreed >= Needed ? GateState.Open : GateState.WaitsForTwo;
    }
}
