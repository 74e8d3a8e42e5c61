using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Funds;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>A month of a treasurer, over the pages.</summary>
public sealed class DeskPagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private const string Statement =
        "Date;Amount;Currency;Name;IBAN;Description\n2026-11-02;25.00;EUR;Olga Petrenko;DE89370400440532013000;Dues November\n"
        + "2026-11-03;100.00;EUR;canary-payer;FR1420041010050500013M02606;For the fund and the concert\n2026-11-04;-40.00;EUR;Print shop;DE02120300000000202051;R-TESTTEST\n";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_statement_is_looked_at_booked_and_its_lines_are_put_where_they_belong(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        var preview = await Upload(vera, Statement);
        Assert.Equal(3, preview.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("canary-payer", preview.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Would be booked: 3", preview.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        var confirm = preview.QuerySelectorAll("main form").Single().GetAttribute("action")!;
        var booked = await vera.Browser.Send(preview, confirm);
        Assert.Contains("Booked: 3", booked.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("was read in on", (await Upload(vera, Statement, expected: HttpStatusCode.BadRequest)).QuerySelector(".error")!.TextContent, StringComparison.Ordinal);

        // One whole, one in two parts, and parts that don't make it.
        var waiting = await vera.Browser.Get(Fund + "/waiting");
        string[] lines = [.. waiting.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!)];
        Assert.Equal(3, lines.Length);
        await vera.Browser.Send(await vera.Browser.Get(lines[0]), lines[0], ("to1", "Dues"));
        var wrong = await vera.Browser.Send(await vera.Browser.Get(lines[1]), lines[1], ("to1", "Gift"), ("part1", "60"), ("to2", "Event"), ("part2", "50"));
        Assert.NotNull(wrong.QuerySelector("#field-part1-error"));
        var put = await vera.Browser.Send(wrong, lines[1], ("to1", "Gift"), ("part1", "60"), ("to2", "Event"), ("part2", ""));
        Assert.Single(put.QuerySelectorAll("tbody th a"));

        // The payment was noted before the bank showed it.
        using (var transaction = FundTransaction.Begin(test.Database, test.Fund.Number))
        {
            transaction.MustPost(test.Fund, RequestBooking.Pay(test.Fund.Id, new EntryId(7, 0), new NodaTime.LocalDate(2026, 11, 4), new Account(AccountClass.Unrecognised), AccountClass.Letters, new Money(40_00, Currency.Eur), "R-TESTTEST"));
            transaction.Commit();
        }
        put = await vera.Browser.Send(await vera.Browser.Get(lines[2]), lines[2], ("to1", "payment"));
        Assert.Empty(put.QuerySelectorAll("tbody th a"));
        using (var connection = test.Database.Open())
        {
            var sums = PublicSums.Of(connection, test.Fund).GroupBy(s => s.Account.Class).ToDictionary(g => g.Key, g => g.Sum(s => s.Amount.Minor));
            Assert.Equal((85_00L, 0L, -25_00L, -60_00L, -40_00L, 40_00L), (sums[AccountClass.Bank], sums[AccountClass.Unrecognised], sums[AccountClass.Dues], sums[AccountClass.Gift], sums[AccountClass.Event], sums[AccountClass.Letters]));
        }
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        var desk = await vera.Browser.Get(Fund);
        Assert.Contains("€85.00", desk.QuerySelector("dl.sums")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reserve_is_shown_with_its_chart_and_answers_what_is_asked()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await SampleBooks.Post(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        var page = await vera.Browser.Get(Fund + "/reserve?now=10&months=12");
        Assert.Equal(12, page.QuerySelectorAll("main table")[0].QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Read off the books of 34 months", page.Body!.TextContent, StringComparison.Ordinal);
        using var picture = await vera.Browser.Http.GetAsync(new Uri(page.QuerySelector("figure img")!.GetAttribute("src")!, UriKind.Relative));
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        Assert.Contains("fill-opacity", await picture.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Bail_goes_out_comes_back_in_part_and_is_lost_in_part(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        RequestTests.Give(test, 5_000_00);
        var form = await ana.Browser.Get(Fund + "/requests/new");
        (string, string)[] asked = [("origin", "Case"), ("purpose", "BailPosted"), ("amount", "400"), ("cost", "400"), ("what", "bail"), ("consent", "yes"), ("payee", "Court")];
        var off = await ana.Browser.Send(form, Fund + "/requests/new", [.. asked, ("country", "PL")]);
        Assert.Contains("art. 57", off.QuerySelector("#field-purpose-error")!.TextContent, StringComparison.Ordinal);
        var cleared = await vera.Browser.Send(await vera.Browser.Get(Fund + "/bail"), Fund + "/bail/clear", ("country", "GB"), ("lawyer", "1"));
        Assert.Contains("Cleared by a lawyer", cleared.Body!.TextContent, StringComparison.Ordinal);
        var sent = await ana.Browser.Send(form, Fund + "/requests/new", [.. asked, ("country", "GB")]);
        var address = sent.QuerySelector("form.decide")!.GetAttribute("action")!;
        await vera.Browser.Send(await vera.Browser.Get(address), address, ("act", "Release"));
        var pay = await vera.Browser.Get(Fund + "/payments");
        await vera.Browser.Send(pay, Fund + "/payments/paid", ("request", address[(address.LastIndexOf('/') + 1)..]), ("from", ((int)AccountClass.Bank << 16).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("day", "2026-11-23"));

        var list = await vera.Browser.Get(Fund + "/bail");
        var one = list.QuerySelector("tbody th a")!.GetAttribute("href")!;
        var wrong = await vera.Browser.Send(await vera.Browser.Get(one), one, ("returned", "401"), ("to", "Bank"), ("day", "2026-11-23"));
        Assert.NotNull(wrong.QuerySelector("#field-returned-error"));
        list = await vera.Browser.Send(wrong, one, ("returned", "300"), ("to", "Bank"), ("forfeited", "60"), ("due", "2026-12-24"), ("day", "2026-11-23"));
        Assert.Contains("24 December 2026", list.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("€40.00", list.QuerySelector("tfoot")!.TextContent, StringComparison.Ordinal);
        // Sent once more, as from a page that was left open, it is booked no second time.
        var again = await vera.Browser.Send(wrong, one, ("returned", "10"), ("to", "Bank"), ("day", "2026-11-23"));
        Assert.Contains("since you opened the page", again.QuerySelector("#field-returned-error")!.TextContent, StringComparison.Ordinal);
        using var connection = test.Database.Open();
        var money = FundOfGroup.Money(connection, test.Fund);
        Assert.Equal((4_900_00L, 40_00L, 0L), (money.AtHand.Minor, money.BailOut.Minor, money.Reserved.Minor));
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
    }

    [Fact]
    public async Task A_pledge_gives_a_reference_and_a_code_that_another_reader_reads()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        DonorId donor;
        using (var connection = test.Database.Open())
        {
            Sql.Run(connection, null, "update fund set organisation = @group", ("group", group.Organisation.Number));
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE89370400440532013000", Currency.Eur));
            using var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!;
            donor = Donors.Add(room, connection, new DonorDetails { Name = "Olga Petrenko" }, TestInstallation.Today).Id;
            PledgeRows.Save(connection, null, test.Fund, new StoredPledge(5, donor, "PTEST23456", true, CampaignId.None, new Pledge(new Money(25_00, Currency.Eur), 1, new NodaTime.LocalDate(2026, 9, 1)), null));
            var stored = Assert.Single(PledgeRows.List(connection, test.Fund));
            Assert.Equal((donor, "PTEST23456", PledgeState.Behind), (stored.Donor, stored.Reference, stored.Pledge.StandingOn(new Money(25_00, Currency.Eur), new NodaTime.LocalDate(2026, 10, 20), null).State));
            // Who is erased takes their pledges along.
            Donors.Erase(test.Installation, connection, donor);
            Assert.Empty(PledgeRows.List(connection, test.Fund));
        }
        var text = EpcCode.Text("Политический Красный Крест", "DE89370400440532013000", new Money(25_00, Currency.Eur), "PTEST23456");
        var path = QrPicture.Of(text);
        var size = int.Parse(QrPicture.ViewBoxOf(path).Split(' ')[2], null);
        var file = Path.Combine(test.Folder, "code.png");
        using (var bitmap = new SkiaSharp.SKBitmap(size * 8, size * 8))
        using (var canvas = new SkiaSharp.SKCanvas(bitmap))
        using (var drawn = SkiaSharp.SKPath.ParseSvgPathData(path))
        using (var black = new SkiaSharp.SKPaint { Color = SkiaSharp.SKColors.Black })
        {
            canvas.Clear(SkiaSharp.SKColors.White);
            canvas.Scale(8);
            canvas.DrawPath(drawn, black);
            using var png = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(file, png.ToArray());
        }
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "zbar-tools is not installed.");
        using var reader = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/zbarimg", ["-q", "--nodbus", "--raw", file]) { RedirectStandardOutput = true })!;
        Assert.Equal(text, (await reader.StandardOutput.ReadToEndAsync()).TrimEnd('\n'));
    }

    private static async Task<IHtmlDocument> Upload(Person who, string text, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var page = await who.Browser.Get(Fund + "/statements");
        using var content = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelectorAll<IHtmlInputElement>("main input[name=form-token]").First().Value), "form-token" },
            { new StringContent(text), "file", "statement.csv" },
        };
        using var response = await who.Browser.Http.PostAsync(new Uri(Fund + "/statements", UriKind.Relative), content);
        return response.StatusCode == HttpStatusCode.Redirect ? await who.Browser.Get(response.Headers.Location!.OriginalString, expected) : await Visitor.Read(response, expected);
    }
}
