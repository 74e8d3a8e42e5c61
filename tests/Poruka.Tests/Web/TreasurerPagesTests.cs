using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Funds;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Tables taken in, cash counted by two, papers of requests.</summary>
public sealed class TreasurerPagesTests(PostgresServer postgres)
{
    private const string Group = "/groups/political-red-cross", Fund = Group + "/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Donors_pledges_and_past_gifts_come_from_tables_and_are_taken_back(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Treasurer);
        // Who doesn't hold the donors' room is told so.
        var closed = await ana.Browser.Get(Group + "/donors/import", HttpStatusCode.Forbidden);
        Assert.Contains("key of the donors’ room", closed.Body!.TextContent, StringComparison.Ordinal);

        var donors = await Take(vera, Group + "/donors/import", "Name;IBAN;Kind;Reference;Note\ncanary-Olga;DE89 3704 0044 0532 0130 00;dues;M17-2026;by post\nBoris;;gift;;\n");
        Assert.Equal("2 rows were taken in.", donors.QuerySelector("[role=status]")!.TextContent);
        var again = await Look(vera, Group + "/donors/import", "Name;Note\nboris;x\n");
        Assert.Contains("something that is not there yet", again.Body!.TextContent, StringComparison.Ordinal);

        var unknown = await Look(vera, Fund + "/pledges/import", "Donor;Amount;Every;First\nNobody;5;month;2026-09-01\nBoris;x;month;2026-09-01\n");
        Assert.Equal("2 things to mend", unknown.QuerySelectorAll("caption")[0].TextContent.Trim());
        await Take(vera, Fund + "/pledges/import", "Donor;Amount;Every;First;Kind\ncanary-olga;10,50;month;2026-09-01;dues\nBoris;120;year;2026-01-15;\n");
        await Take(vera, Fund + "/past-gifts/import", "Donor;Date;Amount\ncanary-Olga;03.02.2024;33,10\ncanary-Olga;03.02.2025;44,20\n");

        var pledges = await vera.Browser.Get(Fund + "/pledges");
        Assert.Contains("€10.50", pledges.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        string room;
        using (var connection = test.Database.Open()) room = Ids.Text(RoomRows.Find(connection, 1, RoomKind.Donors)!.Id.Value);
        var list = await vera.Browser.Get($"/rooms/{room}/donors");
        var at = list.QuerySelectorAll("tbody a").First(a => a.TextContent == "canary-Olga").GetAttribute("href")!;
        var page = await vera.Browser.Get(at);
        Assert.Contains("M17-2026", page.QuerySelector("#field-references")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["€44.20", "€33.10"], page.QuerySelectorAll("table")[^1].QuerySelectorAll("tbody td:last-child").Select(c => c.TextContent.Trim()));
        using (var connection = test.Database.Open())
        {
            // Past gifts move nothing, and an import knows the payer by the table's word.
            Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from entry"));
            var donor = PledgeRows.List(connection, test.Fund).Single(p => p.IsDues).Donor;
            Assert.Equal(2, Sql.Number(connection, null, "select cast(count(*) as bigint) from past_gift where donor = @donor", ("donor", Ids.Bytes(donor.Value))));
        }
        // Donors can't be taken back while pledges stand on them; then, from the last to the first, all is.
        Assert.Contains("depends", (await Undo(vera, Group + "/donors/import")).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        await Undo(vera, Fund + "/past-gifts/import");
        await Undo(vera, Fund + "/pledges/import");
        Assert.Equal("M17-2026", (await vera.Browser.Get(at)).QuerySelector("#field-references")!.TextContent.Trim());
        Assert.Contains("taken back", (await Undo(vera, Group + "/donors/import")).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        using (var connection = test.Database.Open())
            Assert.Equal(0, Sql.Number(connection, null, "select cast((select count(*) from donor) + (select count(*) from pledge) + (select count(*) from past_gift) + (select count(*) from donor_tag) as bigint)"));
        NothingReadable(test, kind);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Cash_is_booked_when_another_has_counted_the_same_and_who_gave_fetches_a_receipt(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee);
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "update fund set organisation = 1");
        var form = await vera.Browser.Get(Fund + "/cash");
        Assert.NotNull((await vera.Browser.Send(form, Fund + "/cash", ("amount", "40"), ("day", "2027-01-01"), ("kind", "Gift"))).QuerySelector("#field-day-error"));
        var slip = await vera.Browser.Send(form, Fund + "/cash", ("amount", "40"), ("day", "2026-11-22"), ("kind", "Gift"), ("campaign", "0"));
        var reference = slip.QuerySelector("code")!.TextContent;
        var at = (await vera.Browser.Get(Fund + "/cash")).QuerySelector("tbody th a")!.GetAttribute("href")!;
        Assert.Equal(0, AtHand());

        // Who counted first can't sign twice, and the second isn't told the amount.
        using (var own = await Raw(vera, slip, at, ("again", "40"))) Assert.Equal(HttpStatusCode.BadRequest, own.StatusCode);
        var second = await ana.Browser.Get(at);
        Assert.DoesNotContain("40", second.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await ana.Browser.Send(second, at, ("again", "39.50"))).QuerySelector("#field-again-error"));
        Assert.Equal(0, AtHand());
        await ana.Browser.Send(second, at, ("again", "40"));
        await ana.Browser.Send(second, at, ("again", "40"));
        Assert.Equal(40_00, AtHand());

        // Another count is taken back.
        var wrong = await vera.Browser.Send(form, Fund + "/cash", ("amount", "70"), ("day", "2026-11-22"), ("kind", "Event"), ("campaign", "0"));
        var address = wrong.QuerySelector("form[action$='/withdraw']")!.GetAttribute("action")!;
        await vera.Browser.Send(wrong, address);
        using (var gone = await Raw(ana, second, address, ("again", "70"))) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);

        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        var visitor = site.Visit("en");
        using var receipt = await visitor.Post(await visitor.Get("/receipts/mine"), "/receipts/mine", ("reference", reference));
        Assert.Equal("gift.tlog-proof", receipt.Content.Headers.ContentDisposition!.FileName);
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);

        long AtHand()
        {
            using var connection = test.Database.Open();
            return FundOfGroup.Money(connection, test.Fund).AtHand.Minor;
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Papers_of_a_request_are_sealed_to_the_trustees_and_those_for_whom_it_waits_are_told(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using var boris = await RequestPagesTests.Join(test, site, _clock, vera, "boris", Role.Member);
        RequestTests.Give(test, 5_000_00);
        using (var connection = test.Database.Open())
            foreach (var member in MemberRows.Of(connection, new Organisation(1, "political-red-cross", "Political Red Cross")))
                MailNotices.Set(test.Installation, connection, member.Id, new NoticeTarget(member.Name + "@example.org", "en"));
        var sent = await ana.Browser.Send(await ana.Browser.Get(Fund + "/requests/new"), Fund + "/requests/new", ("origin", "Member"), ("purpose", "Legal"), ("amount", "50"), ("cost", "50"),
            ("what", "a lawyer"), ("consent", "yes"), ("payee", "Lawyer"), ("country", "DE"));
        var address = sent.QuerySelector("form.decide")!.GetAttribute("action")!;
        using (var connection = test.Database.Open()) Assert.Equal(1, MailQueue.Count(connection)); // to Vera, who decides; not to Ana, who asked

        await Put(ana, address + "/files", "canary-bill.txt", "canary-contents of a bill");
        var own = await ana.Browser.Get(address + "/files");
        Assert.Contains("1 file is here, sealed to the trustees.", own.Body!.TextContent, StringComparison.Ordinal);
        await boris.Browser.Get(address + "/files", HttpStatusCode.NotFound);
        var files = await vera.Browser.Get(address + "/files");
        var file = files.QuerySelector("tbody th a")!;
        Assert.Equal("canary-bill.txt", file.TextContent);
        using (var opened = await vera.Browser.Http.GetAsync(new Uri(file.GetAttribute("href")!, UriKind.Relative)))
            Assert.Equal("canary-contents of a bill", await opened.Content.ReadAsStringAsync());
        using (var refused = await ana.Browser.Http.GetAsync(new Uri(file.GetAttribute("href")!, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        // That it was opened stands in the record of the trustees' room.
        using (var connection = test.Database.Open())
            Assert.True(RoomRecord.Count(connection, RoomRows.Find(connection, 1, RoomKind.Trustees)!.Id) >= 1);
        NothingReadable(test, kind);
    }

    private static async Task<IHtmlDocument> Look(Person who, string address, string table) =>
        await who.Browser.Send(await who.Browser.Get(address), address, ("pasted", table));

    private static async Task<IHtmlDocument> Take(Person who, string address, string table)
    {
        var map = await Look(who, address, table);
        var confirm = map.QuerySelector("form[action$='/confirm']");
        Assert.True(confirm is not null, map.QuerySelector("main")!.TextContent);
        return await who.Browser.Send(map, confirm!.GetAttribute("action")!);
    }

    private static async Task<IHtmlDocument> Undo(Person who, string address)
    {
        var page = await who.Browser.Get(address);
        var import = page.QuerySelector<IHtmlInputElement>("form[action$='/undo'] input[name=import]")!.Value;
        return await who.Browser.Send(page, address + "/undo", ("import", import));
    }

    private static Task<HttpResponseMessage> Raw(Person who, IHtmlDocument page, string address, params (string Name, string Value)[] fields) =>
        who.Browser.Http.PostAsync(new Uri(address, UriKind.Relative), new FormUrlEncodedContent(
            [new("form-token", page.QuerySelector<IHtmlInputElement>("main input[name=form-token]")!.Value), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]));

    private static async Task Put(Person who, string address, string name, string contents)
    {
        var page = await who.Browser.Get(address);
        using var content = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector<IHtmlInputElement>("main input[name=form-token]")!.Value), "form-token" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(contents)), "file", name },
        };
        using var response = await who.Browser.Http.PostAsync(new Uri(address, UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    internal static void NothingReadable(TestInstallation test, DatabaseKind kind, params string[] words)
    {
        if (kind != DatabaseKind.Sqlite) return;
        if (words.Length == 0) words = ["canary-"];
        foreach (var path in Directory.GetFiles(test.Folder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            foreach (var word in words) Assert.DoesNotContain(word, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        }
    }
}
