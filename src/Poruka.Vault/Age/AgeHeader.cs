using System.Security.Cryptography;
using System.Text;

namespace Poruka.Vault.Age;

/// <summary>One wrapped file key in a header: the arguments, the first of which is its kind, and the body.</summary>
internal sealed record AgeStanza(string[] Arguments, byte[] Body);

/// <summary>The header of an age file, version 1: the file key wrapped to each recipient, and a MAC over it.</summary>
internal sealed class AgeHeader
{
    /// <summary>The longest header that is read, in bytes: some 2,000 recipients.</summary>
    internal const int MaxSize = 256 * 1024;

    internal const int FileKeySize = 16;
    private const int Columns = 64, BytesPerLine = 48, MacSize = 32, TagSize = 16;
    private const string X25519Kind = "X25519";

    private readonly List<AgeStanza> _stanzas;
    private readonly byte[] _authenticated; // up to and with the three dashes
    private readonly byte[] _mac;

    private AgeHeader(List<AgeStanza> stanzas, byte[] authenticated, byte[] mac) =>
        (_stanzas, _authenticated, _mac) = (stanzas, authenticated, mac);

    internal static ReadOnlySpan<byte> VersionLine => "age-encryption.org/v1\n"u8;

    private static ReadOnlySpan<byte> WrapInfo => "age-encryption.org/v1/X25519"u8;

    /// <summary>Writes a header that wraps a file key to recipients.</summary>
    internal static byte[] Write(IEnumerable<AgeRecipient> recipients, ReadOnlySpan<byte> fileKey, RandomFill random)
    {
        var text = new StringBuilder(Encoding.ASCII.GetString(VersionLine));
        foreach (var recipient in recipients)
        {
            var (share, body) = Wrap(recipient, fileKey, random);
            text.Append("-> X25519 ").Append(AgeBase64.EncodeUnpadded(share)).Append('\n')
                .Append(AgeBase64.EncodeUnpadded(body)).Append('\n');
        }
        text.Append("---");
        var mac = ComputeMac(fileKey, Encoding.ASCII.GetBytes(text.ToString()));
        return Encoding.ASCII.GetBytes(text.Append(' ').Append(AgeBase64.EncodeUnpadded(mac)).Append('\n').ToString());
    }

    /// <summary>Reads a header; null where it is damaged, of another version, or too long.</summary>
    internal static AgeHeader? Read(ByteSource source)
    {
        var all = new List<byte>();
        if (ReadLine(source, all) is not { } version || !version.AsSpan().SequenceEqual(VersionLine)) return null;
        var stanzas = new List<AgeStanza>();
        while (true)
        {
            if (source.Peek(3).SequenceEqual("---"u8))
            {
                var authenticated = (byte[])[.. all, .. "---"u8];
                // A passphrase promises that nobody else could have sealed it: it stands alone.
                if (stanzas.Count > 1 && stanzas.Exists(s => s.Arguments[0] == "scrypt")) return null;
                if (stanzas.Count == 0 || ReadLine(source, all) is not { } end || !end.AsSpan().StartsWith("--- "u8)) return null;
                return AgeBase64.DecodeUnpadded(end.AsSpan(4, end.Length - 5)) is { Length: MacSize } mac
                    ? new AgeHeader(stanzas, authenticated, mac) : null;
            }
            if (ReadStanza(source, all) is not { } stanza) return null;
            stanzas.Add(stanza);
        }
    }

    /// <summary>Finds the file key; the outcome says why not, where not.</summary>
    internal AgeOutcome TryUnwrap(IEnumerable<AgeIdentity> identities, Span<byte> fileKey)
    {
        foreach (var identity in identities)
            foreach (var stanza in _stanzas)
            {
                if (stanza.Arguments[0] != X25519Kind) continue;
                var outcome = TryUnwrap(identity, stanza, fileKey);
                if (outcome == AgeOutcome.NotForThese) continue;
                if (outcome != AgeOutcome.Opened) return outcome;
                return CryptographicOperations.FixedTimeEquals(ComputeMac(fileKey, _authenticated), _mac)
                    ? AgeOutcome.Opened : AgeOutcome.ChangedHeader;
            }
        return AgeOutcome.NotForThese;
    }

    private static AgeOutcome TryUnwrap(AgeIdentity identity, AgeStanza stanza, Span<byte> fileKey)
    {
        if (stanza.Arguments.Length != 2 || stanza.Body.Length != FileKeySize + TagSize
            || AgeBase64.DecodeUnpadded(Encoding.ASCII.GetBytes(stanza.Arguments[1])) is not { Length: KeyAgreement.KeySize } share)
            return AgeOutcome.WrongHeader;
        Span<byte> wrapKey = stackalloc byte[32];
        if (!TryDeriveWrapKey(identity.PrivateKey, share, share, identity.Recipient, wrapKey)) return AgeOutcome.WrongHeader;
        using var aead = new ChaCha20Poly1305(wrapKey);
        CryptographicOperations.ZeroMemory(wrapKey);
        try
        {
            aead.Decrypt(new byte[12], stanza.Body.AsSpan(0, FileKeySize), stanza.Body.AsSpan(FileKeySize), fileKey);
            return AgeOutcome.Opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            return AgeOutcome.NotForThese;
        }
    }

    private static (byte[] Share, byte[] Body) Wrap(AgeRecipient recipient, ReadOnlySpan<byte> fileKey, RandomFill random)
    {
        Span<byte> ephemeral = stackalloc byte[KeyAgreement.KeySize];
        Span<byte> wrapKey = stackalloc byte[32];
        random(ephemeral);
        var share = KeyAgreement.PublicKeyOf(ephemeral);
        if (!TryDeriveWrapKey(ephemeral, recipient.PublicKey.Span, share, recipient, wrapKey))
            throw new ArgumentException($"{recipient} is a key that shares nothing.", nameof(recipient));
        var body = new byte[FileKeySize + TagSize];
        using var aead = new ChaCha20Poly1305(wrapKey);
        aead.Encrypt(new byte[12], fileKey, body.AsSpan(0, FileKeySize), body.AsSpan(FileKeySize));
        CryptographicOperations.ZeroMemory(ephemeral);
        CryptographicOperations.ZeroMemory(wrapKey);
        return (share, body);
    }

    private static bool TryDeriveWrapKey(
        ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> share, AgeRecipient recipient, Span<byte> wrapKey)
    {
        Span<byte> shared = stackalloc byte[KeyAgreement.KeySize];
        if (!KeyAgreement.TryAgree(privateKey, publicKey, shared)) return false;
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, wrapKey, [.. share, .. recipient.PublicKey.Span], WrapInfo);
        CryptographicOperations.ZeroMemory(shared);
        return true;
    }

    private static byte[] ComputeMac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> authenticated)
    {
        Span<byte> macKey = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, macKey, [], "header"u8);
        var mac = HMACSHA256.HashData(macKey, authenticated);
        CryptographicOperations.ZeroMemory(macKey);
        return mac;
    }

    private static AgeStanza? ReadStanza(ByteSource source, List<byte> all)
    {
        if (ReadLine(source, all) is not { } first || !first.AsSpan().StartsWith("-> "u8)) return null;
        var arguments = Encoding.Latin1.GetString(first.AsSpan(3, first.Length - 4)).Split(' ');
        foreach (var argument in arguments)
            if (argument.Length == 0 || argument.Any(c => c is < '!' or > '~')) return null;
        var body = new List<byte>();
        while (true)
        {
            if (ReadLine(source, all) is not { } line || line.Length > Columns + 1
                || AgeBase64.DecodeUnpadded(line.AsSpan(0, line.Length - 1)) is not { } bytes) return null;
            body.AddRange(bytes);
            if (bytes.Length < BytesPerLine) return new AgeStanza(arguments, [.. body]);
        }
    }

    /// <summary>A line with its newline, added to what was read; null at the end, and where a line or all is too long.</summary>
    private static byte[]? ReadLine(ByteSource source, List<byte> all)
    {
        if (source.ReadLine(16 * 1024) is not { Length: > 0 } line || line[^1] != '\n' || all.Count + line.Length > MaxSize) return null;
        all.AddRange(line);
        return line;
    }
}
