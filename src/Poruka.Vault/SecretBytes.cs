using System.Security.Cryptography;

namespace Poruka.Vault;

/// <summary>Bytes of a secret: they stay at one place in memory, so that wiping them leaves no copy behind.</summary>
/// <remarks>Not thread safe. In memory that isn't swapped or dumped.</remarks>
public sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;

    /// <summary>Makes room for a secret.</summary>
    /// <param name="length">How many bytes.</param>
    public SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _bytes;

    /// <summary>How many there are.</summary>
    public int Length => _bytes.Length;

    /// <summary>Takes a copy. The caller wipes the original.</summary>
    public static SecretBytes Of(ReadOnlySpan<byte> bytes)
    {
        var secret = new SecretBytes(bytes.Length);
        bytes.CopyTo(secret.Span);
        return secret;
    }

    /// <summary>Wipes them.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
