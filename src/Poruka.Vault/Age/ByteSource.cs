namespace Poruka.Vault.Age;

/// <summary>Reads a stream by lines first and by blocks then, and can look ahead.</summary>
internal sealed class ByteSource(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start, _end;

    /// <summary>The next bytes without taking them; fewer than asked for only at the end. At most 16,384.</summary>
    internal ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
        }
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>
    /// Reads a line with its newline; what is left where the stream ends without one, empty at the end. Null where it is
    /// longer than the limit, which is at most 16,384.
    /// </summary>
    internal byte[]? ReadLine(int limit)
    {
        var window = Peek(Math.Min(limit, 128));
        var newline = window.IndexOf((byte)'\n');
        if (newline < 0)
        {
            window = Peek(limit);
            newline = window.IndexOf((byte)'\n');
        }
        if (newline < 0 && window.Length == limit) return null;
        var line = (newline < 0 ? window : window[..(newline + 1)]).ToArray();
        _start += line.Length;
        return line;
    }

    /// <summary>Fills the buffer; returns less only at the end.</summary>
    internal int ReadFull(Span<byte> destination)
    {
        var kept = TakeKept(destination);
        return kept + stream.ReadAtLeast(destination[kept..], destination.Length - kept, throwOnEndOfStream: false);
    }

    /// <inheritdoc cref="ReadFull"/>
    internal async ValueTask<int> ReadFullAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        var kept = TakeKept(destination.Span);
        return kept + await stream.ReadAtLeastAsync(
            destination[kept..], destination.Length - kept, throwOnEndOfStream: false, cancellation);
    }

    private int TakeKept(Span<byte> destination)
    {
        var kept = Math.Min(_end - _start, destination.Length);
        _buffer.AsSpan(_start, kept).CopyTo(destination);
        _start += kept;
        return kept;
    }
}
