namespace Poruka.Ledger.Statements;

/// <summary>
/// A stream whose first bytes have already been read, given out again; and which refuses to hand out more than
/// <see cref="TokenLimit"/> bytes for one token, so that a parser above it never fills its buffers with one endless name,
/// attribute or run of spaces.
/// </summary>
internal sealed class HeadedStream(byte[] head, int headLength, Stream rest) : Stream
{
    /// <summary>More than any name, value or gap of a real statement has.</summary>
    public const int TokenLimit = 1 << 20;

    private int _position;
    private long _sinceToken;

    /// <summary>Whether the file's last byte has been handed out and asked beyond.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether the limit for one token was passed.</summary>
    public bool Overran { get; private set; }

    /// <summary>Says that a token was read.</summary>
    public void Token() => _sinceToken = 0;

    public override int Read(Span<byte> buffer)
    {
        if (_sinceToken > TokenLimit)
        {
            Overran = true;
            return 0;
        }
        var count = ReadSome(buffer);
        _sinceToken += count;
        if (count == 0 && buffer.Length > 0) Ended = true;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    private int ReadSome(Span<byte> buffer)
    {
        if (_position >= headLength) return rest.Read(buffer);
        var count = Math.Min(buffer.Length, headLength - _position);
        head.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
