namespace Poruka.People;

/// <summary>
/// The queue before the derivation of keys, of which each takes memory and time by design: two at once, one of them kept for
/// browsers from which somebody has signed in before, so that strangers can't keep members out.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Derivations : IDisposable
{
    /// <summary>How many may wait in each of the two lines.</summary>
    public const int MaxWaiting = 8;

    private readonly Line _anybody = new(), _known = new();

    /// <summary>Derives when its turn comes.</summary>
    /// <param name="isKnown">Whether the browser holds a device cookie.</param>
    /// <param name="derive">The derivation.</param>
    /// <param name="stop">Leaves the line.</param>
    /// <returns>The result; null where the line is full.</returns>
    public async Task<T?> Run<T>(bool isKnown, Func<T> derive, CancellationToken stop) where T : class
    {
        // Who is known takes the common slot where it is free, and their own otherwise.
        if (await _anybody.Slot.WaitAsync(0, stop)) return await InSlot(_anybody, derive);
        var line = isKnown ? _known : _anybody;
        if (!await line.Wait(stop)) return null;
        return await InSlot(line, derive);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _anybody.Dispose();
        _known.Dispose();
    }

    private static async Task<T> InSlot<T>(Line line, Func<T> derive)
    {
        try
        {
            return await Task.Run(derive);
        }
        finally
        {
            line.Slot.Release();
        }
    }

    private sealed class Line : IDisposable
    {
        private int _waiting;

        public SemaphoreSlim Slot { get; } = new(1);

        /// <summary>Waits for the slot; false where too many wait already.</summary>
        public async Task<bool> Wait(CancellationToken stop)
        {
            try
            {
                if (Interlocked.Increment(ref _waiting) > MaxWaiting) return false;
                await Slot.WaitAsync(stop);
                return true;
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        public void Dispose() => Slot.Dispose();
    }
}
