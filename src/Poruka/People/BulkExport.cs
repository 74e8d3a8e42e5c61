using NodaTime;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Somebody's wish for a copy of all rooms that they keep in a group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="By">Who asks.</param>
/// <param name="Recipients">Who can open the copy.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Words">Who has agreed, for which room.</param>
public sealed record BulkExport(UInt128 Id, MemberId By, string Recipients, Instant AskedAt, IReadOnlyDictionary<RoomId, MemberId> Words)
{
    /// <summary>How long another keeper has to agree, and how long somebody waits who keeps a room alone.</summary>
    public static readonly Duration Wait = Duration.FromHours(24);

    /// <summary>When all of it is over.</summary>
    public static readonly Duration Longest = Duration.FromHours(72);

    /// <summary>Whether a room may be taken along now.</summary>
    /// <param name="room">The room.</param>
    /// <param name="otherKeepers">The other keepers of the room who can sign in today.</param>
    /// <param name="now">Now.</param>
    public BulkState StateOf(RoomId room, IReadOnlyCollection<MemberId> otherKeepers, Instant now)
    {
        if (now - AskedAt > Longest) return BulkState.TooLate;
        if (Words.ContainsKey(room)) return BulkState.Ready;
        // Alone: nobody can agree, so time does. A second keeper who comes meanwhile is asked after all.
        if (otherKeepers.Count == 0) return now - AskedAt >= Wait ? BulkState.Ready : BulkState.WaitsDay;
        return now - AskedAt <= Wait ? BulkState.WaitsWord : BulkState.TooLate;
    }
}

/// <summary>How far a room of a bulk export is.</summary>
public enum BulkState
{
    /// <summary>It may be taken along.</summary>
    Ready,

    /// <summary>It waits for another keeper's word.</summary>
    WaitsWord,

    /// <summary>It has no other keeper, and waits for a day to pass.</summary>
    WaitsDay,

    /// <summary>Nobody agreed in time.</summary>
    TooLate,
}
