namespace Poruka.Casework;

/// <summary>
/// Sequences of words that aren't ordinary: three words that tell something, near each other, whatever case they stand in and
/// whichever comes first. Names are not among them; those are looked for by themselves.
/// </summary>
internal static class WordRuns
{
    /// <summary>How many facts may say the same before it counts as a way of speaking.</summary>
    public const int MostFacts = 4;

    private const int RareOfThree = 2, Window = 4, MostLength = 200, LongWord = 5;

    /// <summary>A run: what it is known by, and where it stands.</summary>
    internal readonly record struct Run(ulong Key, int Start, int End);

    /// <summary>The runs of a text.</summary>
    /// <param name="words">Its words.</param>
    /// <param name="withPairs">Whether two rare words near each other are enough.</param>
    public static List<Run> Of(List<GuardWord> words, bool withPairs)
    {
        var telling = new List<(ulong Hash, bool IsRare, bool IsLong, int Start, int End)>();
        foreach (var word in words)
        {
            if (word.IsNumber || word.Length < 3 || word.Sounds.Count == 0) continue;
            var sound = word.Sounds[0];
            if (OrdinaryWords.Joins(sound) || word.IsCapital && (!word.BeginsSentence || word.IsInTitle || GivenNames.IsOne(sound))) continue;
            var stem = Inflection.Rough(sound);
            if (stem.Length < 3) continue;
            telling.Add((Hash(stem), !OrdinaryWords.IsUsual(stem), word.Length >= LongWord, word.Start, word.End));
        }
        var runs = new List<Run>(telling.Count * 6);
        for (var i = 0; i < telling.Count; i++)
        {
            for (var j = i + 1; j < i + Window; j++)
            {
                if (withPairs) AddPair(i, j);
                for (var k = j + 1; k <= i + Window; k++) Add(i, j, k);
            }
        }
        return runs;

        void AddPair(int a, int b)
        {
            if (b >= telling.Count) return;
            var (x, y) = (telling[a], telling[b]);
            if (x.Hash != y.Hash && x is { IsRare: true, IsLong: true } && y is { IsRare: true, IsLong: true } && y.End - x.Start <= MostLength)
                runs.Add(new Run(unchecked((x.Hash + y.Hash) * 37 + x.Hash * y.Hash), x.Start, y.End));
        }

        void Add(int a, int b, int c)
        {
            if (c >= telling.Count) return;
            var (x, y, z) = (telling[a], telling[b], telling[c]);
            if (x.Hash == y.Hash || y.Hash == z.Hash || x.Hash == z.Hash || z.End - x.Start > MostLength) return;
            if ((x.IsRare ? 1 : 0) + (y.IsRare ? 1 : 0) + (z.IsRare ? 1 : 0) < RareOfThree) return;
            // The sum and the product don't ask for the order.
            runs.Add(new Run(unchecked((x.Hash + y.Hash + z.Hash) * 31 + x.Hash * y.Hash * z.Hash), x.Start, z.End));
        }
    }

    private static ulong Hash(string stem)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in stem) hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash | 1;
    }
}
