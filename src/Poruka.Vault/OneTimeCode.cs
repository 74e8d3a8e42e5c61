using System.Buffers.Text;
using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>The printed key that opens a member's keys where the passphrase is lost: 160 random bits, kept nowhere.</summary>
public static class RecoveryKey
{
    /// <summary>How long it is, in bytes.</summary>
    public const int Size = 20;

    /// <summary>The key under which the member's keys are sealed for recovery, 32 bytes. The caller disposes it.</summary>
    /// <remarks>Without the host's pepper: it holds by itself, and must open where the machine is lost too.</remarks>
    public static SecretBytes EncryptionKey(ReadOnlySpan<byte> recoveryKey)
    {
        var key = new SecretBytes(32);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, recoveryKey, key.Span, [], "poruka recovery v1"u8);
        return key;
    }
}

/// <summary>What a link or a console shows once, and what the server remembers of it: a hash by which it is found.</summary>
public static class OneTimeCode
{
    /// <summary>How long the token of a link is, in bytes: 160 bits.</summary>
    public const int LinkSize = 20;

    /// <summary>How long a code is that is typed by hand, in bytes: 80 bits, for a short while.</summary>
    public const int TypedSize = 10;

    /// <summary>Draws the token of a link, as it stands in the address.</summary>
    public static string DrawLink(RandomFill random)
    {
        Span<byte> token = stackalloc byte[LinkSize];
        random(token);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What a link is found by, 16 bytes: a hash, from which it can't be told.</summary>
    public static byte[] LookupOf(string link) => Hash(System.Text.Encoding.UTF8.GetBytes(link));

    /// <summary>What a typed code is found by, 16 bytes.</summary>
    public static byte[] LookupOf(ReadOnlySpan<byte> code) => Hash(code);

    private static byte[] Hash(ReadOnlySpan<byte> code) => SHA256.HashData([.. "poruka one-time code v1"u8, .. code])[..16];
}
