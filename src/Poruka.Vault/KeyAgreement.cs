using NSec.Cryptography;

namespace Poruka.Vault;

/// <summary>The function X25519 of RFC 7748, over libsodium. Thread safe.</summary>
public static class KeyAgreement
{
    /// <summary>How long a private key, a public key and a shared secret are, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>The public key of a private one.</summary>
    /// <param name="privateKey">32 bytes.</param>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        using var key = Import(privateKey);
        return key.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>Computes what both sides share; false where the public key is a point of low order, which shares nothing.</summary>
    /// <param name="privateKey">32 bytes.</param>
    /// <param name="publicKey">32 bytes.</param>
    /// <param name="shared">Takes the 32 bytes. The caller wipes them.</param>
    public static bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        if (publicKey.Length != KeySize) throw new ArgumentException("A public key is 32 bytes.", nameof(publicKey));
        using var key = Import(privateKey);
        if (!PublicKey.TryImport(KeyAgreementAlgorithm.X25519, publicKey, KeyBlobFormat.RawPublicKey, out var other) || other is null)
            return false;
        using var secret = KeyAgreementAlgorithm.X25519.Agree(
            key, other, new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return secret is not null && secret.TryExport(SharedSecretBlobFormat.RawSharedSecret, shared, out _);
    }

    private static Key Import(ReadOnlySpan<byte> privateKey) => privateKey.Length == KeySize
        ? Key.Import(KeyAgreementAlgorithm.X25519, privateKey, KeyBlobFormat.RawPrivateKey)
        : throw new ArgumentException("A private key is 32 bytes.", nameof(privateKey));
}
