using System.Buffers;
using System.Buffers.Text;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// Base64 of RFC 4648, section 4, in its one canonical spelling: padded, without white space, and with unused bits zero.
/// Other spellings of the same bytes are refused, so that a signed text has only one form.
/// </summary>
internal static class StrictBase64
{
    /// <summary>Reads base64 into a buffer; false where it isn't canonical or doesn't fit.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'/' or (byte)'=')) return false;
        if (Base64.DecodeFromUtf8(text, destination, out var consumed, out written) != OperationStatus.Done
            || consumed != text.Length) return false;
        // Only the last four letters can be spelled in several ways.
        if (text.Length == 0 || text[^1] != '=') return true;
        var tail = written % 3;
        Span<byte> again = stackalloc byte[4];
        return Base64.EncodeToUtf8(destination.Slice(written - tail, tail), again, out _, out _) == OperationStatus.Done
            && again.SequenceEqual(text[^4..]);
    }

    /// <summary>Reads base64; null where it isn't canonical.</summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!TryDecode(text, bytes, out var written)) return null;
        return bytes.AsSpan(0, written).ToArray();
    }
}
