using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Poruka.Storage;

/// <summary>Ids as they stand in rows and addresses: 128 random bits, which tell neither time nor order.</summary>
public static class Ids
{
    /// <summary>Draws a new one.</summary>
    public static UInt128 Draw() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16));

    /// <summary>As 16 bytes, for a row.</summary>
    public static byte[] Bytes(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return bytes;
    }

    /// <summary>From the 16 bytes of a row.</summary>
    public static UInt128 Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>As 32 hexadecimal digits, for an address.</summary>
    public static string Text(UInt128 id) => id.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>From the 32 digits of an address; null where they are none.</summary>
    public static UInt128? Parse(string? text) =>
        text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id : null;
}
