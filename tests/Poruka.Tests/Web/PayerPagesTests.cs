using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>The treasurer says whose payment a waiting line is, and the next import knows the payer.</summary>
public sealed class PayerPagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross", Head = "Date;Amount;Currency;Name;IBAN;Description\n";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_payer_becomes_a_donor_or_is_one_already_and_the_next_statement_knows_them(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Treasurer);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        await Book(vera, Head + "2026-11-02;25.00;EUR;canary-Olga Petrenko;DE89370400440532013000;for those inside\n2026-11-03;30.00;EUR;O. Petrenko;FR1420041010050500013M02606;and again\n"
            + "2026-11-04;12.00;EUR;;;CANARY-M17 by cash machine\n2026-11-05;-4.00;EUR;Bank;DE02120300000000202051;charges\n");

        // Where the line is put and whose it is go together: what can't be kept beside it leaves it waiting.
        var lines = await Waiting(vera);
        var first = new JournalNumber(long.Parse(lines[0][(lines[0].LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Poruka.Funds.MatchLines.MatchLines.Assign(test.Installation, test.Fund, first, new Recognition(new Account(AccountClass.Dues)),
            TestInstallation.Today, (connection, transaction) => Donors.Gave(connection, transaction, test.Fund.Number, first.Value, new DonorId(1)))); // there is no such donor
        Assert.Equal(lines, await Waiting(vera));

        // Who doesn't hold the room is asked nothing, and makes no donor.
        Assert.Equal(4, lines.Length);
        Assert.Null((await ana.Browser.Get(lines[0])).QuerySelector("#field-payer"));
        Assert.NotNull((await ana.Browser.Send(await ana.Browser.Get(lines[0]), lines[0], ("payer", "new"))).QuerySelector("#field-to1-error"));
        Assert.Null((await vera.Browser.Get(lines[3])).QuerySelector("#field-payer")); // what was paid out has no donor

        // A new donor, whose payments are dues; the second account of the same one; a word where the line bears no account.
        var page = await vera.Browser.Get(lines[0]);
        Assert.Contains("A new donor: canary-Olga Petrenko", page.QuerySelector("#field-payer")!.TextContent, StringComparison.Ordinal);
        await vera.Browser.Send(page, lines[0], ("payer", "new"), ("to1", "Dues"));
        page = await vera.Browser.Get(lines[1]);
        var olga = page.QuerySelectorAll<IHtmlOptionElement>("#field-payer option").Single(o => o.TextContent.StartsWith("canary-Olga", StringComparison.Ordinal)).Value;
        Assert.NotNull((await vera.Browser.Send(page, lines[1], ("payer", new string('0', 32)))).QuerySelector("#field-payer-error"));
        await vera.Browser.Send(page, lines[1], ("payer", olga));
        page = await vera.Browser.Get(lines[2]);
        Assert.NotNull(page.QuerySelector("#field-newname"));
        var wrong = await vera.Browser.Send(page, lines[2], ("payer", "new"), ("word", "CANARY-M18"));
        Assert.NotNull(wrong.QuerySelector("#field-newname-error"));
        wrong = await vera.Browser.Send(page, lines[2], ("payer", "new"), ("newname", "canary-Boris"), ("word", "CANARY-M18"));
        Assert.NotNull(wrong.QuerySelector("#field-word-error"));
        await vera.Browser.Send(page, lines[2], ("payer", "new"), ("newname", "canary-Boris"), ("word", "CANARY-M17"), ("to1", "Gift"));

        // The next statement knows all three; who sees it without the room doesn't.
        const string Next = Head + "2026-11-12;25.00;EUR;Petrenko;DE89 3704 0044 0532 0130 00;one\n2026-11-13;30.00;EUR;Petrenko;FR1420041010050500013M02606;two\n2026-11-14;12.00;EUR;;;three canary-m17\n";
        var preview = await Upload(vera, Next);
        Assert.Equal(["Dues of members", "Dues of members", "Gifts"], preview.QuerySelectorAll("tbody td:last-child").Select(c => c.TextContent.Split(": ")[^1].Trim()));
        await vera.Browser.Send(preview, preview.QuerySelectorAll("main form").Single().GetAttribute("action")!);
        Assert.Equal([lines[3]], await Waiting(vera));
        using (var connection = test.Database.Open())
        {
            var sums = PublicSums.Of(connection, test.Fund).GroupBy(s => s.Account.Class).ToDictionary(g => g.Key, g => g.Sum(s => s.Amount.Minor));
            Assert.Equal((-110_00L, -24_00L), (sums[AccountClass.Dues], sums[AccountClass.Gift]));
            Assert.Equal([2L, 4L], Donors.List(connection, 1).Select(d => (long)Donors.GiftsOf(connection, d.Id).Count).Order());
            var record = RoomRows.Find(connection, 1, RoomKind.Donors)!;
            Assert.True(RoomRecord.Count(connection, record.Id) >= 3);
        }
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        TreasurerPagesTests.NothingReadable(test, kind, "canary-", "CANARY-M17");
    }

    /// <summary>A line that waits of somebody known has them chosen already; of more donors than fit, one is found by code.</summary>
    [Fact]
    public async Task Whom_the_room_knows_is_chosen_and_of_many_donors_one_is_found_by_code()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Member);
        using (var connection = test.Database.Open())
        {
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE75512108001245126199", Currency.Eur));
            Sql.Run(connection, null, "update fund set organisation = 1");
        }
        await Book(vera, Head + "2026-11-02;25.00;EUR;Petrenko Olga;DE89370400440532013000;one\n2026-11-03;25.00;EUR;Petrenko Olga;DE89370400440532013000;two\n");
        var table = "Name;IBAN\n" + string.Concat(Enumerable.Range(0, 230).Select(i => $"Donor {i:000};\n")) + "Zoya Olga Petrenko;\nZoya Last;\n";
        var map = await vera.Browser.Send(await vera.Browser.Get("/groups/political-red-cross/donors/import"), "/groups/political-red-cross/donors/import", ("pasted", table));
        await vera.Browser.Send(map, map.QuerySelector("form[action$='/confirm']")!.GetAttribute("action")!);

        var lines = await Waiting(vera);
        var page = await vera.Browser.Get(lines[0]);
        var offered = page.QuerySelectorAll<IHtmlOptionElement>("#field-payer option").ToList();
        Assert.StartsWith("Zoya Olga Petrenko", offered[2].TextContent, StringComparison.Ordinal); // fits the name, and comes first
        Assert.DoesNotContain(offered, o => o.TextContent.StartsWith("Zoya Last", StringComparison.Ordinal));
        string last;
        using (var connection = test.Database.Open())
        {
            var number = Sql.Number(connection, null, "select cast(count(*) as bigint) from donor");
            Assert.Equal(232, number);
            last = Donors.List(connection, 1).First(d => !offered.Any(o => o.TextContent.Contains(d.Code, StringComparison.Ordinal))).Code;
        }
        Assert.NotNull((await vera.Browser.Send(page, lines[0], ("code", "D-NOBODY"))).QuerySelector("#field-code-error"));
        await vera.Browser.Send(page, lines[0], ("code", last.ToLowerInvariant()));
        page = await vera.Browser.Get(lines[1]);
        Assert.Contains(last, page.QuerySelector<IHtmlSelectElement>("#field-payer")!.SelectedOptions[0].TextContent, StringComparison.Ordinal);
        foreach (var (language, said) in new[] { ("ru", "Чей это платёж?"), ("uk", "Чий це платіж?") })
        {
            vera.Browser.Http.DefaultRequestHeaders.Remove("Accept-Language");
            vera.Browser.Http.DefaultRequestHeaders.Add("Accept-Language", language);
            Assert.Equal(said, (await vera.Browser.Get(lines[1])).QuerySelector("label[for=field-payer]")!.TextContent);
        }
    }

    private static async Task<string[]> Waiting(Person who) =>
        [.. (await who.Browser.Get(Fund + "/waiting")).QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!)];

    private static async Task Book(Person who, string lines)
    {
        var preview = await Upload(who, lines);
        await who.Browser.Send(preview, preview.QuerySelectorAll("main form").Single().GetAttribute("action")!);
    }

    private static async Task<IHtmlDocument> Upload(Person who, string lines)
    {
        var page = await who.Browser.Get(Fund + "/statements");
        using var content = new MultipartFormDataContent
        {
            { new StringContent(page.QuerySelector<IHtmlInputElement>("main input[name=form-token]")!.Value), "form-token" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(lines)), "file", "statement.csv" },
        };
        using var response = await who.Browser.Http.PostAsync(new Uri(Fund + "/statements", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return await who.Browser.Get(response.Headers.Location!.OriginalString);
    }
}
