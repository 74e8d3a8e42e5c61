using System.Security.Cryptography;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

/// <summary>Randomness that is the same at each run.</summary>
internal static class SeededRandom
{
    internal static RandomFill From(int seed)
    {
        ulong counter = 0;
        return bytes =>
        {
            while (bytes.Length > 0)
            {
                var block = SHA256.HashData([.. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(counter++)]);
                var length = Math.Min(block.Length, bytes.Length);
                block.AsSpan(0, length).CopyTo(bytes);
                bytes = bytes[length..];
            }
        };
    }

    internal static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        From(seed)(bytes);
        return bytes;
    }
}
