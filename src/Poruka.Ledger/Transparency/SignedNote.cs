using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using NodaTime;

namespace Poruka.Ledger.Transparency;

/// <summary>
/// The text of a note: UTF-8 that ends with a newline and has no other control letters. What is signed.
/// </summary>
/// <remarks>Immutable. The default value is no text.</remarks>
public readonly struct NoteText : IEquatable<NoteText>
{
    private NoteText(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The bytes, with the last newline.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Takes a text.</summary>
    /// <exception cref="ArgumentException">It doesn't end with a newline, or has a control letter.</exception>
    public static NoteText Of(string text)
    {
        var bytes = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        return IsText(bytes) ? new NoteText(bytes)
            : throw new ArgumentException("A note's text ends with a newline and has no other control letters.", nameof(text));
    }

    /// <summary>Takes bytes that were checked.</summary>
    internal static NoteText OfChecked(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Whether bytes can be a note's text.</summary>
    internal static bool IsText(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 0 && bytes[^1] == '\n' && !HasControl(bytes) && Utf8.IsValid(bytes);

    /// <summary>The text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Whether all bytes are the same.</summary>
    public bool Equals(NoteText other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NoteText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether all bytes are the same.</summary>
    public static bool operator ==(NoteText left, NoteText right) => left.Equals(right);

    /// <summary>Whether a byte differs.</summary>
    public static bool operator !=(NoteText left, NoteText right) => !left.Equals(right);

    private static bool HasControl(ReadOnlySpan<byte> bytes)
    {
        foreach (var letter in bytes)
            if (letter < 0x20 && letter != '\n') return true;
        return false;
    }
}

/// <summary>One signature under a note; nothing is said about whether it is right.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Value">The signature: 64 bytes of a log, 8 of time and 64 of a witness, others of keys of other kinds.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Value)
{
    /// <summary>The line as it stands in the note, without the newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Value.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Value.CopyTo(bytes.AsMemory(4));
        return $"\u2014 {Name} {Convert.ToBase64String(bytes)}";
    }

    /// <summary>Whether name, id and bytes are the same.</summary>
    public bool Equals(NoteSignature? other) =>
        other is not null && Name == other.Name && KeyId == other.KeyId && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, KeyId);
}

/// <summary>Why bytes are no signed note.</summary>
public enum NoteProblem
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They are longer than <see cref="SignedNote.MaxSize"/>, or have more than 100 signatures.</summary>
    TooLong,

    /// <summary>They are no UTF-8, have a control letter, or don't end with a newline.</summary>
    NotText,

    /// <summary>There is no empty line with signatures behind it.</summary>
    NoSignatures,

    /// <summary>A line behind the last empty one is no signature.</summary>
    BadSignatureLine,
}

/// <summary>What came of checking a note's signatures.</summary>
public enum NoteOutcome
{
    /// <summary>At least one known key signed, and all signatures of known keys are right.</summary>
    Valid,

    /// <summary>No known key signed.</summary>
    NoKnownKey,

    /// <summary>A signature under a known key's name and id is wrong: the text or the signature was changed.</summary>
    WrongSignature,
}

/// <summary>A signature that was found right.</summary>
/// <param name="Verifier">The key.</param>
/// <param name="At">When a witness cosigned; null for a log's signature.</param>
public sealed record VerifiedSignature(NoteVerifier Verifier, Instant? At);

/// <summary>A text with signatures under it (C2SP signed-note).</summary>
/// <remarks>Immutable. The text means nothing until <see cref="Verify"/> says that it is signed.</remarks>
/// <param name="Text">The text.</param>
/// <param name="Signatures">The signatures, one or more, in their order.</param>
public sealed record SignedNote(NoteText Text, ImmutableArray<NoteSignature> Signatures)
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int MaxSize = 256 * 1024;

    /// <summary>At most so many signatures are read.</summary>
    public const int MaxSignatures = 100;

    private static ReadOnlySpan<byte> SignaturePrefix => "\u2014 "u8;

    /// <summary>Reads a note.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, out SignedNote? note, out NoteProblem problem)
    {
        note = null;
        problem = NoteProblem.TooLong;
        if (bytes.Length > MaxSize) return false;
        problem = NoteProblem.NotText;
        if (!NoteText.IsText(bytes.Span)) return false;
        problem = NoteProblem.NoSignatures;
        var split = bytes.Span.LastIndexOf("\n\n"u8);
        if (split < 0 || split + 2 == bytes.Length) return false;

        var signatures = ImmutableArray.CreateBuilder<NoteSignature>();
        var lines = bytes.Span[(split + 2)..^1];
        foreach (var range in lines.Split((byte)'\n'))
        {
            if (signatures.Count == MaxSignatures)
            {
                problem = NoteProblem.TooLong;
                return false;
            }
            if (ParseSignature(lines[range]) is not { } signature)
            {
                problem = NoteProblem.BadSignatureLine;
                return false;
            }
            signatures.Add(signature);
        }
        note = new SignedNote(NoteText.OfChecked(bytes[..(split + 1)]), signatures.DrainToImmutable());
        problem = NoteProblem.None;
        return true;
    }

    /// <summary>Reads lines of signatures alone, as a witness answers; null where a line is none.</summary>
    public static ImmutableArray<NoteSignature>? TryParseSignatures(ReadOnlySpan<byte> lines)
    {
        if (lines.Length is 0 or > MaxSize || lines[^1] != '\n' || !NoteText.IsText(lines)) return null;
        var signatures = ImmutableArray.CreateBuilder<NoteSignature>();
        lines = lines[..^1];
        foreach (var range in lines.Split((byte)'\n'))
        {
            if (signatures.Count == MaxSignatures || ParseSignature(lines[range]) is not { } signature) return null;
            signatures.Add(signature);
        }
        return signatures.DrainToImmutable();
    }

    /// <summary>
    /// Checks the signatures of known keys. Those of unknown keys say nothing. A key that signed twice counts once.
    /// </summary>
    /// <param name="known">The keys that are trusted. Each is told apart by its name and id together.</param>
    /// <param name="verified">The right ones, at most one for each key, where the outcome is <see cref="NoteOutcome.Valid"/>.</param>
    public NoteOutcome Verify(IEnumerable<NoteVerifier> known, out ImmutableArray<VerifiedSignature> verified)
    {
        verified = [];
        var found = ImmutableArray.CreateBuilder<VerifiedSignature>();
        foreach (var verifier in known.Distinct())
        {
            VerifiedSignature? right = null;
            foreach (var signature in Signatures)
            {
                if (signature.Name != verifier.Name || signature.KeyId != verifier.Id) continue;
                if (Check(verifier, signature.Value.Span) is not { } checkedSignature) return NoteOutcome.WrongSignature;
                right ??= checkedSignature;
            }
            if (right is not null) found.Add(right);
        }
        if (found.Count == 0) return NoteOutcome.NoKnownKey;
        verified = found.DrainToImmutable();
        return NoteOutcome.Valid;
    }

    /// <summary>The note with signatures added; one of the same key and name takes the place of the older one.</summary>
    public SignedNote With(params ReadOnlySpan<NoteSignature> added)
    {
        var signatures = Signatures;
        foreach (var signature in added)
            signatures = signatures.RemoveAll(s => s.Name == signature.Name && s.KeyId == signature.KeyId).Add(signature);
        return this with { Signatures = signatures };
    }

    /// <summary>The note's bytes.</summary>
    public byte[] ToBytes()
    {
        var signatures = new StringBuilder("\n");
        foreach (var signature in Signatures) signatures.Append(signature).Append('\n');
        return [.. Text.Bytes.Span, .. Encoding.UTF8.GetBytes(signatures.ToString())];
    }

    private VerifiedSignature? Check(NoteVerifier verifier, ReadOnlySpan<byte> signature)
    {
        if (verifier.Kind == NoteKeyKind.Log)
            return verifier.Verify(Text.Bytes.Span, signature) ? new VerifiedSignature(verifier, null) : null;
        if (signature.Length != 8 + NoteSigner.SignatureSize) return null;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature);
        // Beyond the year 9999 no honest clock is, and no Instant.
        if (seconds < 0 || seconds > Instant.MaxValue.ToUnixTimeSeconds()) return null;
        return verifier.Verify(NoteSigner.CosignedMessage(seconds, Text.Bytes.Span), signature[8..])
            ? new VerifiedSignature(verifier, Instant.FromUnixTimeSeconds(seconds)) : null;
    }

    private static NoteSignature? ParseSignature(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(SignaturePrefix)) return null;
        line = line[SignaturePrefix.Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0) return null;
        var name = Encoding.UTF8.GetString(line[..space]);
        if (!NoteVerifier.IsName(name)) return null;
        if (StrictBase64.Decode(line[(space + 1)..]) is not { Length: > 4 } bytes) return null;
        return new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4));
    }
}
