using NodaTime;

namespace Poruka.People;

/// <summary>
/// How many recovery keys are tried in a minute, over all names and addresses; browsers that hold the mark of a device have
/// a measure of their own, so that strangers who use the common one up keep nobody out.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RecoveryTries
{
    /// <summary>How many a minute in each of the two measures.</summary>
    public const int PerMinute = 20;

    private readonly Lock _lock = new();
    private readonly (Instant Since, int Count)[] _measures = new (Instant, int)[2];

    /// <summary>Takes one; false where this minute's are used up.</summary>
    public bool Take(bool isKnown, Instant now)
    {
        lock (_lock)
        {
            ref var measure = ref _measures[isKnown ? 1 : 0];
            if (now - measure.Since >= Duration.FromMinutes(1)) measure = (now, 0);
            return ++measure.Count <= PerMinute;
        }
    }
}
