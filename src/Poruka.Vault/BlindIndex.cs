using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>
/// Finds what is sealed by what it says, without storing what it says: HMAC-SHA256 under a key that lies in the room. Its key
/// outlives epochs; when somebody leaves the room, all is indexed anew under a new one.
/// </summary>
/// <remarks>Thread safe until disposed; disposing wipes the key.</remarks>
public sealed class BlindIndex : IDisposable
{
    /// <summary>How long the key is, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>How long a tag is, in bytes.</summary>
    public const int TagSize = 16;

    private readonly SecretBytes _key;

    /// <summary>Takes a key of 32 bytes. The caller wipes it.</summary>
    public BlindIndex(ReadOnlySpan<byte> key) => _key = key.Length == KeySize
        ? SecretBytes.Of(key) : throw new ArgumentException("A key is 32 bytes.", nameof(key));

    /// <summary>The tag of a value.</summary>
    /// <param name="kind">What the value is, such as <c>account</c>: equal values of two kinds have two tags. ASCII.</param>
    /// <param name="value">The value, in the form in which equal ones are equal.</param>
    public byte[] TagOf(string kind, ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key.Span, [checked((byte)kind.Length), .. System.Text.Encoding.ASCII.GetBytes(kind), .. value], hash);
        return hash[..TagSize].ToArray();
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}

/// <summary>
/// 32 random bytes of a subject (a case, a donor, an intake), mixed into every key that seals something of it and kept
/// outside the backups of the database: destroyed, it takes all of the subject along, old backups included.
/// </summary>
public static class ShredSalt
{
    /// <summary>How long it is, in bytes.</summary>
    public const int Size = 32;

    /// <summary>Draws one.</summary>
    public static byte[] Draw(RandomFill random)
    {
        var salt = new byte[Size];
        random(salt);
        return salt;
    }
}
