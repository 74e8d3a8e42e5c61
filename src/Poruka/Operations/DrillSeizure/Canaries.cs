using System.Buffers.Text;
using System.Text;

namespace Poruka.Operations.DrillSeizure;

/// <summary>
/// Words that must be found nowhere, each in the forms in which a machine writes words: UTF-8 and UTF-16, in small and great
/// letters, in hexadecimal, base64 (at each of its three places) and as in addresses.
/// </summary>
internal sealed class Canaries
{
    private readonly List<(int Word, byte[] Bytes)> _forms = [];

    public Canaries(IReadOnlyList<string> words)
    {
        Words = words;
        for (var word = 0; word < words.Count; word++)
            foreach (var bytes in FormsOf(words[word]))
                if (!_forms.Exists(f => f.Bytes.AsSpan().SequenceEqual(bytes))) _forms.Add((word, bytes));
        Longest = _forms.Count == 0 ? 0 : _forms.Max(f => f.Bytes.Length);
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The longest form, in bytes.</summary>
    public int Longest { get; }

    /// <summary>Which of the words stand in some bytes.</summary>
    public IEnumerable<int> FindIn(ReadOnlyMemory<byte> bytes) =>
        _forms.Where(f => bytes.Span.IndexOf(f.Bytes) >= 0).Select(f => f.Word).Distinct();

    /// <summary>Which of the words stand in a stream.</summary>
    public IReadOnlySet<int> FindIn(Stream stream)
    {
        var found = new HashSet<int>();
        var window = new byte[(1 << 20) + Longest];
        var kept = 0;
        for (int count; (count = stream.Read(window, kept, window.Length - kept)) > 0;)
        {
            found.UnionWith(FindIn(window.AsMemory(0, kept + count)));
            // What is longer than a window's rest may stand across two of them.
            var rest = Math.Min(kept + count, Math.Max(Longest - 1, 0));
            window.AsSpan(kept + count - rest, rest).CopyTo(window);
            kept = rest;
        }
        return found;
    }

    private static IEnumerable<byte[]> FormsOf(string word)
    {
        foreach (var text in new[] { word, word.ToLowerInvariant(), word.ToUpperInvariant() }.Distinct())
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            yield return utf8;
            yield return Encoding.Unicode.GetBytes(text);
            yield return Encoding.BigEndianUnicode.GetBytes(text);
            yield return Encoding.ASCII.GetBytes(Convert.ToHexString(utf8));
            yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8));
            yield return Encoding.ASCII.GetBytes(Uri.EscapeDataString(text));
            foreach (var form in Base64Of(utf8)) yield return form;
        }
    }

    /// <summary>The letters of base64 that depend on the word alone, whatever stands before and behind it.</summary>
    private static IEnumerable<byte[]> Base64Of(byte[] utf8)
    {
        for (var before = 0; before < 3; before++)
        {
            byte[] padded = [.. new byte[before], .. utf8];
            var whole = padded.Length / 3 * 3;
            var skip = before == 0 ? 0 : 4;
            if (whole * 4 / 3 - skip < 8) continue; // too short to mean anything
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(padded, 0, whole)[skip..]);
            yield return Encoding.ASCII.GetBytes(Base64Url.EncodeToString(padded.AsSpan(0, whole))[skip..]);
        }
    }
}
