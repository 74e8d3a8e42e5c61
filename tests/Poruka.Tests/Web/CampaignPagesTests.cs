using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Funds;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A campaign from its promise to its end: who gives, what is spent, what becomes of the rest.</summary>
public sealed class CampaignPagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_campaign_says_what_it_promises_takes_gifts_by_reference_and_does_with_the_rest_what_it_said(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Trustee, Role.Member);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        var visitor = site.Visit("en");
        await visitor.Get("/funds/red-cross/give", HttpStatusCode.NotFound);

        var list = await vera.Browser.Get(Fund + "/campaigns");
        var wrong = await vera.Browser.Send(list, Fund + "/campaigns", ("name", "Winter parcels"), ("surplus", "GoesElsewhere"), ("bound", "bound"), ("public", "1"));
        Assert.NotNull(wrong.QuerySelector("#field-story-error"));
        var campaign = await vera.Browser.Send(wrong, Fund + "/campaigns", ("name", "Winter parcels"), ("story", "Warm clothes for forty people."), ("target", "1000"),
            ("ends", "2027-02-01"), ("bound", "bound"), ("surplus", "BecomesFree"), ("public", "1"));
        Assert.Contains("Winter parcels", campaign.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        var pledges = await vera.Browser.Get(Fund + "/pledges");
        await vera.Browser.Send(pledges, Fund + "/pledges/ways", ("ways", "Money order to the office"), ("public", "1"));

        var shown = await visitor.Get("/funds/red-cross/campaigns/winter-parcels");
        Assert.Contains("spent on this alone", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("becomes free for the fund’s other work", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains((await visitor.Get("/funds/red-cross")).QuerySelectorAll("a"), a => a.GetAttribute("href") == "/funds/red-cross/campaigns/winter-parcels");

        // Two visitors, each with a reference of their own; one pays twice with the same; one gives for all.
        var (one, two, free) = (await Draw("/funds/red-cross/campaigns/winter-parcels/give"), await Draw("/funds/red-cross/campaigns/winter-parcels/give"), await Draw("/funds/red-cross/give"));
        Assert.NotEqual(one, two);
        await Book($"2026-11-02;500.00;EUR;A;DE89370400440532013000;{one}\n2026-11-03;100.00;EUR;A;DE89370400440532013000;thanks {one.ToLowerInvariant().Replace('-', ' ')}\n"
            + $"2026-11-04;50.00;EUR;B;FR1420041010050500013M02606;{two}\n2026-11-05;70.00;EUR;C;;{free}\n2026-11-06;5.00;EUR;D;;GIFT FOR PRISONERS AND PARCELS\n");
        shown = await visitor.Get("/funds/red-cross/campaigns/winter-parcels");
        Assert.Contains("€650 of €1,000 has been given (65 %).", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("65", shown.QuerySelector("progress")!.GetAttribute("value"));
        Money(test, restricted: 650_00, free: 70_00);

        // The promise stands from now on.
        var page = await vera.Browser.Get(Fund + "/campaigns/winter-parcels");
        var refused = await vera.Browser.Send(page, Fund + "/campaigns/winter-parcels", ("name", "Winter parcels"), ("bound", "free"), ("surplus", "BecomesFree"));
        Assert.NotNull(refused.QuerySelector("#field-surplus-error"));
        await vera.Browser.Send(page, Fund + "/campaigns/winter-parcels", ("name", "Parcels for the winter"), ("target", "1200"), ("bound", "bound"), ("surplus", "BecomesFree"), ("public", "1"));

        // The receipt, by the reference alone.
        var mine = await visitor.Get("/receipts/mine");
        Assert.Contains("next part of the public log", (await visitor.Send(mine, "/receipts/mine", ("reference", one))).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("sixteen", (await visitor.Send(mine, "/receipts/mine", ("reference", "K7QM"))).QuerySelector(".error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No gift with this", (await visitor.Send(mine, "/receipts/mine", ("reference", await Draw("/funds/red-cross/give")))).Body!.TextContent, StringComparison.Ordinal);
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        using (var receipt = await visitor.Post(mine, "/receipts/mine", ("reference", one)))
        {
            Assert.True(TlogProof.TryParse(await receipt.Content.ReadAsByteArrayAsync(), out _, out _));
            Assert.Contains("no-store", receipt.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        // A lawyer is paid from the campaign; bail is not.
        var form = await ana.Browser.Get(Fund + "/requests/new");
        (string, string)[] asked = [("origin", "Member"), ("amount", "200"), ("cost", "200"), ("what", "boots"), ("consent", "yes"), ("payee", "Shop"), ("country", "DE"), ("campaign", "1")];
        Assert.NotNull((await ana.Browser.Send(form, Fund + "/requests/new", [.. asked, ("purpose", "BailPosted")])).QuerySelector("#field-campaign-error"));
        var sent = await ana.Browser.Send(form, Fund + "/requests/new", [.. asked, ("purpose", "Parcel")]);
        var address = sent.QuerySelector("form.decide")!.GetAttribute("action")!;
        await vera.Browser.Send(await vera.Browser.Get(address), address, ("act", "Release"));
        Money(test, restricted: 450_00, free: 70_00);
        await vera.Browser.Send(await vera.Browser.Get(Fund + "/payments"), Fund + "/payments/paid", ("request", address[(address.LastIndexOf('/') + 1)..]),
            ("from", ((int)AccountClass.Bank << 16).ToString(CultureInfo.InvariantCulture)), ("day", "2026-11-23"));
        Money(test, restricted: 450_00, free: 70_00);

        var closed = await vera.Browser.Send(await vera.Browser.Get(Fund + "/campaigns/winter-parcels"), Fund + "/campaigns/winter-parcels/close");
        Assert.Contains("What was left is free now", closed.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Money(test, restricted: 0, free: 520_00);
        await visitor.Get("/funds/red-cross/campaigns/winter-parcels/give", HttpStatusCode.NotFound);
        Assert.Contains("Thank you", (await visitor.Get("/funds/red-cross/campaigns/winter-parcels")).Body!.TextContent, StringComparison.Ordinal);
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);

        async Task<string> Draw(string address) => (await visitor.Get(address)).QuerySelector("dl.facts code")!.TextContent;

        async Task Book(string lines)
        {
            var start = await vera.Browser.Get(Fund + "/statements");
            using var content = new MultipartFormDataContent
            {
                { new StringContent(((IHtmlInputElement)start.QuerySelector("main input[name=form-token]")!).Value), "form-token" },
                { new StringContent("Date;Amount;Currency;Name;IBAN;Description\n" + lines), "file", "statement.csv" },
            };
            using var response = await vera.Browser.Http.PostAsync(new Uri(Fund + "/statements", UriKind.Relative), content);
            var preview = await vera.Browser.Get(response.Headers.Location!.OriginalString);
            await vera.Browser.Send(preview, preview.QuerySelectorAll("main form").Single().GetAttribute("action")!);
        }
    }

    private static void Money(TestInstallation test, long restricted, long free)
    {
        using var connection = test.Database.Open();
        var money = FundOfGroup.Money(connection, test.Fund);
        Assert.Equal((restricted, free), (money.Restricted.Minor, money.Free.Minor));
    }
}
