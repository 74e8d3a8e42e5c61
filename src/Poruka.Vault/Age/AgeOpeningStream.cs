using System.Security.Cryptography;

namespace Poruka.Vault.Age;

/// <summary>
/// Gives the contents of a sealed file, chunk by chunk as each is found genuine. Whoever reads has all of it only when a
/// read returned 0; before that the file may still turn out to be cut short or changed further on.
/// </summary>
/// <remarks>
/// Not thread safe. Keeps 128 KiB. The stream beneath is left open. Reads throw <see cref="AgeDamageException"/> where the
/// rest is damaged.
/// </remarks>
public sealed class AgeOpeningStream : Stream
{
    private readonly ByteSource _source;
    private readonly AgeCipher _cipher;
    private readonly byte[] _chunk = new byte[AgeCipher.ChunkSize + AgeCipher.TagSize];
    private readonly byte[] _plain = new byte[AgeCipher.ChunkSize];
    private int _at, _end;
    private bool _last, _checkedEnd;

    internal AgeOpeningStream(ByteSource source, AgeCipher cipher) => (_source, _cipher) = (source, cipher);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_at == _end && buffer.Length > 0)
        {
            if (_checkedEnd) return 0;
            if (_last) CheckEnd(_source.ReadFull(_chunk.AsSpan(0, 1)));
            else OpenChunk(_source.ReadFull(_chunk));
        }
        return Give(buffer);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at == _end && buffer.Length > 0)
        {
            if (_checkedEnd) return 0;
            if (_last) CheckEnd(await _source.ReadFullAsync(_chunk.AsMemory(0, 1), cancellationToken));
            else OpenChunk(await _source.ReadFullAsync(_chunk, cancellationToken));
        }
        return Give(buffer.Span);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Wipes the contents that were kept.</summary>
    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(_plain);
        if (disposing) _cipher.Dispose();
        base.Dispose(disposing);
    }

    private void OpenChunk(int length)
    {
        if (length == 0) throw Damaged("the end is missing");
        var chunk = _chunk.AsSpan(0, length);
        var first = _cipher.IsAtStart;
        // A short chunk can only be the last one; a full one is the last where it doesn't open as one of the others.
        _last = length < _chunk.Length;
        if (_last && length == AgeCipher.TagSize && !first) throw Damaged("the last chunk is empty");
        if (!_cipher.TryOpen(chunk, _plain, _last))
        {
            if (_last || !_cipher.TryOpen(chunk, _plain, last: true)) throw Damaged("a chunk is not genuine");
            _last = true;
        }
        (_at, _end) = (0, length - AgeCipher.TagSize);
    }

    private void CheckEnd(int more)
    {
        if (more != 0) throw Damaged("something follows the last chunk");
        _checkedEnd = true;
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _at);
        _plain.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    private static AgeDamageException Damaged(string what) => new(AgeOutcome.ChangedContents, $"The file is damaged: {what}.");
}
