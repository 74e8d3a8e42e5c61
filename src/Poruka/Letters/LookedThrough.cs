namespace Poruka.Letters;

/// <summary>A file on its way into the vault: its first bytes, which were looked at, then the rest; words are looked for as they pass.</summary>
internal sealed class LookedThrough(ReadOnlyMemory<byte> head, Stream rest, IReadOnlyList<byte[]> words) : Stream
{
    private ReadOnlyMemory<byte> _head = head;
    private byte[] _tail = [];

    /// <summary>The words that have passed, by their place in the list.</summary>
    public HashSet<int> Found { get; } = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        if (_head.Length > 0)
        {
            count = Math.Min(_head.Length, buffer.Length);
            _head[..count].CopyTo(buffer);
            _head = _head[count..];
        }
        else count = await rest.ReadAsync(buffer, cancellationToken);
        Look(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Look(ReadOnlySpan<byte> read)
    {
        if (words.Count == 0 || read.Length == 0) return;
        // A word may lie across two reads.
        byte[] seam = [.. _tail, .. read[..Math.Min(read.Length, 64)]];
        for (var i = 0; i < words.Count; i++)
            if (read.IndexOf(words[i]) >= 0 || seam.AsSpan().IndexOf(words[i]) >= 0) Found.Add(i);
        _tail = read.Length >= 64 ? read[^64..].ToArray() : [.. _tail.AsSpan(Math.Max(0, _tail.Length + read.Length - 64)), .. read];
    }
}
