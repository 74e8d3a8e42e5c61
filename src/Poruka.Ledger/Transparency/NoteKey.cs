using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Poruka.Ledger.Transparency;

/// <summary>How a key signs notes. The numbers are C2SP's signature types.</summary>
public enum NoteKeyKind : byte
{
    /// <summary>Ed25519 over the note's text: a log's own key (C2SP signed-note).</summary>
    Log = 0x01,

    /// <summary>Ed25519 over a time and the note's text: a witness's key (C2SP tlog-cosignature, version 1).</summary>
    Witness = 0x04,
}

/// <summary>Why a text is no key for notes.</summary>
public enum NoteKeyProblem
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>It isn't a name, eight hexadecimal digits and base64 with plus signs between.</summary>
    Malformed,

    /// <summary>The name is empty, or has a space or a plus sign.</summary>
    BadName,

    /// <summary>The key is of another kind than Ed25519 of a log or of a witness.</summary>
    UnknownKind,

    /// <summary>The digits are not those of this name and key: a part was changed or cut.</summary>
    WrongId,
}

/// <summary>
/// The public key that a log or a witness signs notes with, under a name: <c>example.org/log+1234abcd+AQ…</c>.
/// </summary>
/// <remarks>Immutable and thread safe; equality by name, kind and key. Source: C2SP signed-note, "verifier keys".</remarks>
public sealed class NoteVerifier : IEquatable<NoteVerifier>
{
    /// <summary>How long a public key is, in bytes.</summary>
    public const int PublicKeySize = 32;

    private readonly PublicKey _key;
    private readonly byte[] _bytes;

    /// <summary>Takes a key.</summary>
    /// <param name="name">The name: not empty, no space, no plus sign; the log's origin, or the witness's.</param>
    /// <param name="kind">How it signs.</param>
    /// <param name="publicKey">The 32 bytes of RFC 8032.</param>
    /// <exception cref="ArgumentException">The name can't be one, or the bytes are no key.</exception>
    public NoteVerifier(string name, NoteKeyKind kind, ReadOnlySpan<byte> publicKey)
    {
        if (!IsName(name)) throw new ArgumentException("A key's name is not empty and has no space and no plus sign.", nameof(name));
        if (kind is not (NoteKeyKind.Log or NoteKeyKind.Witness)) throw new ArgumentOutOfRangeException(nameof(kind));
        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key) || key is null)
            throw new ArgumentException("A public key is 32 bytes.", nameof(publicKey));
        (Name, Kind, _key, _bytes) = (name, kind, key, publicKey.ToArray());
        Id = ComputeId(name, kind, publicKey);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>The first four bytes of a hash over name, kind and key. It names the key; it doesn't prove it.</summary>
    public uint Id { get; }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKeyBytes => _bytes;

    /// <summary>Whether a signature is by this key.</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The 64 bytes.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == NoteSigner.SignatureSize && SignatureAlgorithm.Ed25519.Verify(_key, message, signature);

    /// <summary>The key as text: <c>name+id+base64</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Kind, .. _bytes])}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out NoteVerifier? verifier, out NoteKeyProblem problem)
    {
        verifier = null;
        problem = TrySplit(text, out var name, out var id, out var kind, out var key);
        if (problem != NoteKeyProblem.None) return false;
        if (ComputeId(name, kind, key) != id)
        {
            problem = NoteKeyProblem.WrongId;
            return false;
        }
        verifier = new NoteVerifier(name, kind, key);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(NoteVerifier? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteVerifier);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Id);

    /// <summary>Whether a text can be a key's name: not empty, without white space, control letters and plus signs.</summary>
    internal static bool IsName(string name)
    {
        if (name.Length == 0) return false;
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsWhiteSpace(name[i]) || char.IsControl(name[i]) || name[i] == '+') return false;
            if (!char.IsSurrogate(name[i])) continue;
            if (!char.IsSurrogatePair(name, i)) return false;
            i++;
        }
        return true;
    }

    /// <summary>Splits <c>name+id+base64</c>; the id isn't checked.</summary>
    internal static NoteKeyProblem TrySplit(
        ReadOnlySpan<char> text, out string name, out uint id, out NoteKeyKind kind, out byte[] key)
    {
        (name, id, kind, key) = ("", 0, default, []);
        if (text.Length > 1_000) return NoteKeyProblem.Malformed;
        var first = text.IndexOf('+');
        if (first < 0 || text.Length < first + 11 || text[first + 9] != '+') return NoteKeyProblem.Malformed;
        name = text[..first].ToString();
        if (!IsName(name)) return NoteKeyProblem.BadName;
        var digits = text.Slice(first + 1, 8);
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigitLower(digit)) return NoteKeyProblem.Malformed;
        id = uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (StrictBase64.Decode(Encoding.UTF8.GetBytes(text[(first + 10)..].ToString())) is not { Length: > 1 } material)
            return NoteKeyProblem.Malformed;
        kind = (NoteKeyKind)material[0];
        if (kind is not (NoteKeyKind.Log or NoteKeyKind.Witness)) return NoteKeyProblem.UnknownKind;
        if (material.Length != 1 + PublicKeySize) return NoteKeyProblem.Malformed;
        key = material[1..];
        return NoteKeyProblem.None;
    }

    private static uint ComputeId(string name, NoteKeyKind kind, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. publicKey], hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
