using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>The encodings of statements: those of the framework and the old code pages.</summary>
internal static class StatementEncodings
{
    static StatementEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>UTF-8 that refuses bytes that are none.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes windows-1251, cp866 and the like known to <see cref="Encoding.GetEncoding(string)"/>. Idempotent.</summary>
    public static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(
        typeof(StatementEncodings).TypeHandle);

    /// <summary>The encoding of a name, which refuses bytes that it does not have; null where there is none.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException) // UTF-7 is not supported
        {
            return null;
        }
    }

    /// <summary>Whether the bytes are UTF-8 to the last one.</summary>
    public static bool Utf8Valid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    /// <summary>Whether the bytes are UTF-8; a character cut off at the end does not count against it.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        for (var cut = 0; cut < 4 && cut <= bytes.Length; cut++)
            if (System.Text.Unicode.Utf8.IsValid(bytes[..(bytes.Length - cut)])) return true;
        return false;
    }
}
