using System.Security.Cryptography;

namespace Poruka.Vault.Age;

/// <summary>
/// Seals what is written to it. Whoever writes says when all is written, by <see cref="Complete"/>; a file that was not
/// completed doesn't open, so that an upload that breaks off is not taken for a whole one.
/// </summary>
/// <remarks>Not thread safe. Keeps 128 KiB. The stream beneath is left open.</remarks>
public sealed class AgeSealingStream : Stream
{
    private readonly Stream _destination;
    private readonly AgeCipher _cipher;
    private readonly AgeArmorWriter? _armor;
    private readonly byte[] _plain = new byte[AgeCipher.ChunkSize];
    private readonly byte[] _chunk = new byte[AgeCipher.ChunkSize + AgeCipher.TagSize];
    private byte[]? _head;
    private int _count;
    private bool _completed;

    internal AgeSealingStream(Stream destination, AgeCipher cipher, byte[] head, bool armored)
    {
        (_destination, _cipher, _head) = (destination, cipher, head);
        if (armored) _armor = new AgeArmorWriter();
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_completed;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        while (buffer.Length > 0)
        {
            // A full chunk goes out only when more comes: the last one is marked.
            if (_count == _plain.Length) _destination.Write(NextOutput(last: false).Span);
            buffer = buffer[Take(buffer)..];
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        while (buffer.Length > 0)
        {
            if (_count == _plain.Length) await _destination.WriteAsync(NextOutput(last: false), cancellationToken);
            buffer = buffer[Take(buffer.Span)..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Says that all is written: the last chunk goes out.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        _destination.Write(NextOutput(last: true).Span);
        _destination.Flush();
        Close();
    }

    /// <inheritdoc cref="Complete"/>
    public async ValueTask CompleteAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        await _destination.WriteAsync(NextOutput(last: true), cancellation);
        await _destination.FlushAsync(cancellation);
        Close();
    }

    /// <summary>Does nothing: only whole chunks are written.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Wipes what was not written out. Doesn't complete.</summary>
    protected override void Dispose(bool disposing)
    {
        _completed = true;
        CryptographicOperations.ZeroMemory(_plain);
        if (disposing) _cipher.Dispose();
        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _plain.Length - _count);
        buffer[..taken].CopyTo(_plain.AsSpan(_count));
        _count += taken;
        return taken;
    }

    private ReadOnlyMemory<byte> NextOutput(bool last)
    {
        _cipher.Seal(_plain.AsSpan(0, _count), _chunk, last);
        ReadOnlyMemory<byte> output = _chunk.AsMemory(0, _count + AgeCipher.TagSize);
        _count = 0;
        if (_head is not null) output = (byte[])[.. _head, .. output.Span];
        _head = null;
        return _armor is null ? output : _armor.Write(output.Span, last);
    }
}
