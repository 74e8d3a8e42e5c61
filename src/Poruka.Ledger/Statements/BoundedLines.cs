namespace Poruka.Ledger.Statements;

/// <summary>
/// Cuts a stream into lines: after CR LF, LF or CR. A line of more than <see cref="LengthLimit"/> bytes is refused.
/// </summary>
internal sealed class BoundedLines(HeadedStream bytes)
{
    /// <summary>More than any line of a statement has.</summary>
    public const int LengthLimit = 1 << 20;

    private byte[] _buffer = new byte[65_536];
    private int _start, _end;
    private bool _ended, _skipLineFeed;

    /// <summary>The number of the line last read, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads a line without its end, valid until the next call; false after the last one.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        bytes.Token();
        var searched = 0;
        while (true)
        {
            if (_skipLineFeed && _start < _end)
            {
                if (_buffer[_start] == '\n') _start++;
                _skipLineFeed = false;
            }
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOfAny((byte)'\r', (byte)'\n');
            if (length >= 0 || _ended)
            {
                if (length < 0 && rest.IsEmpty) { line = default; return false; }
                length = length < 0 ? rest.Length : length + searched;
                line = rest[..length];
                if (length < rest.Length)
                {
                    _skipLineFeed = rest[length] == '\r';
                    _start++;
                }
                _start += length;
                Number++;
                return true;
            }
            if (rest.Length > LengthLimit)
                throw new StatementRefusal(
                    StatementProblemKind.TooLarge, Number + 1, "", System.Text.Encoding.Latin1.GetString(rest[..100]),
                    $"≤ {LengthLimit}");
            searched = rest.Length;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = bytes.Read(_buffer, _end, _buffer.Length - _end);
        if (count == 0) _ended = true;
        _end += count;
    }
}
