using System.Security.Cryptography;
using AngleSharp.Dom;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Tests.Web;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Tests.Cases;

/// <summary>
/// A whole case, from two people taken with a banner to one at home and the other gone from the country; at each step, who sees
/// what. Vera leads the cases and holds all rooms; Olga is a caseworker of the team; Dina is the doctor, who holds the health
/// room beside the team's; Ivan looks after cases too, and holds nothing.
/// </summary>
public sealed class WholeCaseTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Two_people_are_arrested_with_a_banner_and_helped_to_the_end(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        var dina = await crew.Join("dina", Role.Caseworker);
        var ivan = await crew.Join("ivan", Role.Caseworker);
        foreach (var member in new[] { olga, dina }) crew.Grant(vera, member, crew.Team());
        var health = crew.MakeRoom(vera, "Health");
        crew.Grant(vera, dina, health);

        // The first night: two people, a banner, nobody knows exactly when.
        var anna = await crew.OpenCase(vera, ("name", "Anna Petrova"), ("country", "ru"), ("zone", "Europe/Moscow"), ("how", "between"), ("day", "2026-11-23"), ("time", "12:00"),
            ("later-day", "2026-11-23"), ("later-time", "14:00"), ("place", "Unit 5"), ("source", "Witness"), ("text", "taken with a banner"));
        var boris = await crew.OpenCase(olga, ("look", "grey coat, with Anna"), ("country", "ru"), ("zone", "Europe/Moscow"), ("how", "not-before"), ("day", "2026-11-23"), ("time", "12:00"));
        await PlaybookPagesTests.Start(vera, anna, "someone-arrested");
        Assert.Equal(["Anna Petrova", "Unnamed: grey coat, with Anna"], (await Names(olga, crew)).Order());
        Assert.All(await Names(ivan, crew), name => Assert.StartsWith("C-", name, StringComparison.Ordinal)); // codes alone
        Assert.Contains("25 November 2026, 12:00", await Text(olga, anna), StringComparison.Ordinal); // the 48th hour from the earliest

        // His name is known in the morning.
        await Crew.Post(olga, await olga.Browser.Get(boris + "/sheets/basic"), boris + "/sheets/basic", ("names", "Boris Orlov"));
        Assert.Equal(["Anna Petrova", "Boris Orlov"], (await Names(vera, crew)).Order());

        // Remand in different places; custody ordered, then extended.
        await Crew.Write(olga, anna, "decision", ("day", "2026-11-24"), ("time", "16:00"), ("event", "custody-order"), ("text", "custody for two months"), ("source", "Lawyer"));
        await Crew.Write(olga, anna, "transferred", ("day", "2026-11-24"), ("time", "20:00"), ("place", "SIZO-1"), ("source", "Lawyer"));
        await Crew.Write(olga, boris, "transferred", ("day", "2026-11-24"), ("time", "20:00"), ("place", "SIZO-2"), ("source", "Family"));
        await Crew.Write(olga, anna, "decision", ("day", "2027-01-20"), ("time", "12:00"), ("event", "custody-order"), ("text", "extended by three months"), ("until", "2027-04-20"), ("source", "Document"));
        Assert.Contains("On remand; held at SIZO-1", await Text(dina, anna), StringComparison.Ordinal);
        Assert.Contains("held at SIZO-2", await Text(dina, boris), StringComparison.Ordinal);

        // Her illness goes to a room that only those who need it hold.
        await Crew.Post(vera, await vera.Browser.Get(anna + "/rooms/health"), anna + "/rooms/health", ("room", Ids.Text(health.Value)));
        await Crew.Post(vera, await vera.Browser.Get(anna + "/sheets/health"), anna + "/sheets/health", ("conditions", "epilepsy"), ("medicines", "as prescribed by Dr. Weiss"));
        Assert.Contains("epilepsy", await Text(dina, anna), StringComparison.Ordinal);
        Assert.DoesNotContain("epilepsy", await Text(olga, anna), StringComparison.Ordinal);
        Assert.Contains("in a room that you don’t hold", await Text(olga, anna), StringComparison.Ordinal);

        // No letter comes: the watch notices what nobody wrote, and the ladder is climbed.
        await Crew.Post(dina, await dina.Browser.Get(anna + "/watches/new"), anna + "/watches/new", ("expected", "a letter"), ("days", "10"), ("plan", "call the doctor of the facility"), ("section", "Health"));
        crew.Clock.Advance(Duration.FromDays(11));
        await CaseWatches.Job.Run(new JobRun(crew.Test.Installation, crew.Clock.GetCurrentInstant(), CancellationToken.None));
        foreach (var member in new[] { vera, olga, dina, ivan }) await member.SignIn();
        Assert.Contains("did not come", await Text(dina, anna), StringComparison.Ordinal);
        Assert.DoesNotContain("a letter, every", await Text(olga, anna), StringComparison.Ordinal); // not even what is expected
        await Crew.Write(dina, anna, "health", ("text", "seizures untreated for a week"), ("section", "Health"), ("source", "Lawyer"));
        var ladder = anna + "/playbooks/new";
        await Crew.Post(dina, await dina.Browser.Get(ladder), ladder, ("situation", "medical-care"), ("section", "Health"));
        Assert.DoesNotContain("seizures", await Text(olga, anna), StringComparison.Ordinal);

        // The hospital is known to the health room alone; the rest see that she is held.
        await Crew.Write(dina, anna, "note", ("text", "moved to the prison hospital, ward 3"), ("section", "Health"));
        Assert.DoesNotContain("ward 3", await Text(olga, anna), StringComparison.Ordinal);
        await Crew.Write(dina, anna, "signoflife", ("text", "visited by the lawyer"), ("day", "2026-12-05"), ("time", "10:00"));
        Assert.DoesNotContain("did not come", await Text(dina, anna), StringComparison.Ordinal);

        // Bail is applied for, and she comes out; all see it.
        await Crew.Write(olga, anna, "bail", ("text", "application for bail filed"), ("day", "2026-12-05"));
        await Crew.Write(olga, anna, "released", ("text", "home"), ("day", "2027-02-01"), ("time", "18:00"));
        Assert.Contains("Out; out", await Text(dina, anna), StringComparison.Ordinal);
        Assert.Contains("Out", (await ivan.Browser.Get(crew.Address)).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);

        // He is released and wanted again; where he goes stands in a room that the server can't read.
        await Crew.Write(olga, boris, "released", ("day", "2027-02-01"), ("time", "10:00"));
        await Crew.Write(olga, boris, "wanted", ("day", "2027-02-10"), ("time", "10:00"), ("source", "Press"));
        Assert.Contains("Wanted; nobody knows where", await Text(vera, boris), StringComparison.Ordinal);
        using var identity = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var offline = crew.MakeOfflineRoom(identity.Recipient);
        var choose = boris + "/rooms/relocation";
        await Crew.Post(vera, await vera.Browser.Get(choose), choose, ("room", Ids.Text(offline.Value)));
        var kept = (await vera.Browser.Get(boris)).QuerySelector("#Relocation")!;
        Assert.Contains("nobody reads it here", kept.TextContent, StringComparison.Ordinal);
        const string way = "by the old road, to a cousin in Vesnitsa";
        var put = kept.QuerySelector("a")!.GetAttribute("href")!;
        using (var into = await vera.Browser.Post(await vera.Browser.Get(put), put, ("text", way)))
            Assert.Contains(into.StatusCode, new[] { System.Net.HttpStatusCode.Redirect, System.Net.HttpStatusCode.SeeOther });
        // Not even she who wrote it finds it again, and whoever takes the machine neither.
        Assert.DoesNotContain("Vesnitsa", await Text(vera, boris), StringComparison.Ordinal);
        Assert.DoesNotContain("Vesnitsa", await Text(vera, put[..^"/put".Length]), StringComparison.Ordinal);
        Assert.Empty(Canaries.InTables(crew.Test.Database, [way]));
        Assert.Empty(Canaries.InFiles(crew.Test.Folder, [way]).Found);
        using var sheet = await vera.Browser.Http.GetAsync(new Uri(boris + "/sheets/relocation", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, sheet.StatusCode);

        // Ivan, to whom nothing was granted, has read no name and no fact in all this time.
        foreach (var address in new[] { anna, boris })
        {
            var seen = (await ivan.Browser.Get(address)).DocumentElement.OuterHtml;
            foreach (var word in new[] { "Anna", "Boris", "banner", "epilepsy", "SIZO", "grey coat" }) Assert.DoesNotContain(word, seen, StringComparison.Ordinal);
        }
    }

    private static async Task<string> Text(Person who, string address) => (await who.Browser.Get(address)).QuerySelector("main")!.TextContent;

    private static async Task<IEnumerable<string>> Names(Person who, Crew crew) =>
        (await who.Browser.Get(crew.Address)).QuerySelectorAll("tbody th").Select(c => c.TextContent.Trim());
}
