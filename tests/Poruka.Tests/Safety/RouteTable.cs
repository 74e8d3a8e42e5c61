using Microsoft.AspNetCore.Routing;
using Poruka.People;

namespace Poruka.Tests.Safety;

/// <summary>A line of routes.tsv: who may ask for a page or send a form, written down apart from the code.</summary>
internal sealed record RouteRow(string Method, string Route, Audience Audience, IReadOnlyList<Role> Roles, bool Proof)
{
    public static IReadOnlyList<RouteRow> All { get; } = Read();

    /// <summary>The line that a route's own rule would have.</summary>
    public static IEnumerable<string> LinesOf(RouteEndpoint route)
    {
        var rule = route.Metadata.GetMetadata<AccessRule>();
        foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
            yield return rule is null ? $"{method}\t{Pattern(route)}\t?" : new RouteRow(method, Pattern(route), rule.Audience, rule.Roles, rule.Proof).ToString();
    }

    /// <summary>The address, its parts in braces filled in: the group and the room as given, anything else with an id of nothing.</summary>
    public string AddressFor(string group, string room) => string.Join('/', Route.Split('/').Select(part => part switch
    {
        "{group}" => group,
        "{room}" => room,
        ['{', ..] when part.Contains(":int", StringComparison.Ordinal) || part.Contains(":long", StringComparison.Ordinal) => "1",
        ['{', .., '}'] when part.IndexOf('}', StringComparison.Ordinal) == part.Length - 1 => "00000000000000000000000000000001",
        // A value with something before or behind it, as in {language}.xml.
        _ when part.Contains('{', StringComparison.Ordinal) => System.Text.RegularExpressions.Regex.Replace(part, @"\{[^}]*\}", "1"),
        _ => part,
    }));

    public override string ToString() =>
        $"{Method}\t{Route}\t{Audience.ToString().ToLowerInvariant()}\t{(Roles.Count == 0 ? "-" : string.Join(',', Roles.Order().Select(r => r.Word())))}\t{(Proof ? "proof" : "-")}";

    private static string Pattern(RouteEndpoint route) => "/" + route.RoutePattern.RawText!.TrimStart('/');

    private static RouteRow[] Read()
    {
        using var stream = typeof(RouteRow).Assembly.GetManifestResourceStream("routes.tsv")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).Select(line =>
            {
                var cells = line.TrimEnd('\r').Split('\t');
                Assert.True(cells.Length == 5, $"routes.tsv: five columns are expected in: {line}");
                return new RouteRow(cells[0], cells[1], Enum.Parse<Audience>(cells[2], ignoreCase: true),
                    cells[3] == "-" ? [] : [.. cells[3].Split(',').Select(RoleOf)], cells[4] == "proof");
            }),
        ];
    }

    private static Role RoleOf(string word) =>
        Poruka.People.Roles.OfWord(word) ?? throw new FormatException($"routes.tsv: {word} is no role.");
}
