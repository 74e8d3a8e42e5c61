using System.Buffers.Binary;
using System.Text;

namespace Poruka.Vault.Passphrases;

/// <summary>Draws passphrases.</summary>
public static class Passphrase
{
    /// <summary>Seven words: 90 bits.</summary>
    public const int UsualWords = 7;

    /// <summary>Draws a passphrase; each word is as likely as any other. The caller disposes it.</summary>
    /// <param name="list">The words.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="words">How many words, from 1 to 32.</param>
    public static DrawnPassphrase Draw(WordList list, RandomFill random, int words = UsualWords)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(words is >= 1 and <= 32, true, nameof(words));
        var indexes = new SecretBytes(words * sizeof(ushort));
        for (var i = 0; i < words; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(indexes.Span[(i * sizeof(ushort))..], DrawIndex(random));
        return new DrawnPassphrase(list, indexes);
    }

    /// <summary>A number below 7,776: of 16 random bits, those that would make some numbers likelier are thrown away.</summary>
    private static ushort DrawIndex(RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        const int limit = ushort.MaxValue / WordList.Size * WordList.Size;
        while (true)
        {
            random(bytes);
            int value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (value >= limit) continue;
            bytes.Clear();
            return (ushort)(value % WordList.Size);
        }
    }
}

/// <summary>A passphrase that was drawn: which words of a list, and never the whole as a string.</summary>
/// <remarks>Not thread safe; disposing wipes it.</remarks>
public sealed class DrawnPassphrase : IDisposable
{
    private readonly WordList _list;
    private readonly SecretBytes _indexes;

    internal DrawnPassphrase(WordList list, SecretBytes indexes) => (_list, _indexes) = (list, indexes);

    /// <summary>How many words it has.</summary>
    public int Count => _indexes.Length / sizeof(ushort);

    /// <summary>Its words, one by one: the list's own strings.</summary>
    public IEnumerable<string> Words
    {
        get
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }
    }

    /// <summary>A word of it, from 0.</summary>
    public string this[int place] => _list.Words[BinaryPrimitives.ReadUInt16LittleEndian(_indexes.Span[(place * sizeof(ushort))..])];

    /// <summary>The passphrase as UTF-8, words parted by a space. The caller disposes it.</summary>
    public SecretBytes ToBytes()
    {
        var length = Count - 1;
        foreach (var word in Words) length += Encoding.UTF8.GetByteCount(word);
        var bytes = new SecretBytes(length);
        var at = 0;
        for (var i = 0; i < Count; i++)
        {
            if (i > 0) bytes.Span[at++] = (byte)' ';
            at += Encoding.UTF8.GetBytes(this[i], bytes.Span[at..]);
        }
        return bytes;
    }

    /// <summary>Wipes it.</summary>
    public void Dispose() => _indexes.Dispose();
}
