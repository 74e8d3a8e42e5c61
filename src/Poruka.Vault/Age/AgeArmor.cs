using System.Buffers.Text;

namespace Poruka.Vault.Age;

/// <summary>Reads the text form of an age file: base64 in lines of 64 letters between two lines of dashes.</summary>
internal sealed class AgeArmorReader(ByteSource source) : Stream
{
    internal const int Columns = 64, BytesPerLine = 48;
    private const int MaxWhiteSpace = 1_024;

    private byte[] _line = [];
    private int _at;
    private bool _started, _ended;

    internal static ReadOnlySpan<byte> Begin => "-----BEGIN AGE ENCRYPTED FILE-----"u8;

    internal static ReadOnlySpan<byte> End => "-----END AGE ENCRYPTED FILE-----"u8;

    /// <summary>Whether a source starts as armour does: white space, then dashes.</summary>
    internal static bool IsAhead(ByteSource source)
    {
        var ahead = source.Peek(MaxWhiteSpace + 5);
        return ahead.TrimStart(" \t\r\n"u8).StartsWith("-----"u8);
    }

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
        if (buffer.Length == 0) return 0;
        if (!_started) ReadBegin();
        while (_at == _line.Length)
        {
            if (_ended) return 0;
            ReadData();
        }
        var count = Math.Min(buffer.Length, _line.Length - _at);
        _line.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    private void ReadBegin()
    {
        var skipped = 0;
        while (true)
        {
            var line = source.ReadLine(MaxWhiteSpace) ?? throw Broken("no first line");
            if (line.Length == 0) throw Broken("no first line");
            if (line.AsSpan().Trim(" \t\r\n"u8).Length == 0)
            {
                skipped += line.Length;
                if (skipped > MaxWhiteSpace) throw Broken("too much white space");
                continue;
            }
            if (!WithoutEnd(line).SequenceEqual(Begin)) throw Broken("another first line");
            _started = true;
            return;
        }
    }

    private void ReadData()
    {
        var line = source.ReadLine(Columns + 3) ?? throw Broken("a line that is too long");
        var text = WithoutEnd(line);
        if (text.SequenceEqual(End))
        {
            ReadRest();
            return;
        }
        if (text.Length is 0 or > Columns || AgeBase64.Decode(text) is not { } bytes)
            throw Broken("a line that is no base64, empty or too long");
        (_line, _at) = (bytes, 0);
        if (bytes.Length == BytesPerLine) return;
        // Only the last line is shorter.
        if (source.ReadLine(Columns + 3) is not { } end || !WithoutEnd(end).SequenceEqual(End)) throw Broken("no last line");
        ReadRest();
    }

    private void ReadRest()
    {
        Span<byte> rest = stackalloc byte[MaxWhiteSpace + 1];
        var count = source.ReadFull(rest);
        if (count > MaxWhiteSpace || rest[..count].Trim(" \t\r\n"u8).Length != 0) throw Broken("something behind the last line");
        _ended = true;
    }

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == '\n') line = line[..^1];
        if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
        return line;
    }

    private static AgeDamageException Broken(string found) => new(AgeOutcome.WrongArmor, $"The armour has {found}.");
}

/// <summary>Writes the text form of an age file, block by block.</summary>
internal sealed class AgeArmorWriter
{
    private readonly byte[] _pending = new byte[AgeArmorReader.BytesPerLine];
    private int _count;
    private bool _started;

    /// <summary>The text for some more bytes; with <paramref name="last"/>, all that is left and the last line.</summary>
    internal byte[] Write(ReadOnlySpan<byte> bytes, bool last)
    {
        var text = new MemoryStream(bytes.Length * 3 / 2 + 128);
        if (!_started)
        {
            text.Write(AgeArmorReader.Begin);
            text.WriteByte((byte)'\n');
            _started = true;
        }
        while (bytes.Length > 0)
        {
            var taken = Math.Min(_pending.Length - _count, bytes.Length);
            bytes[..taken].CopyTo(_pending.AsSpan(_count));
            _count += taken;
            bytes = bytes[taken..];
            if (_count == _pending.Length) WriteLine(text);
        }
        if (last)
        {
            if (_count > 0) WriteLine(text);
            text.Write(AgeArmorReader.End);
            text.WriteByte((byte)'\n');
        }
        return text.ToArray();
    }

    private void WriteLine(MemoryStream text)
    {
        Span<byte> line = stackalloc byte[AgeArmorReader.Columns + 1];
        Base64.EncodeToUtf8(_pending.AsSpan(0, _count), line, out _, out var length);
        line[length] = (byte)'\n';
        text.Write(line[..(length + 1)]);
        _count = 0;
    }
}
