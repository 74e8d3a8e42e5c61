using System.Runtime.Intrinsics;

namespace Poruka.Ledger;

/// <summary>How many trials fail before one succeeds, again and again (geometric).</summary>
/// <remarks>Not thread safe.</remarks>
public sealed class Trials
{
    private const int Most = 1_000_000_000;

    private readonly float _mean;
    private readonly int[] _counts = new int[64];
    private int _next = 64;

    /// <summary>Prepares.</summary>
    /// <param name="chance">What each trial's chance is; above 0.</param>
    public Trials(double chance) => _mean = chance < 1 ? (float)(-1 / PortableMath.Log(1 - chance)) : 0;

    /// <summary>Forgets counts drawn ahead.</summary>
    public void Forget() => _next = _counts.Length;

    /// <summary>The next count; at most a thousand million.</summary>
    /// <param name="random">Where numbers come from, 64 of them at once.</param>
    public int Next(ref LaneRandom random)
    {
        if (_next == _counts.Length) Draw(ref random);
        return _counts[_next++];
    }

    private void Draw(ref LaneRandom random)
    {
        // The whole part of an exponential.
        for (var i = 0; i < _counts.Length; i += LaneMath.Count)
            Vector256.ConvertToInt32Native(Vector256.MinNative(random.NextExponential() * _mean, Vector256.Create((float)Most))).StoreUnsafe(ref _counts[i]);
        _next = 0;
    }
}
