using System.Security.Cryptography;

namespace Poruka.Vault.Age;

/// <summary>
/// Sealed files that the ordinary <c>age</c> program opens, and the other way round: age version 1 with X25519 recipients
/// (C2SP age; docs/formats/age.md). Streaming: contents of any length in 128 KiB of memory.
/// </summary>
public static class AgeFile
{
    /// <summary>Begins to seal. Nothing is written to the destination before the first 64 KiB, or before completion.</summary>
    /// <param name="destination">Takes the sealed file; left open.</param>
    /// <param name="recipients">Who can open it, at least one.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="armored">Whether to write text, fit for mail, instead of bytes.</param>
    /// <returns>Takes the contents; to be completed.</returns>
    /// <exception cref="ArgumentException">There is no recipient, or one is no key that can share anything.</exception>
    public static AgeSealingStream Seal(
        Stream destination, IReadOnlyCollection<AgeRecipient> recipients, RandomFill random, bool armored = false)
    {
        if (recipients.Count == 0) throw new ArgumentException("A file is sealed to somebody.", nameof(recipients));
        Span<byte> fileKey = stackalloc byte[AgeHeader.FileKeySize];
        Span<byte> nonce = stackalloc byte[AgeCipher.NonceSize];
        random(fileKey);
        random(nonce);
        var header = AgeHeader.Write(recipients, fileKey, random);
        if (header.Length > AgeHeader.MaxSize) throw new ArgumentException("There are too many recipients.", nameof(recipients));
        var cipher = new AgeCipher(fileKey, nonce);
        CryptographicOperations.ZeroMemory(fileKey);
        return new AgeSealingStream(destination, cipher, [.. header, .. nonce], armored);
    }

    /// <summary>Seals bytes.</summary>
    public static byte[] Seal(
        ReadOnlySpan<byte> contents, IReadOnlyCollection<AgeRecipient> recipients, RandomFill random, bool armored = false)
    {
        var file = new MemoryStream(contents.Length + 512);
        using var sealing = Seal(file, recipients, random, armored);
        sealing.Write(contents);
        sealing.Complete();
        return file.ToArray();
    }

    /// <summary>Begins to open: reads the header.</summary>
    /// <param name="source">The sealed file; left open, read ahead of what is asked for.</param>
    /// <param name="identities">What may open it.</param>
    /// <param name="contents">Gives the contents, where the outcome is <see cref="AgeOutcome.Opened"/>.</param>
    /// <param name="form">How it is written.</param>
    public static AgeOutcome Open(
        Stream source, IReadOnlyCollection<AgeIdentity> identities, out AgeOpeningStream? contents, AgeForm form = AgeForm.Detect)
    {
        contents = null;
        var bytes = new ByteSource(source);
        var fileKey = new byte[AgeHeader.FileKeySize];
        try
        {
            if (form == AgeForm.Armored || form == AgeForm.Detect && AgeArmorReader.IsAhead(bytes))
                bytes = new ByteSource(new AgeArmorReader(bytes));
            if (AgeHeader.Read(bytes) is not { } header) return AgeOutcome.WrongHeader;
            var outcome = header.TryUnwrap(identities, fileKey);
            if (outcome != AgeOutcome.Opened) return outcome;
            Span<byte> nonce = stackalloc byte[AgeCipher.NonceSize];
            if (bytes.ReadFull(nonce) != nonce.Length) return AgeOutcome.WrongHeader;
            contents = new AgeOpeningStream(bytes, new AgeCipher(fileKey, nonce));
            return AgeOutcome.Opened;
        }
        catch (AgeDamageException damage)
        {
            return damage.Outcome;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>
    /// Opens a file into another stream. Where the outcome isn't <see cref="AgeOutcome.Opened"/>, what was written there is
    /// to be thrown away.
    /// </summary>
    public static AgeOutcome Open(
        Stream source, IReadOnlyCollection<AgeIdentity> identities, Stream destination, AgeForm form = AgeForm.Detect)
    {
        var outcome = Open(source, identities, out var contents, form);
        if (outcome != AgeOutcome.Opened) return outcome;
        try
        {
            using (contents) contents!.CopyTo(destination, AgeCipher.ChunkSize);
            return AgeOutcome.Opened;
        }
        catch (AgeDamageException damage)
        {
            return damage.Outcome;
        }
    }

    /// <summary>Opens bytes; null where the outcome isn't <see cref="AgeOutcome.Opened"/>.</summary>
    public static byte[]? Open(ReadOnlyMemory<byte> file, IReadOnlyCollection<AgeIdentity> identities, out AgeOutcome outcome)
    {
        using var source = new MemoryStream(file.ToArray(), writable: false);
        using var contents = new MemoryStream();
        outcome = Open(source, identities, contents);
        return outcome == AgeOutcome.Opened ? contents.ToArray() : null;
    }
}
