using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Poruka.Vault;

/// <summary>A room: who may know what is in it is decided by who holds its key. 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct RoomId(UInt128 Value)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>
/// Where a sealed field stands. It is bound into the ciphertext, which doesn't open anywhere else: not in another row,
/// column or table, and not for another room or epoch.
/// </summary>
/// <param name="Table">The table's name.</param>
/// <param name="Row">The row's id, as text.</param>
/// <param name="Column">The column's name.</param>
/// <param name="Room">The room whose key seals it.</param>
public readonly record struct FieldPlace(string Table, string Row, string Column, RoomId Room)
{
    /// <summary>
    /// Each part behind its length in four bytes, so that no two places give the same bytes; then the room, the epoch and the
    /// version.
    /// </summary>
    internal int WriteAssociated(uint epoch, Span<byte> destination)
    {
        var at = 0;
        WritePart(Table, destination, ref at);
        WritePart(Row, destination, ref at);
        WritePart(Column, destination, ref at);
        BinaryPrimitives.WriteUInt128BigEndian(destination[at..], Room.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(at + 16)..], epoch);
        destination[at + 20] = SealedField.Version;
        return at + 21;
    }

    /// <summary>The most bytes that <see cref="WriteAssociated"/> needs.</summary>
    internal int MaxAssociatedSize =>
        Encoding.UTF8.GetMaxByteCount(Table.Length + Row.Length + Column.Length) + 3 * 4 + 21;

    private static void WritePart(string part, Span<byte> destination, ref int at)
    {
        var length = Encoding.UTF8.GetBytes(part, destination[(at + 4)..]);
        BinaryPrimitives.WriteInt32BigEndian(destination[at..], length);
        at += 4 + length;
    }
}
