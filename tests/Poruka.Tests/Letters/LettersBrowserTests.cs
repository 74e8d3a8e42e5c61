using Microsoft.Playwright;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using SkiaSharp;
using UglyToad.PdfPig;

namespace Poruka.Tests.Letters;

/// <summary>A letter's whole way in a browser without scripts: offer, plan, draft, check, translation, batch, posted, reply, return, transfer.</summary>
public sealed class LettersBrowserTests(PostgresServer postgres, Browser browser)
{
    private const string Letters = "/groups/political-red-cross/letters", Mine = "/groups/political-red-cross/my-letters";

    private readonly TestClock _clock = new();

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_letter_goes_its_whole_way(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var lena = await Person.Join(site, _clock, await vera.Invite("writer"), "lena");
        using (var connection = test.Database.Open())
        using (var transaction = connection.BeginTransaction())
        {
            var member = MemberRows.FindByName(connection, "vera", transaction)!;
            MemberRows.SetRoles(connection, transaction, MemberRows.MembershipsOf(connection, member.Id, transaction)[0].Organisation, member.Id, [Role.Administrator, Role.Coordinator, Role.Member]);
            transaction.Commit();
        }

        // An offer from the public page.
        var stranger = await Open(site, "/write/political-red-cross");
        await stranger.FillAsync("#field-letterlanguage", "German");
        await stranger.FillAsync("#field-text", "Guten Tag, ich backe Brot und lese Tschechow. Was lesen Sie?");
        await stranger.FillAsync("#field-signature", "Theo");
        await Submit(stranger, "/write/political-red-cross");
        var code = (await stranger.Locator("pre").First.TextContentAsync())!.Trim();

        // Who waits, who writes, the plan.
        var desk = await SignIn(site, vera, Letters + "/recipients/new");
        await desk.FillAsync("#field-name", "Анна Ильина");
        await desk.FillAsync("#field-number", "1987-А");
        await desk.FillAsync("#field-languages", "ru");
        await desk.FillAsync("#field-address", "ФКУ ИК-2 УФСИН России\nул. Победы, 1\nг. Покров\nВладимирская обл.\n601120");
        await desk.FillAsync("#field-country", "RU");
        await desk.CheckAsync("#field-Hearing");
        await desk.CheckAsync("#field-NoRelatives");
        await Submit(desk, "/recipients/new");
        await desk.GotoAsync(Letters + "/writers/new");
        await desk.FillAsync("#field-name", "Лена");
        await desk.FillAsync("#field-languages", "ru");
        await desk.SelectOptionAsync("#field-member", new SelectOptionValue { Label = "lena" });
        await desk.FillAsync("#field-translates", "ru-uk");
        await Submit(desk, "/writers/new");
        // Somebody whose language nobody writes, and somebody from outside who writes another.
        await desk.GotoAsync(Letters + "/recipients/new");
        await desk.FillAsync("#field-name", "Павло Грабовський");
        await desk.FillAsync("#field-number", "12");
        await desk.FillAsync("#field-languages", "uk");
        await desk.FillAsync("#field-address", "ДУ «Слідчий ізолятор»\nвул. Дегтярівська, 13\nм. Київ\n04119");
        await desk.FillAsync("#field-country", "UA");
        await Submit(desk, "/recipients/new");
        await desk.GotoAsync(Letters + "/writers/new");
        await desk.FillAsync("#field-name", "Вадим");
        await desk.FillAsync("#field-languages", "ru");
        await Submit(desk, "/writers/new");
        await desk.GotoAsync(Letters + "/plan");
        Assert.Contains("Written in Russian; Лена translates it into Ukrainian.", await desk.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains("Nobody has written to this person yet", await desk.ContentAsync(), StringComparison.Ordinal);
        await Look(desk, "plan");
        await Submit(desk, "/letters/plan");
        await Look(desk, "plan-kept");
        await Submit(desk, "/carry-out");

        // The writer writes; the check finds; it is written again.
        var writer = await SignIn(site, lena, Mine);
        await Look(writer, "mine");
        await writer.Locator("tbody th a", new PageLocatorOptions { HasText = "Анна Ильина" }).First.ClickAsync();
        await writer.FillAsync("#field-text", "Здравствуйте, Анна!\nВаш следователь неправ.");
        await writer.FillAsync("#field-signature", "Лена");
        await writer.Locator("main form button").First.ClickAsync();
        Assert.Contains("nothing about the case", await writer.ContentAsync(), StringComparison.Ordinal);
        await Look(writer, "mine-letter");
        await writer.FillAsync("#field-text", "Здравствуйте, Анна!\n\nЯ живу у реки и пеку хлеб. Объём, ёлка, їжак, ґанок. Что вы читаете?");
        await writer.Locator("main form button").First.ClickAsync();

        // The second reader; and the offer, with its translation.
        await desk.GotoAsync(Letters);
        await Look(desk, "desk");
        await desk.Locator("tbody tr", new PageLocatorOptions { HasText = "Лена" }).Locator("th a").ClickAsync();
        await Look(desk, "letter");
        await desk.ClickAsync("button:has-text('Approve for the post')");
        await desk.GotoAsync(Letters);
        await desk.Locator("tbody tr", new PageLocatorOptions { HasText = "from the public page" }).Locator("th a").ClickAsync();
        var anna = await desk.Locator("#field-recipient option", new PageLocatorOptions { HasText = "Анна Ильина" }).GetAttributeAsync("value");
        await desk.SelectOptionAsync("#field-recipient", anna!);
        await Submit(desk, "/assign");
        Assert.Contains("It should be translated", await desk.ContentAsync(), StringComparison.Ordinal);
        await desk.FillAsync("#field-translation", "Добрый день, я пеку хлеб и читаю Чехова. Что читаете вы?");
        await desk.ClickAsync("button:has-text('Save and check')");
        await desk.ClickAsync("button:has-text('Approve for the post')");

        // The letter through the translator: typed at the desk, translated on the member's own page, read by somebody else.
        await desk.GotoAsync(Letters);
        var through = (await desk.Locator("tbody tr", new PageLocatorOptions { HasText = "Вадим" }).Locator("th a").GetAttributeAsync("href"))!;
        await desk.GotoAsync(through);
        await desk.FillAsync("#field-text", "Здравствуйте, Павел! У нас идёт снег. Какие книги у вас есть?");
        await desk.Locator("#field-typed").First.CheckAsync();
        await desk.ClickAsync("button:has-text('Save and check')");
        await writer.GotoAsync(Mine);
        await writer.Locator("tbody th a", new PageLocatorOptions { HasText = "Павло Грабовський" }).First.ClickAsync();
        await writer.FillAsync("#field-translation", "Вітаю, Павле! У нас іде сніг. Які книжки у вас є?");
        await Look(writer, "translate");
        await writer.Locator("main form button").First.ClickAsync();
        await desk.GotoAsync(through);
        Assert.Equal("Вітаю, Павле! У нас іде сніг. Які книжки у вас є?", await desk.Locator("#field-translation").InputValueAsync());
        await desk.ClickAsync("button:has-text('Approve for the post')");

        // The batch, and what is printed.
        await desk.GotoAsync(Letters + "/batches");
        await desk.FillAsync("#field-return", "Political Red Cross\nPO box 12\n10115 Berlin, Germany");
        await Submit(desk, "/letters/batches");
        await Look(desk, "batch");
        var batch = new Uri(desk.Url).AbsolutePath;
        foreach (var link in await desk.Locator("a[href$='.pdf']").AllAsync())
        {
            var file = await desk.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
            Assert.True(file.Ok);
            var bytes = await file.BodyAsync();
            await File.WriteAllBytesAsync(Path.Combine(Browser.Screenshots, "letters-batch-" + Path.GetFileName((await link.GetAttributeAsync("href"))!)), bytes);
            using var pdf = PdfDocument.Open(bytes);
            Assert.All(pdf.GetPages(), page => Assert.All(page.GetWords(), w => Assert.True(w.BoundingBox.Left >= 0 && w.BoundingBox.Right <= page.Width, w.Text)));
        }
        await Submit(desk, "/posted");

        // The reply, as a scan typed out; the writer and the stranger get theirs.
        await desk.GotoAsync(Letters + "/recipients");
        await desk.Locator("tbody th a", new PageLocatorOptions { HasText = "Анна Ильина" }).ClickAsync();
        await Look(desk, "recipient");
        var letters = new List<string>();
        foreach (var link in await desk.Locator("table tbody tr", new PageLocatorOptions { HasText = "posted" }).Locator("th a").AllAsync()) letters.Add((await link.GetAttributeAsync("href"))!);
        Assert.Equal(2, letters.Count);
        foreach (var letter in letters)
        {
            await desk.GotoAsync(letter);
            await desk.FillAsync("#field-reply", "Спасибо, читаю Чехова");
            await desk.Locator("form[action$='/reply'] input[type=file]").SetInputFilesAsync(new FilePayload { Name = "reply.jpg", MimeType = "image/jpeg", Buffer = Picture() });
            await Submit(desk, "/reply");
            await Look(desk, "reply");
        }
        await writer.GotoAsync(Mine);
        await writer.Locator("a[href*='/replies/']").First.ClickAsync();
        await Look(writer, "my-reply");
        Assert.Contains("читаю Чехова", await writer.ContentAsync(), StringComparison.Ordinal);
        await stranger.GotoAsync("/write/political-red-cross/reply");
        await stranger.FillAsync("#field-secret-code", code);
        await Submit(stranger, "/reply");
        Assert.Contains("читаю Чехова", await stranger.ContentAsync(), StringComparison.Ordinal);

        // A letter comes back: a transfer, the held queue, the new address.
        await desk.GotoAsync(letters[0]);
        await desk.SelectOptionAsync("#field-why", "transfer");
        await Submit(desk, "/returned");
        await desk.GotoAsync(Letters + "/stopped");
        Assert.Contains("on a transfer", await desk.ContentAsync(), StringComparison.Ordinal);
        await Look(desk, "stopped");
        await desk.Locator("tbody th a").First.ClickAsync();
        await desk.FillAsync("#field-address", "ФКУ ИК-6\nпос. Мелехово\n601966");
        await desk.ClickAsync("main form button >> nth=0");
        Assert.Equal("waiting", await desk.Locator("#field-state").InputValueAsync());
        await desk.GotoAsync(Letters);
        Assert.DoesNotContain("Find out where", await desk.ContentAsync(), StringComparison.Ordinal);
        await desk.GotoAsync(batch + "/electronic");
        await Look(desk, "electronic");
        LookedAt.By("letters");
        foreach (var page in (IPage[])[stranger, desk, writer]) await page.Context.CloseAsync();
    }

    private async Task<IPage> Open(WebSite site, string address)
    {
        var page = await browser.Open(site, 1100);
        page.SetDefaultTimeout(90_000);
        await page.GotoAsync(address);
        return page;
    }

    private async Task<IPage> SignIn(WebSite site, Person who, string address)
    {
        var page = await Open(site, address);
        await page.FillAsync("#field-name", who.Name);
        await page.FillAsync("#field-secret-passphrase", who.Passphrase);
        await page.FillAsync("#field-secret-code", who.NextCode());
        await page.ClickAsync("main form button[type=submit]");
        await page.GotoAsync(address);
        return page;
    }

    private static Task Submit(IPage page, string ending) => page.Locator($"form[action$='{ending}'] button[type=submit]").First.ClickAsync();

    private static Task Look(IPage page, string name) => Looks.At("letters")(page, name);

    private static byte[] Picture()
    {
        using var surface = SKSurface.Create(new SKImageInfo(600, 800));
        surface.Canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.DarkBlue, StrokeWidth = 3 };
        for (var y = 60; y < 800; y += 50) surface.Canvas.DrawLine(40, y, 560, y - 12, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 85);
        return data.ToArray();
    }
}
