using System.Net;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Web;

namespace Poruka.Tests.People;

/// <summary>What whoever runs the machine can do about members, beside the pages.</summary>
public sealed class MemberCommandTests(PostgresServer postgres)
{
    // At noon of the day of the tests, as the command line's clock stands.
    private readonly TestClock _clock = new();

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_group_of_one_gets_an_administrator_and_freezes_and_thaws_from_the_command_line(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var cli = new CliRunner(test.Folder);
        cli.Refuses("member list", "There is no group yet.");
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");

        cli.Refuses("member invite --roles king", "found “king”, expected some of administrator", ExitCode.WrongUsage);
        cli.Refuses("member invite --roles member --days 15", "expected 14 at most", ExitCode.WrongUsage);
        cli.Refuses("member invite --roles member --group nobody", "political-red-cross");
        var link = cli.Run("member invite --roles administrator,member --days 1 --address https://solidarity.example/ --quiet").Out.Trim();
        Assert.StartsWith("https://solidarity.example/join/", link, StringComparison.Ordinal);
        Assert.Contains("made on the server", (await vera.Browser.Get(vera.Group + "/invitations")).Body!.TextContent, StringComparison.Ordinal);
        using var boris = await Person.Join(site, _clock, new Uri(link).PathAndQuery, "boris");
        Assert.Equal(["boris", "vera"], cli.Run("member list --json").Json.EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.Contains("administrator, member", cli.Do("member list"), StringComparison.Ordinal);

        cli.Refuses("member freeze --name nobody", "Nobody is called “nobody” here.");
        cli.Do("member freeze --name Boris");
        cli.Refuses("member freeze --name boris", "frozen already");
        using (var response = await boris.Browser.Http.GetAsync(new Uri("/home", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        cli.Do("member thaw --name boris");
        await boris.SignIn();
    }
}
