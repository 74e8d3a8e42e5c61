using NodaTime;
using Poruka.Storage;

namespace Poruka.Tests.Letters;

/// <summary>What becomes of mail: held, returned, handed over from a case; and parcels against the rules.</summary>
public sealed class MailStateTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Letters_are_held_while_somebody_is_on_a_transfer_and_go_when_the_new_address_is_known(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var anna = await crew.AddRecipient("Анна Ильина", "ru");
        await crew.AddWriter("Лена", "ru");
        await crew.AddWriter("Вадим", "ru");
        var letter = Assert.Single(await crew.Plan());
        await crew.Write(letter, "Здравствуйте");
        await crew.Approve(letter);
        await crew.Post();
        crew.Later(40);
        var vera = crew.Vera;
        var second = (await AgainPlanned(crew)).Single();
        await crew.Write(second, "Ещё раз здравствуйте");
        await crew.Approve(second);

        await vera.Send(await vera.Get(letter), letter + "/returned", ("why", "transfer"));
        var desk = await vera.Get(LettersCrew.Letters);
        Assert.Contains("Find out where Анна Ильина is now", desk.Body!.TextContent, StringComparison.Ordinal);
        var batches = await vera.Get(LettersCrew.Letters + "/batches");
        Assert.Contains("on a transfer: letters are held", batches.QuerySelector("table tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Null(batches.QuerySelector("input[name=batch]"));
        var stopped = await vera.Get(LettersCrew.Letters + "/stopped");
        Assert.Contains("1 letter came back", stopped.QuerySelector("table tbody tr")!.TextContent, StringComparison.Ordinal);

        var page = await vera.Get(anna);
        var found = await vera.Send(page, anna, ("name", "Анна Ильина"), ("number", "1987"), ("languages", "ru"), ("country", "RU"), ("state", "transfer"),
            ("address", "ФКУ ИК-6\n601966"), ("birthday", ""), ("cadence", "30"), ("letters", "1"), ("wishes", ""));
        Assert.Contains("ФКУ ИК-2, 601120", found.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Find out where", (await vera.Get(LettersCrew.Letters)).Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await vera.Get(LettersCrew.Letters + "/batches")).QuerySelector("input[name=batch]"));
        await crew.Post();

        await vera.Send(await vera.Get(second), second + "/returned", ("why", "refused"));
        Assert.Contains("Letters to Анна Ильина are refused", (await vera.Get(LettersCrew.Letters)).Body!.TextContent, StringComparison.Ordinal);
        var task = (await vera.Get(LettersCrew.Letters)).QuerySelector("select[name=task] option")!.GetAttribute("value")!;
        var done = await vera.Send(await vera.Get(LettersCrew.Letters), LettersCrew.Letters + "/tasks", ("task", task));
        Assert.DoesNotContain("are refused", done.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Somebody_from_a_case_is_written_to_with_consent_and_a_dated_reply_is_a_sign_of_life(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var vera = crew.Vera;
        var cases = "/groups/political-red-cross/cases";
        var opening = await vera.Get(cases + "/new");
        var form = opening.QuerySelector("form[action$='/cases/new']")!;
        // As a browser posts it: with what the page gave each field.
        var fields = form.QuerySelectorAll("input:not([type=hidden]):not([type=checkbox])").Select(i => (i.GetAttribute("name")!, i.GetAttribute("value") ?? ""))
            .Concat(form.QuerySelectorAll("select").Select(s => (s.GetAttribute("name")!, (s.QuerySelector("option[selected]") ?? s.QuerySelector("option")!).GetAttribute("value")!)))
            .Concat(form.QuerySelectorAll("textarea").Select((t, i) => (t.GetAttribute("name")!, i == 0 ? "Анна Ильина" : ""))).ToArray();
        using var opened = await vera.Post(opening, cases + "/new", fields);
        var address = opened.Headers.Location!.OriginalString;
        await vera.Send(await vera.Get(address + "/watches/new"), address + "/watches/new", ("expected", "a letter"), ("days", "30"), ("plan", ""), ("section", "Basic"));

        var page = await vera.Get(address + "/letters");
        Assert.Equal("Анна Ильина", page.QuerySelector("input[name=name]")!.GetAttribute("value"));
        using (var without = await vera.Post(page, address + "/letters", ("name", "Анна Ильина"), ("languages", "ru"), ("address", "ФКУ ИК-2"), ("agreed", "")))
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, without.StatusCode);
        (string, string)[] given = [("name", "Анна Ильина"), ("number", ""), ("languages", "ru"), ("address", "ФКУ ИК-2"), ("country", "RU"), ("wishes", ""), ("agreed", "said so to the lawyer")];
        await vera.Send(page, address + "/letters", given);
        await vera.Send(page, address + "/letters", given);
        var row = Assert.Single((await vera.Get(LettersCrew.Letters + "/recipients")).QuerySelectorAll("tbody tr"));
        Assert.Contains("said so to the lawyer", (await vera.Get(row.QuerySelector("a")!.GetAttribute("href")!)).Body!.TextContent, StringComparison.Ordinal);

        await crew.AddWriter("Лена", "ru");
        crew.Later(31);
        var letter = Assert.Single(await crew.Plan());
        await crew.Write(letter, "Здравствуйте");
        await crew.Approve(letter);
        await crew.Post();
        crew.Later(20);
        vera = crew.Vera;
        var written = crew.Clock.GetCurrentInstant().InUtc().Date.PlusDays(-8);
        var before = Since(crew);
        await vera.Send(await vera.Get(letter), letter + "/reply", ("reply", "Спасибо"), ("replytranslation", ""), ("writtenon", NodaTime.Text.LocalDatePattern.Iso.Format(written)));
        Assert.True(before < Since(crew));
        Assert.Equal(written.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant().ToUnixTimeSeconds(), Since(crew));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Parcels_are_held_against_the_rules_and_what_they_cost_is_summed(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var anna = await crew.AddRecipient("Анна", "ru");
        var address = anna + "/parcels";
        var page = await crew.Vera.Get(address);
        Assert.Contains("rules are unknown", page.Body!.TextContent, StringComparison.Ordinal);
        using (var wrong = await crew.Vera.Post(page, address, ("contents", "Чай"), ("sender", "Лена"), ("weight", "900"), ("bookcount", "2"), ("cost", "12,50"), ("currency", "???")))
        {
            var shown = await Web.Visitor.Read(wrong, System.Net.HttpStatusCode.BadRequest);
            Assert.Equal("Чай", shown.QuerySelector("textarea[name=contents]")!.TextContent.Trim());
        }
        page = await crew.Vera.Send(page, address, ("contents", "Чай"), ("sender", "Лена"), ("weight", "900"), ("bookcount", "2"), ("cost", "12,50"), ("currency", "eur"));
        var move = page.QuerySelectorAll("form").Select(f => f.GetAttribute("action")!).First(a => a.StartsWith(address + "/", StringComparison.Ordinal));
        var choice = page.QuerySelector($"form[action='{move}'] select")!.GetAttribute("name")!;
        page = await crew.Vera.Send(page, move, (choice, "sent"));
        Assert.Contains("Parcels in twelve months: 1", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("12.50", page.Body.TextContent, StringComparison.Ordinal);
    }

    private static async Task<List<string>> AgainPlanned(LettersCrew crew)
    {
        await crew.Plan();
        return [.. (await crew.Vera.Get(LettersCrew.Letters)).QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!)];
    }

    private static long Since(LettersCrew crew)
    {
        using var connection = crew.Test.Database.Open();
        return Sql.Number(connection, null, "select since_at from case_watch")!.Value;
    }
}
