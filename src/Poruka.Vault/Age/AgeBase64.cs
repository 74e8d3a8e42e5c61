using System.Buffers;
using System.Buffers.Text;

namespace Poruka.Vault.Age;

/// <summary>Base64 of RFC 4648, section 4, in one spelling: without padding in headers, with it in armour.</summary>
internal static class AgeBase64
{
    /// <summary>Writes without padding.</summary>
    internal static string EncodeUnpadded(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Reads without padding; null where it is not canonical.</summary>
    internal static byte[]? DecodeUnpadded(ReadOnlySpan<byte> text)
    {
        if (text.Length % 4 == 1 || text.Contains((byte)'=')) return null;
        Span<byte> padded = new byte[(text.Length + 3) / 4 * 4];
        padded.Fill((byte)'=');
        text.CopyTo(padded);
        return Decode(padded);
    }

    /// <summary>Reads with padding; null where it is not canonical.</summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        // The platform's reader skips white space and takes unused bits of any value: letters are checked before, bits after.
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'/' or (byte)'=')) return null;
        Span<byte> bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out var consumed, out var written) != OperationStatus.Done || consumed != text.Length)
            return null;
        Span<byte> again = new byte[text.Length];
        return Base64.EncodeToUtf8(bytes[..written], again, out _, out var length) == OperationStatus.Done
            && again[..length].SequenceEqual(text) ? bytes[..written].ToArray() : null;
    }
}
