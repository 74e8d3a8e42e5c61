using System.Security.Cryptography;
using System.Text;

namespace Poruka.Vault;

/// <summary>
/// The key of an arrest will, in parts: one lies with the program, the other with the people whom the will names, each of
/// whom has it sealed to their own key; where two are to open together, it is split further. Neither part tells anything
/// without the other (docs/formats/will.md).
/// </summary>
public static class SplitKey
{
    /// <summary>The size of the key and of each of the two parts.</summary>
    public const int Size = 32;

    /// <summary>What was made of a key.</summary>
    /// <param name="ProgramsPart">The program's part.</param>
    /// <param name="Shares">A share for each named person, in their order.</param>
    public sealed record Parts(byte[] ProgramsPart, IReadOnlyList<byte[]> Shares);

    /// <summary>Takes a key apart.</summary>
    /// <param name="key">The key, 32 bytes.</param>
    /// <param name="named">How many are named.</param>
    /// <param name="needed">How many of them are needed together.</param>
    /// <param name="random">Where the randomness comes from.</param>
    public static Parts Take(ReadOnlySpan<byte> key, int named, int needed, RandomFill random)
    {
        if (key.Length != Size) throw new ArgumentException("The key is 32 bytes.", nameof(key));
        var programs = new byte[Size];
        random(programs);
        using var peoples = new SecretBytes(Size);
        for (var i = 0; i < Size; i++) peoples.Span[i] = (byte)(key[i] ^ programs[i]);
        return new Parts(programs, SplitSecret.Split(peoples.Span, named, needed, random));
    }

    /// <summary>Puts a key together from the program's part and the shares of as many people as are needed.</summary>
    public static SecretBytes Join(ReadOnlySpan<byte> programsPart, IReadOnlyList<byte[]> shares)
    {
        var key = SplitSecret.Combine(shares);
        for (var i = 0; i < key.Length; i++) key.Span[i] ^= programsPart[i];
        return key;
    }

    /// <summary>Seals a share to somebody's public key. Which will, whose share and to whom is bound in.</summary>
    public static byte[] SealShare(UInt128 will, MemberId holder, MemberId to, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> share, RandomFill random) =>
        Hpke.Seal(publicKey, Info(will, holder, to), [], share, random);

    /// <summary>Opens a share; null where it isn't for these keys or this place.</summary>
    public static byte[]? OpenShare(UInt128 will, MemberId holder, MemberId to, MemberKeys keys, ReadOnlySpan<byte> sealedShare) =>
        Hpke.TryOpen(keys.AgreementKey, Info(will, holder, to), [], sealedShare);

    private static byte[] Info(UInt128 will, MemberId holder, MemberId to) =>
        Encoding.ASCII.GetBytes($"poruka will v1|{will:x32}|{holder}|{to}");
}
