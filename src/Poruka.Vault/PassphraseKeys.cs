using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>What a derivation from a passphrase costs. Stored with the user, so that it can grow.</summary>
/// <param name="MemoryKibibytes">Memory, from 8,192 KiB to 4,194,304 KiB.</param>
/// <param name="Passes">Passes over it, from 1 to 100.</param>
public readonly record struct PassphraseCost(int MemoryKibibytes, int Passes)
{
    /// <summary>256 MiB, three passes.</summary>
    public static PassphraseCost Usual => new(256 * 1024, 3);

    /// <summary>64 MiB, three passes: the least that a small board may be set to. Less is for tests.</summary>
    public static PassphraseCost Floor => new(64 * 1024, 3);

    internal bool IsInRange => MemoryKibibytes is >= 8_192 and <= 4_194_304 && Passes is >= 1 and <= 100;
}

/// <summary>
/// The two keys that a passphrase gives: one that proves it to the server, one that opens the user's keys. Neither tells
/// the other.
/// </summary>
/// <remarks>
/// Argon2id, version 1.3, one lane, over the passphrase's UTF-8 bytes; then HKDF-SHA256 with the host's pepper as its salt.
/// Not thread safe; disposing wipes both.
/// </remarks>
public sealed class PassphraseKeys : IDisposable
{
    /// <summary>How long the salt of a user is, in bytes.</summary>
    public const int SaltSize = 16;

    /// <summary>How long each of the keys is, in bytes.</summary>
    public const int KeySize = 32;

    private readonly byte[] _authentication = new byte[KeySize];
    private readonly byte[] _encryption = new byte[KeySize];

    private PassphraseKeys(ReadOnlySpan<byte> derived, ReadOnlySpan<byte> pepper)
    {
        HKDF.DeriveKey(HashAlgorithmName.SHA256, derived, _authentication, pepper, "poruka passphrase authentication v1"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, derived, _encryption, pepper, "poruka passphrase encryption v1"u8);
    }

    /// <summary>The key that opens the user's keys. Never stored.</summary>
    public ReadOnlySpan<byte> EncryptionKey => _encryption;

    /// <summary>Derives the keys. Takes as long and as much memory as the cost says: run it in a bounded queue.</summary>
    /// <param name="passphrase">The passphrase's letters as UTF-8. The caller wipes them.</param>
    /// <param name="salt">16 random bytes, the user's own.</param>
    /// <param name="cost">What it may cost.</param>
    /// <param name="pepper">The host's secret, which isn't in the database.</param>
    public static PassphraseKeys Derive(
        ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, PassphraseCost cost, ReadOnlySpan<byte> pepper)
    {
        if (!cost.IsInRange) throw new ArgumentOutOfRangeException(nameof(cost), cost, "The cost is out of range.");
        if (salt.Length != SaltSize) throw new ArgumentException("The salt is 16 bytes.", nameof(salt));
        Span<byte> derived = stackalloc byte[KeySize];
        var spoken = Normalise(passphrase);
        Argon2id(spoken, salt, cost, derived);
        CryptographicOperations.ZeroMemory(spoken);
        var keys = new PassphraseKeys(derived, pepper);
        CryptographicOperations.ZeroMemory(derived);
        return keys;
    }

    /// <summary>What the server stores to know the passphrase again: a hash of the authentication key.</summary>
    public byte[] Verifier() => SHA256.HashData(_authentication);

    /// <summary>Whether the stored verifier is this passphrase's; takes the same time either way.</summary>
    public bool Matches(ReadOnlySpan<byte> verifier) => CryptographicOperations.FixedTimeEquals(Verifier(), verifier);

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_authentication);
        CryptographicOperations.ZeroMemory(_encryption);
    }

    /// <summary>
    /// The passphrase as it counts: small letters, one space between words, none around. So a passphrase copied from paper
    /// with capitals, dashes or line ends between its words is the same one.
    /// </summary>
    /// <remarks>
    /// Works in buffers that it wipes, and not on a string, which would stay in memory. Bytes that are no UTF-8 count as they are.
    /// </remarks>
    internal static byte[] Normalise(ReadOnlySpan<byte> passphrase)
    {
        var result = new byte[passphrase.Length * 3 + 4];
        var count = 0;
        var gap = false;
        while (passphrase.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(passphrase, out var rune, out var taken) == OperationStatus.Done;
            if (valid && (Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DashPunctuation))
                gap = count > 0;
            else
            {
                if (gap) result[count++] = (byte)' ';
                gap = false;
                if (valid) count += Rune.ToLowerInvariant(rune).EncodeToUtf8(result.AsSpan(count));
                else
                {
                    passphrase[..taken].CopyTo(result.AsSpan(count));
                    count += taken;
                }
            }
            passphrase = passphrase[taken..];
        }
        var spoken = result.AsSpan(0, count).ToArray();
        CryptographicOperations.ZeroMemory(result);
        return spoken;
    }

    /// <summary>Argon2id of RFC 9106, version 1.3, one lane. Over bytes: the overload for strings takes UTF-16.</summary>
    internal static void Argon2id(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, PassphraseCost cost, Span<byte> output)
    {
        var parameters = new Argon2Parameters
        {
            DegreeOfParallelism = 1, MemorySize = cost.MemoryKibibytes, NumberOfPasses = cost.Passes,
        };
        PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(password, salt, output);
    }
}
