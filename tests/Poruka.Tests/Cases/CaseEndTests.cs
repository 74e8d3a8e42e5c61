using System.Diagnostics;
using System.Net;
using NodaTime;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault.Age;
using UglyToad.PdfPig;

namespace Poruka.Tests.Cases;

/// <summary>Duty, calendar, facilities, printing, and the end of a case.</summary>
public sealed class CaseEndTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_calendar_says_codes_and_times_and_nothing_else_and_khal_reads_it(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "CanaryName"), ("zone", "Europe/Moscow"));
        await WorkTests.AddTask(vera, address, "CanaryTask", "2026-11-25", "10:30");
        var page = await vera.Browser.Get(crew.Address + "/calendar");
        var made = await vera.Browser.Send(page, crew.Address + "/calendar");
        var link = new Uri(made.QuerySelector("code.secret")!.TextContent).PathAndQuery;
        using var stranger = crew.Site.Visit();
        using var response = await stranger.Http.GetAsync(new Uri(link, UriKind.Relative));
        Assert.Equal("text/calendar", response.Content.Headers.ContentType!.MediaType);
        var feed = await response.Content.ReadAsStringAsync();
        Assert.Contains("20261125T073000Z", feed, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", feed, StringComparison.Ordinal);
        var code = address[(address.LastIndexOf('/') + 1)..];
        Assert.Contains("SUMMARY:" + code, feed, StringComparison.Ordinal);
        await ReadByKhal(feed, code);

        // The address ends when its owner no longer looks after cases, or ends it.
        await vera.Browser.Send(made, crew.Address + "/calendar/end");
        using var ended = await stranger.Http.GetAsync(new Uri(link, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
        using var guessed = await stranger.Http.GetAsync(new Uri("/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAA/due.ics", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, guessed.StatusCode);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_roster_shows_who_is_on_duty_when_nobody_is_and_what_the_last_shift_left(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = crew.Address + "/duty";
        var page = await vera.Browser.Get(address);
        await Crew.Post(vera, page, address, ("zone", "Etc/UTC"), ("from-day", "2026-11-23"), ("from-time", "10:00"), ("to-day", "2026-11-24"), ("to-time", "08:00"));
        await Crew.Post(vera, page, address + "/notes", ("note", "Call the lawyer of C-1 back."));
        page = await vera.Browser.Get(address);
        Assert.Contains("on duty now", page.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Call the lawyer of C-1 back.", page.QuerySelector(".timeline")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("24 November 2026, 08:00", page.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        using var wrong = await Crew.Submit(vera, page, address, ("zone", "Etc/UTC"), ("from-day", "2026-11-25"), ("from-time", "10:00"), ("to-day", "2026-11-24"), ("to-time", "08:00"));
        // A shift that ends before it begins is not accepted, and what was typed is still there.
        Assert.Contains("before the first", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_facility_is_kept_for_all_and_two_who_edit_it_lose_nothing(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var list = $"/groups/{crew.Group.Slug}/facilities";
        await Crew.Post(vera, await vera.Browser.Get(list + "/new"), list + "/new", ("name", "SIZO-1"), ("address", "1 Main Street"), ("country", "ru"), ("verified", "1"));
        var page = await vera.Browser.Get(list);
        Assert.Contains("checked on 23 November 2026", page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var facility = page.QuerySelector("tbody a")!.GetAttribute("href")!;
        var (first, second) = (await vera.Browser.Get(facility), await vera.Browser.Get(facility));
        await Crew.Post(vera, first, facility, ("rules", "Parcels on Monday"));
        using var response = await Crew.Submit(vera, second, facility, ("rules", "Parcels on Tuesday"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Parcels on Monday", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await Crew.Write(vera, address, "held", ("facility", facility[(facility.LastIndexOf('/') + 1)..]));
        Assert.Contains("held at SIZO-1", (await vera.Browser.Get(address)).QuerySelector(".lead")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_medical_sheet_has_real_text_and_no_charges(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Анна Петрова"), ("zone", "Europe/Moscow"), ("place", "СИЗО-1"));
        await Crew.Post(vera, await vera.Browser.Get(address + "/sheets/health"), address + "/sheets/health", ("conditions", "сахарный диабет"), ("medicines", "инсулин, как назначено"));
        await Crew.Write(vera, address, "charge", ("text", "CanaryCharge"));
        var bytes = await vera.Browser.Http.GetByteArrayAsync(new Uri(address + "/medical-sheet.pdf", UriKind.Relative));
        using var pdf = PdfDocument.Open(bytes);
        var text = string.Concat(pdf.GetPages().Select(p => p.Text));
        Assert.Contains("сахарный диабет", text, StringComparison.Ordinal);
        Assert.Contains("Анна Петрова", text, StringComparison.Ordinal);
        Assert.Contains("СИЗО-1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("CanaryCharge", text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_case_is_taken_along_closed_opened_again_and_shredded_by_the_rule_of_retention(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("text", "taken at night"), ("zone", "Europe/Moscow"));
        using var identity = new AgeIdentity(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        using (var export = await Crew.Submit(vera, await vera.Prove(await vera.Browser.Get(address + "/export")), address + "/export", ("recipient", identity.Recipient.ToString())))
        {
            var tar = AgeFile.Open(await export.Content.ReadAsByteArrayAsync(), [identity], out var outcome);
            Assert.Equal(AgeOutcome.Opened, outcome);
            var names = new List<string>();
            using var reader = new System.Formats.Tar.TarReader(new MemoryStream(tar!));
            while (reader.GetNextEntry() is { } entry) names.Add(entry.Name);
            Assert.Equal("MANIFEST.sha256", names[^1]);
            Assert.Contains("sheet-basic.json", names);
            Assert.Contains("taken at night", System.Text.Encoding.UTF8.GetString(tar!), StringComparison.Ordinal);
        }

        await Crew.Post(vera, await vera.Browser.Get(address + "/close"), address + "/close", ("outcome", "home"));
        Assert.Contains("On 22 November 2028 it is shredded", (await vera.Browser.Get(address)).Body!.TextContent, StringComparison.Ordinal);
        await Crew.Post(vera, await vera.Browser.Get(address), address + "/reopen");
        await Crew.Post(vera, await vera.Browser.Get(address + "/close"), address + "/close", ("outcome", "home"));

        Assert.Equal(0, CaseRetention.ShredDue(crew.Test.Installation, crew.Today.PlusDays(729)));
        Assert.Equal(1, CaseRetention.ShredDue(crew.Test.Installation, crew.Today.PlusDays(730)));
        using (var gone = await vera.Browser.Http.GetAsync(new Uri(address, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var connection = crew.Test.Database.Open();
        Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from sealed_field where kind like 'case%'"));
        Assert.Equal(0, Sql.Number(connection, null, "select cast(count(*) as bigint) from case_fact"));
    }

    [Fact]
    public async Task Shredding_by_hand_asks_for_the_passphrase_and_for_the_code()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Moscow"));
        await Crew.Post(vera, await vera.Browser.Get(address + "/close"), address + "/close");
        crew.Clock.Advance(Duration.FromMinutes(6));
        var asked = await vera.Browser.Http.GetAsync(new Uri(address + "/shred", UriKind.Relative));
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        var form = await vera.Prove(await vera.Browser.Get(asked.Headers.Location!.OriginalString));
        using (var wrong = await Crew.Submit(vera, form, address + "/shred", ("code", "C-WRONG"))) Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        await Crew.Post(vera, form, address + "/shred", ("code", address[(address.LastIndexOf('/') + 1)..]));
        using var gone = await vera.Browser.Http.GetAsync(new Uri(address, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task ReadByKhal(string feed, string code)
    {
        const string khal = "/usr/bin/khal";
        if (!File.Exists(khal))
        {
            // ./test installs it, and wants it then.
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PORUKA_REQUIRE_BROWSER") == "1", "khal is not installed.");
            Assert.Fail("khal is not installed, and ./test wants it.");
        }
        var folder = Directory.CreateTempSubdirectory("poruka-khal-");
        try
        {
            var (calendar, config) = (folder.CreateSubdirectory("calendar").FullName, Path.Combine(folder.FullName, "config"));
            var source = Path.Combine(folder.FullName, "feed.ics");
            await File.WriteAllTextAsync(source, feed);
            await File.WriteAllTextAsync(config, $"""
                [calendars]
                [[due]]
                path = {calendar}
                [locale]
                local_timezone = Europe/Moscow
                default_timezone = Europe/Moscow
                timeformat = %H:%M
                dateformat = %Y-%m-%d
                longdateformat = %Y-%m-%d
                datetimeformat = %Y-%m-%d %H:%M
                longdatetimeformat = %Y-%m-%d %H:%M
                [sqlite]
                path = {Path.Combine(folder.FullName, "khal.db")}
                """);
            await Run(khal, "-c", config, "import", "--batch", source);
            var listed = await Run(khal, "-c", config, "list", "--format", "{start-time} {title}", "2026-11-25", "2026-11-26");
            Assert.Contains("10:30 " + code, listed, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }
}
