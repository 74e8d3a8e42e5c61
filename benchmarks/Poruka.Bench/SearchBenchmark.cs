using Poruka.Casework;

namespace Poruka.Bench;

/// <summary>Finding a name among those that a session has opened: nothing but the names is kept, so keys are made each time.</summary>
internal static class SearchBenchmark
{
    private const int Names = 20_000;

    private static readonly string[] First =
        ["Анна", "Сергій", "Yelena", "Oleksandr", "José", "Łukasz", "Щукин", "Marie", "Игорь", "Зоя", "Tchaika", "Юлия", "Жанна", "Ivan", "Ґжегож"];

    private static readonly string[] Last =
        ["Иванова", "Petrov", "Зеленський", "Khrushchev", "Müller", "Kowalczyk", "Цветаева", "O'Neill", "Шевченко", "Ковальчук", "Smirnoff", "Васильев"];

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        var random = new Random(3);
        var names = Enumerable.Range(0, Names).Select(_ =>
            $"{First[random.Next(First.Length)]} {(char)('а' + random.Next(32))}{(char)('а' + random.Next(32))} {Last[random.Next(Last.Length)]}").ToArray();
        List<double> seconds = [];
        foreach (var typed in (string[])["ivanova", "ива", "Zelensky serhii", "nobody", "щук"])
            for (var i = 0; i < 5; i++)
                seconds.Add(Turns.Seconds(() => NameSearch.Find(names, name => name, typed, 50)));
        yield return new Figure("search among 20,000 open names", Turns.Median(seconds) * 1_000, "ms", Goal: Goal.AtMost(200));
    }
}
