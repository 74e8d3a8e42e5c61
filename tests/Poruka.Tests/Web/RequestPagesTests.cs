using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Funds;
using Poruka.Tests.People;
using Poruka.Vault;

namespace Poruka.Tests.Web;

/// <summary>From asking to closing, over the pages.</summary>
public sealed class RequestPagesTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_request_is_sent_read_decided_paid_evidenced_and_closed(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await Join(test, site, _clock, vera, "ana", Role.Trustee);
        RequestTests.Give(test, 10_000_00);
        using (var connection = test.Database.Open())
            FundRows.AddBankAccount(connection, test.Fund.Number, new BankAccount(new Account(AccountClass.Bank), "DE89370400440532013000", Currency.Eur));

        var areas = await ana.Browser.Get("/groups/political-red-cross");
        Assert.Contains(areas.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/groups/political-red-cross/funds");
        var form = await ana.Browser.Get(Fund + "/requests/new");
        var wrong = await ana.Browser.Send(form, Fund + "/requests/new", ("amount", "a lot"), ("what", "canary-what"));
        Assert.NotNull(wrong.QuerySelector("#field-amount-error"));
        Assert.Contains("canary-what", wrong.QuerySelector("#field-what")!.TextContent, StringComparison.Ordinal);
        var sent = await ana.Browser.Send(form, Fund + "/requests/new", ("origin", "Case"), ("purpose", "Legal"), ("amount", "1 400,00"), ("cost", "1400"),
            ("what", "canary-what"), ("consent", "She said so."), ("payee", "Щедрий Юрій"), ("account", "DE89 3704 0044 0532 0130 00"), ("town", "Berlin"), ("country", "de"));
        var address = sent.QuerySelector("form.decide")!.GetAttribute("action")!;
        Assert.Contains("sealed to the trustees", sent.Body!.TextContent, StringComparison.Ordinal);

        // Who asks decides nothing; Vera, the only trustee left, reads and agrees, and the week passes for everybody to see it.
        Assert.Equal(HttpStatusCode.Conflict, await Act(ana, sent, address, "Approve"));
        var page = await vera.Browser.Get(address);
        Assert.Contains("canary-what", page.Body!.TextContent, StringComparison.Ordinal);
        page = await vera.Browser.Send(page, address, ("act", "Verify"));
        page = await vera.Browser.Send(page, address, ("act", "Approve"));
        Assert.Contains("open for approvals", page.QuerySelector("strong")!.TextContent, StringComparison.Ordinal);
        _clock.Advance(Duration.FromDays(7));
        await vera.SignIn();
        Assert.Equal(1, Poruka.Funds.RequestDesk.LookAtAll(test.Installation, _clock.GetCurrentInstant()));

        var pay = await vera.Browser.Get(Fund + "/payments");
        var id = address[(address.LastIndexOf('/') + 1)..];
        using (var file = await vera.Browser.Http.PostAsync(new Uri(Fund + "/payments/file", UriKind.Relative), new FormUrlEncodedContent(
            [new("form-token", pay.QuerySelector<IHtmlInputElement>("form[action$='/paid'] input[name=form-token]")!.Value), new("request", id)])))
        {
            var xml = await file.Content.ReadAsStringAsync();
            Assert.Contains("<InstdAmt Ccy=\"EUR\">1400.00</InstdAmt>", xml, StringComparison.Ordinal);
            Assert.Contains("Shchedrii Iurii", xml, StringComparison.Ordinal);
        }
        var paid = await vera.Browser.Send(pay, Fund + "/payments/paid", ("request", id), ("from", "statement"), ("day", Poruka.Shell.Written.IsoDay(_clock.GetCurrentInstant().InUtc().Date)));
        Assert.Equal("1 payment is noted.", paid.QuerySelector("[role=status]")!.TextContent);
        page = await vera.Browser.Send(await vera.Browser.Get(address), address, ("act", "Evidence"), ("note", "canary-evidence"));
        Assert.Contains("canary-evidence", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        page = await vera.Browser.Send(page, address, ("act", "Close"));
        Assert.Contains("closed", page.QuerySelector("strong")!.TextContent, StringComparison.Ordinal);

        using (var connection = test.Database.Open())
        {
            var money = FundOfGroup.Money(connection, test.Fund);
            // On its way until the statement shows it; free is what it will be.
            Assert.Equal((10_000_00L, 1_400_00L, 0L, 8_600_00L), (money.AtHand.Minor, money.Unrecognised.Minor, money.Reserved.Minor, money.Free.Minor));
        }
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
        if (kind == DatabaseKind.Sqlite)
            foreach (var file in Directory.GetFiles(test.Folder, "*", SearchOption.AllDirectories))
                Assert.DoesNotContain("canary-", System.Text.Encoding.Latin1.GetString(Read(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_said_in_sentences_tried_on_last_years_requests_and_put_in_force()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await Join(test, site, _clock, vera, "ana", Role.Member);
        var page = await vera.Browser.Get(Fund + "/rules");
        Assert.Contains(page.QuerySelectorAll("main li"), li => li.TextContent == "Up to €500.00: 1 approval after 7 days.");
        (string, string)[] fields = [.. page.QuerySelectorAll<IHtmlInputElement>("main input:not([type=hidden])").Where(i => i.Type != "checkbox" || i.IsChecked).Select(i => (i.Name!, i.Value))];
        var tried = await vera.Browser.Send(page, Fund + "/rules", [.. fields.Where(f => f.Item1 != "costShare"), ("costShare", "50"), ("go", "try")]);
        Assert.Contains(tried.QuerySelectorAll("main li"), li => li.TextContent.StartsWith("The fund pays up to 50 %", StringComparison.Ordinal));
        Assert.Contains("version 0", (await vera.Browser.Get(Fund + "/rules")).QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        var kept = await vera.Browser.Send(page, Fund + "/rules", [.. fields.Where(f => f.Item1 != "costShare"), ("costShare", "50"), ("go", "keep")]);
        Assert.Contains("version 1", kept.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        using var refused = await vera.Browser.Post(page, Fund + "/rules", [.. fields.Where(f => f.Item1 != "lapseDays"), ("lapseDays", "5"), ("go", "keep")]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    /// <summary>Joins by an invitation, with roles. Who set the group up gets the roles of who decides and pays.</summary>
    internal static async Task<Person> Join(TestInstallation test, WebSite site, TestClock clock, Person inviter, string name, params Role[] roles)
    {
        var link = OneTimeCode.DrawLink(System.Security.Cryptography.RandomNumberGenerator.Fill);
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            var organisation = new Organisation(1, "political-red-cross", "Political Red Cross");
            var by = new MemberId(Ids.Read((byte[])Sql.Command(connection, transaction, "select member from member where name = @name", ("name", inviter.Name)).ExecuteScalar()!));
            MemberRows.SetRoles(connection, transaction, organisation, by, [Role.Administrator, Role.Trustee, Role.Treasurer, Role.Member]);
            InvitationRows.Add(connection, transaction, link, organisation, roles, by, clock.GetCurrentInstant() + Duration.FromDays(1), null);
            transaction.Commit();
        }
        return await Person.Join(site, clock, "/join/" + link, name);
    }

    private static async Task<HttpStatusCode> Act(Person who, IHtmlDocument page, string address, string act)
    {
        using var response = await who.Browser.Post(page, address, ("act", act));
        return response.StatusCode;
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
