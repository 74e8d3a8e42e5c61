using System.Runtime.ExceptionServices;

namespace Poruka.Shell.Printing;

/// <summary>
/// Where a document's bytes go: it counts them, since Skia asks where it is of streams that can't say. What the target throws, as where somebody
/// has gone away in the middle of a download, must not go through Skia's own code, which it would tear down with the process: it is kept,
/// nothing more is written, and it is thrown at the next page.
/// </summary>
/// <remarks>Not thread safe. The target is left open.</remarks>
internal sealed class PdfOutput(Stream target) : Stream
{
    private ExceptionDispatchInfo? _failure;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Throws what the target threw.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        if (_failure is not null) return;
        try
        {
            target.Write(buffer);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
    }

    // The document is whole only at its end: whose the target is decides when it is flushed.
    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
