using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using NodaTime;
using NSec.Cryptography;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// The private key that a log or a witness signs notes with. As text, <c>PRIVATE+KEY+name+id+base64</c>, it is a secret.
/// </summary>
/// <remarks>Thread safe. The key is kept in memory that isn't swapped or dumped, until this is disposed of.</remarks>
public sealed class NoteSigner : IDisposable
{
    /// <summary>How long a private key is, in bytes.</summary>
    public const int SeedSize = 32;

    internal const int SignatureSize = 64;
    private const string TextPrefix = "PRIVATE+KEY+";

    private readonly Key _key;

    /// <summary>Takes a key.</summary>
    /// <param name="name">The name that it signs under.</param>
    /// <param name="kind">How it signs.</param>
    /// <param name="seed">32 random bytes: the private key of RFC 8032.</param>
    public NoteSigner(string name, NoteKeyKind kind, ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException("A private key is 32 bytes.", nameof(seed));
        _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        try
        {
            Verifier = new NoteVerifier(name, kind, _key.Export(KeyBlobFormat.RawPublicKey));
        }
        catch
        {
            _key.Dispose();
            throw;
        }
    }

    /// <summary>The public half.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>Signs a note's text with a log's key.</summary>
    /// <exception cref="InvalidOperationException">The key is a witness's.</exception>
    public NoteSignature Sign(NoteText text) => Verifier.Kind == NoteKeyKind.Log
        ? new NoteSignature(Verifier.Name, Verifier.Id, SignatureAlgorithm.Ed25519.Sign(_key, text.Bytes.Span))
        : throw new InvalidOperationException("A witness cosigns, it doesn't sign.");

    /// <summary>Cosigns a log's checkpoint with a witness's key, at a time.</summary>
    /// <param name="checkpoint">
    /// The checkpoint's text. Whoever calls has checked that it is consistent with all that this witness cosigned before.
    /// </param>
    /// <param name="at">When, in whole seconds since 1970; the rest of a second is dropped.</param>
    /// <exception cref="InvalidOperationException">The key is a log's.</exception>
    public NoteSignature Cosign(NoteText checkpoint, Instant at)
    {
        if (Verifier.Kind != NoteKeyKind.Witness) throw new InvalidOperationException("A log signs, it doesn't cosign.");
        var seconds = at.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(at));
        var signature = new byte[8 + SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(signature, seconds);
        SignatureAlgorithm.Ed25519.Sign(_key, CosignedMessage(seconds, checkpoint.Bytes.Span), signature.AsSpan(8));
        return new NoteSignature(Verifier.Name, Verifier.Id, signature);
    }

    /// <summary>The private key as text. A secret.</summary>
    public static string ToText(string name, NoteKeyKind kind, ReadOnlySpan<byte> seed)
    {
        using var signer = new NoteSigner(name, kind, seed);
        return string.Create(CultureInfo.InvariantCulture,
            $"{TextPrefix}{name}+{signer.Verifier.Id:x8}+{Convert.ToBase64String([(byte)kind, .. seed])}");
    }

    /// <summary>Reads what <see cref="ToText"/> writes.</summary>
    public static bool TryParse(string text, out NoteSigner? signer, out NoteKeyProblem problem)
    {
        signer = null;
        problem = NoteKeyProblem.Malformed;
        if (!text.StartsWith(TextPrefix, StringComparison.Ordinal)) return false;
        problem = NoteVerifier.TrySplit(text.AsSpan(TextPrefix.Length), out var name, out var id, out var kind, out var seed);
        if (problem != NoteKeyProblem.None) return false;
        signer = new NoteSigner(name, kind, seed);
        Array.Clear(seed);
        if (signer.Verifier.Id == id) return true;
        signer.Dispose();
        signer = null;
        problem = NoteKeyProblem.WrongId;
        return false;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>What a witness signs: a time, and the checkpoint's text.</summary>
    internal static byte[] CosignedMessage(long seconds, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n")), .. text];
}
