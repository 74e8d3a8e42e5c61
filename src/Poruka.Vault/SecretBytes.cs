using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>Bytes of a secret: they stay at one place in memory, so that wiping them leaves no copy behind.</summary>
/// <remarks>
/// Not thread safe. In memory that isn't swapped or dumped. The memory of a large one, wiped, is kept for the next: memory that the system
/// has to give anew costs more than opening what is put there.
/// </remarks>
public sealed class SecretBytes : IDisposable
{
    private const int Large = 1 << 16, Kept = 1 << 25;

    private static byte[]? s_spare;

    private byte[] _bytes;

    /// <summary>Makes room for a secret.</summary>
    /// <param name="length">How many bytes.</param>
    public SecretBytes(int length)
    {
        Length = length;
        _bytes = length >= Large && Interlocked.Exchange(ref s_spare, null) is { } spare && spare.Length >= length ? spare : GC.AllocateArray<byte>(length, pinned: true);
    }

    /// <summary>The bytes; once they are wiped, zeros, or none of a large one.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>Takes a copy. The caller wipes the original.</summary>
    public static SecretBytes Of(ReadOnlySpan<byte> bytes)
    {
        var secret = new SecretBytes(bytes.Length);
        bytes.CopyTo(secret.Span);
        return secret;
    }

    /// <summary>Wipes them.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(Span);
        if (_bytes.Length is < Large or > Kept) return;
        Interlocked.Exchange(ref s_spare, _bytes);
        (_bytes, Length) = ([], 0);
    }
}
