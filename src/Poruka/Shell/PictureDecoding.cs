namespace Poruka.Shell;

/// <summary>Pictures that somebody sent are decoded one at a time: what one takes in memory is bounded, what many take together must be too.</summary>
internal static class PictureDecoding
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Waits for its turn and decodes.</summary>
    public static async Task<T> OneAtATime<T>(Func<T> decode, CancellationToken stop)
    {
        await Turn.WaitAsync(stop);
        try
        {
            return decode();
        }
        finally
        {
            Turn.Release();
        }
    }
}
