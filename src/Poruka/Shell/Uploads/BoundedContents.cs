namespace Poruka.Shell.Uploads;

/// <summary>The contents of one file: ends where the file does, and refuses to go on where it grows too long or the disk too full.</summary>
internal sealed class BoundedContents(Stream inner, long maxBytes, Func<bool> hasRoom) : Stream
{
    private const long AskEvery = 1_048_576;

    private long _read, _asked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("What comes over the network is waited for.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_asked <= _read)
        {
            if (!hasRoom()) throw new UploadRefusedException(UploadOutcome.NoRoom);
            _asked = _read + AskEvery;
        }
        var count = await Whole(inner.ReadAsync(buffer, cancellationToken).AsTask());
        _read += count;
        return _read <= maxBytes ? count : throw new UploadRefusedException(UploadOutcome.TooLarge);
    }

    /// <summary>Waits for a part of a body; one that ends in the middle is refused.</summary>
    internal static async Task<T> Whole<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new UploadRefusedException(UploadOutcome.BrokenOff);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
