using CsCheck;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

/// <summary>Which of very many may be one person, and lists that were typed at night.</summary>
public class DuplicatesTests
{
    private static readonly string[] First = ["anna", "boris", "vera", "igor", "zoia", "marta"], Last = ["petrova", "orlov", "sidorova", "belov", "koval"];

    private static readonly Gen<List<NameTrait<int>>> Names =
        Gen.Select(Gen.Int[0, First.Length - 1], Gen.Int[0, Last.Length - 1], Gen.Int[0, 3], Gen.Int[0, 12])
            .Select((f, l, born, wrong) => (Name: Misspelt($"{First[f]} {Last[l]}", wrong), Born: born)).List[0, 25]
            .Select(list => list.Select((n, i) => new NameTrait<int>(i, NameSearch.KeyOf(n.Name), n.Born)).ToList());

    [Fact]
    public void Candidates_are_those_that_a_look_at_every_pair_finds() => Names.Sample(names =>
    {
        var found = Duplicates.Candidates(names).Select(p => (Math.Min(p.A, p.B), Math.Max(p.A, p.B))).ToList();
        Assert.Equal(found.Count, found.Distinct().Count());
        var expected = new HashSet<(int, int)>();
        for (var i = 0; i < names.Count; i++)
            for (var j = i + 1; j < names.Count; j++)
                if (AreAlike(names[i], names[j])) expected.Add((i, j));
        Assert.Superset(expected, found.ToHashSet());
        // Letters left out of two names at two places may meet: that is one letter exchanged, and no more than two steps apart.
        Assert.All(found.Except(expected), p => Assert.True(Distance(Sorted(names[p.Item1]), Sorted(names[p.Item2])) <= 2));
    }, iter: 300);

    [Fact]
    public void A_first_name_alone_makes_no_pair_but_with_a_birth_date()
    {
        Assert.Empty(Duplicates.Candidates<int>([new(1, NameSearch.KeyOf("Анна"), 0), new(2, NameSearch.KeyOf("Anna"), 0)]));
        Assert.Equal([(1, 2)], Duplicates.Candidates<int>([new(1, NameSearch.KeyOf("Анна"), 9), new(2, NameSearch.KeyOf("Anna Petrova"), 9)]));
    }

    [Fact]
    public void Names_in_two_alphabets_are_nearly_as_alike_as_in_one()
    {
        Assert.InRange(Duplicates.Score(new(["Щукин Сергей"], null, []), new(["Sergey Shchukin"], null, [])), 60, 70);
        Assert.InRange(Duplicates.Score(new(["Щукин Сергей"], new(1990, 1, 2), []), new(["Sergey Shchukin"], new(1990, 1, 2), [])), 90, 99);
    }

    [Theory]
    [InlineData("Anna Petrova", "Anna Petrova", "", "")]
    [InlineData("Anna Petrova; unit 5", "Anna Petrova", "", "unit 5")]
    [InlineData("? red jacket, tall", "", "red jacket, tall", "")]
    [InlineData("неизвестный, в очках ; отдел 5", "", "в очках", "отдел 5")]
    [InlineData("Unknown", "", "", "")]
    [InlineData("Unknownov", "Unknownov", "", "")]
    [InlineData("невідома: синя куртка", "", "синя куртка", "")]
    [InlineData("?", "", "", "")]
    public void A_line_is_a_name_or_a_look_and_perhaps_a_place(string line, string name, string look, string place) =>
        Assert.Equal([new ArrestLine(name, look, place)], ArrestLines.Read(line));

    [Fact]
    public void Every_line_with_something_on_it_is_a_person() => Gen.String.List[0, 10].Sample(lines =>
    {
        var text = string.Join('\n', lines);
        var people = ArrestLines.Read(text);
        var written = text.Split('\n').Count(l => l.Trim().Length > 0);
        Assert.InRange(people.Count, text.Split('\n').Count(l => l.Trim().Length > 0 && !l.Contains(';', StringComparison.Ordinal)), written);
        Assert.All(people, p => Assert.True(p.Name.Length <= ArrestLines.MaxPart && p.Look.Length <= ArrestLines.MaxPart && p.Place.Length <= ArrestLines.MaxPart));
    }, iter: 500);

    private static bool AreAlike(NameTrait<int> a, NameTrait<int> b)
    {
        var (x, y) = (Words(a), Words(b));
        if (a.Born != 0 && a.Born == b.Born && x.Intersect(y).Any()) return true;
        // One letter too many or too few, or another one, within the words in their order.
        return x.Length > 1 && y.Length > 1 && Distance(Sorted(a), Sorted(b)) <= 1 && Spaces(a) == Spaces(b);
    }

    private static int Spaces(NameTrait<int> name) => Sorted(name).IndexOf(' ', StringComparison.Ordinal);

    private static string[] Words(NameTrait<int> name) => name.Key.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Sorted(NameTrait<int> name) => string.Join(' ', Words(name).Order(StringComparer.Ordinal));

    private static string Misspelt(string name, int at) => at < name.Length && name[at] != ' ' && at > 2 ? name.Remove(at, 1) : name;

    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                rows[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
        return rows[a.Length, b.Length];
    }
}
