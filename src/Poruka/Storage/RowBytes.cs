using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Poruka.Storage;

/// <summary>
/// A row as bytes, the same from both databases (docs/formats/backup.md): its length in four bytes, then for each column a
/// mark and the value. Written for one row after the other; not thread safe.
/// </summary>
internal sealed class RowBytes
{
    private const byte Nothing = 0, Number = 1, Text = 2, Bytes = 3;
    private const int LengthSize = 4;

    private byte[] _buffer = new byte[4_096];
    private int _length;

    /// <summary>Writes the row that a reader stands on; the bytes are good until the next one.</summary>
    public ReadOnlySpan<byte> Write(DbDataReader row, StoredTable table)
    {
        _length = LengthSize;
        for (var column = 0; column < table.Columns.Count; column++)
        {
            if (row.IsDBNull(column))
            {
                Take(1)[0] = Nothing;
                continue;
            }
            switch (table.Columns[column].Kind)
            {
                case ColumnKind.Number:
                    var number = Take(9);
                    number[0] = Number;
                    BinaryPrimitives.WriteInt64BigEndian(number[1..], row.GetInt64(column));
                    break;
                case ColumnKind.Text:
                    var text = row.GetString(column);
                    Encoding.UTF8.GetBytes(text, Head(Text, Encoding.UTF8.GetByteCount(text)));
                    break;
                case ColumnKind.Bytes:
                    var bytes = row.GetFieldValue<byte[]>(column);
                    bytes.CopyTo(Head(Bytes, bytes.Length));
                    break;
            }
        }
        BinaryPrimitives.WriteInt32BigEndian(_buffer, _length - LengthSize);
        return _buffer.AsSpan(0, _length);
    }

    /// <summary>Takes the first row from the bytes of many; false where there is none left.</summary>
    /// <exception cref="InvalidDataException">The bytes end within a row.</exception>
    public static bool TryTake(ref ReadOnlySpan<byte> rows, out ReadOnlySpan<byte> row)
    {
        row = default;
        if (rows.Length == 0) return false;
        if (rows.Length < LengthSize || BinaryPrimitives.ReadInt32BigEndian(rows) is var length && (length < 0 || length > rows.Length - LengthSize))
            throw new InvalidDataException("The rows end in the middle of one.");
        row = rows[..(LengthSize + length)];
        rows = rows[row.Length..];
        return true;
    }

    /// <summary>Reads the values of a row: <see cref="long"/>, <see cref="string"/>, bytes, or null.</summary>
    /// <exception cref="InvalidDataException">These are no bytes of such a row.</exception>
    public static void Read(ReadOnlySpan<byte> row, Span<object?> values)
    {
        var rest = row[LengthSize..];
        for (var column = 0; column < values.Length; column++)
        {
            if (rest.Length == 0) throw Wrong();
            var mark = rest[0];
            rest = rest[1..];
            switch (mark)
            {
                case Nothing:
                    values[column] = null;
                    continue;
                case Number when rest.Length >= 8:
                    values[column] = BinaryPrimitives.ReadInt64BigEndian(rest);
                    rest = rest[8..];
                    continue;
                case Text or Bytes when rest.Length >= 4 && BinaryPrimitives.ReadInt32BigEndian(rest) is var length && length >= 0 && length <= rest.Length - 4:
                    var value = rest.Slice(4, length);
                    values[column] = mark == Text ? Encoding.UTF8.GetString(value) : value.ToArray();
                    rest = rest[(4 + length)..];
                    continue;
                default:
                    throw Wrong();
            }
        }
        if (rest.Length != 0) throw Wrong();
    }

    private static InvalidDataException Wrong() => new("A row has another form than its table.");

    private Span<byte> Head(byte mark, int length)
    {
        var place = Take(5 + length);
        place[0] = mark;
        BinaryPrimitives.WriteInt32BigEndian(place[1..], length);
        return place[5..];
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}

/// <summary>
/// What rows come to, in whatever order: their number, and the sum of their SHA-256 as a number of 256 bits. Tells whether a
/// copy is the same; says nothing against somebody who chooses the rows.
/// </summary>
internal sealed class RowsDigest
{
    private readonly ulong[] _sum = new ulong[4];

    /// <summary>How many rows.</summary>
    public long Count { get; private set; }

    public void Add(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        var carry = UInt128.Zero;
        for (var part = 3; part >= 0; part--)
        {
            carry += (UInt128)_sum[part] + BinaryPrimitives.ReadUInt64BigEndian(hash[(part * 8)..]);
            _sum[part] = (ulong)carry;
            carry >>= 64;
        }
        Count++;
    }

    /// <summary>In hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var part = 0; part < 4; part++) BinaryPrimitives.WriteUInt64BigEndian(bytes[(part * 8)..], _sum[part]);
        return Convert.ToHexStringLower(bytes);
    }
}
