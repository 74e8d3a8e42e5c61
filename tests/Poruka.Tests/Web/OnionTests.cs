using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Web;

public sealed class OnionTests(PostgresServer postgres)
{
    private static readonly string Onion = new string('a', 55) + "d.onion";

    [Fact]
    public async Task Pages_tell_of_the_onion_service_unless_the_visitor_comes_by_it()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, change: o => o with { PublicScheme = "https", Onion = Onion });
        using var visitor = site.Visit("en");
        Assert.Equal([$"http://{Onion}/about?x=1"], await Told(visitor, "/about?x=1", null));
        Assert.Empty(await Told(visitor, "/about", Onion));
        Assert.Empty(await Told(visitor, Assets.Address("mark.svg"), null));
    }

    [Fact]
    public async Task Who_comes_by_a_safe_way_is_told_to_come_by_it_again_and_who_comes_by_the_onion_is_not()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, change: o => o with { PublicScheme = "https", Onion = Onion });
        using var visitor = site.Visit("en");
        foreach (var (host, told) in ((string?, bool)[])[(null, true), (Onion, false)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/about");
            if (host is not null) request.Headers.Host = host;
            using var response = await visitor.Http.SendAsync(request);
            Assert.Equal(told, response.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [Theory]
    [InlineData("example.onion")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1.onion")]
    [InlineData("solidarity.example")]
    public void Only_the_address_of_an_onion_service_is_one(string host) => Assert.False(OnionAddress.IsOne(host));

    private static async Task<IEnumerable<string>> Told(Visitor visitor, string address, string? host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (host is not null) request.Headers.Host = host;
        using var response = await visitor.Http.SendAsync(request);
        return response.Headers.TryGetValues("Onion-Location", out var values) ? values : [];
    }
}
