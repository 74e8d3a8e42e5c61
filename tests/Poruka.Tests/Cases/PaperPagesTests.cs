using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Safety;
using UglyToad.PdfPig;

namespace Poruka.Tests.Cases;

/// <summary>Documents from templates: filled from what the writer may read, printed, and kept with the case.</summary>
public sealed class PaperPagesTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_document_is_filled_only_from_what_the_writer_may_read(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var olga = await crew.Join("olga", Role.Caseworker);
        crew.Grant(vera, olga, crew.Team());
        var address = await crew.OpenCase(vera, ("name", "Анна Петрова"), ("country", "ru"), ("zone", "Europe/Moscow"), ("place", "СИЗО-1"));
        await Crew.Post(vera, await vera.Browser.Get(address + "/sheets/basic"), address + "/sheets/basic", ("born", "1990-05-01"));
        var room = crew.MakeRoom(vera, "Health");
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/health"), address + "/rooms/health", ("room", Ids.Text(room.Value)));
        await Crew.Post(vera, await vera.Browser.Get(address + "/sheets/health"), address + "/sheets/health", ("conditions", "эпилепсия"));

        var list = await vera.Browser.Get(address + "/papers");
        Assert.Equal(["Russia", "Any country"], list.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Contains("Have a lawyer look", list.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        var paper = address + "/papers/ru/medical/ru";
        Assert.NotNull(list.QuerySelector($"a[href='{paper}']"));
        string Value(IDocument page, string field) => page.QuerySelector($"#field-{field}")!.GetAttribute("value") ?? page.QuerySelector($"#field-{field}")!.TextContent.Trim();
        var (hers, others) = (await vera.Browser.Get(paper), await olga.Browser.Get(paper));
        Assert.Equal(("Анна Петрова", "1 мая 1990 г.", "СИЗО-1", "эпилепсия"), (Value(hers, "person"), Value(hers, "born"), Value(hers, "place"), Value(hers, "conditions")));
        Assert.Equal(("Анна Петрова", ""), (Value(others, "person"), Value(others, "conditions")));
        Assert.DoesNotContain("эпилепсия", others.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("RU-34", hers.Body!.TextContent, StringComparison.Ordinal);

        using var made = await Crew.Submit(vera, hers, paper, ("to", "Начальнику СИЗО-1"), ("writer", "Мария Петрова"), ("urgent", "осмотр невролога"), ("as", "pdf"));
        Assert.Equal("application/pdf", made.Content.Headers.ContentType!.MediaType);
        using var pdf = PdfDocument.Open(await made.Content.ReadAsByteArrayAsync());
        string Words(int number) => string.Join(' ', pdf.GetPage(number).GetWords().Select(w => w.Text));
        Assert.Contains("Have a lawyer look", Words(1), StringComparison.Ordinal);
        Assert.Contains("RU-35", Words(1), StringComparison.Ordinal);
        Assert.Contains("Начальнику СИЗО-1", Words(2), StringComparison.Ordinal);
        Assert.Contains("эпилепсия", Words(2), StringComparison.Ordinal);
        Assert.DoesNotContain("lawyer", Words(2), StringComparison.Ordinal);
        Assert.Contains(Paper.Blank, Words(2), StringComparison.Ordinal); // no address was given
        Assert.DoesNotContain("Аллергии", Words(2), StringComparison.Ordinal); // nor an allergy
        if (Environment.GetEnvironmentVariable("PORUKA_KEEP") is { } folder) await File.WriteAllBytesAsync(Path.Combine(folder, "medical-ru.pdf"), await made.Content.ReadAsByteArrayAsync(), TestContext.Current.CancellationToken);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_document_is_kept_among_the_files_of_the_case_and_nowhere_in_the_clear(DatabaseKind kind)
    {
        const string Canary = "zqCanaryOfADocument";
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("zone", "Europe/Berlin"));
        var paper = address + "/papers/any/complaint/en";
        var files = await Crew.Post(vera, await vera.Browser.Get(paper), paper, ("to", "The prison"), ("what", Canary + "\nsecond line"), ("as", "keep-docx"), ("keep-in", "legal"), ("sheet", ""));
        Assert.Equal(address + "/files", files);
        var page = await vera.Browser.Get(files);
        Assert.Equal(["Complaint.docx"], CaseFilesTests.Names(page));
        Assert.Contains("from a template, 23 November 2026", page.QuerySelector(".lines")!.TextContent, StringComparison.Ordinal);
        var bytes = await vera.Browser.Http.GetByteArrayAsync(new Uri(page.QuerySelector(".lines a")!.GetAttribute("href")!, UriKind.Relative));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(zip.GetEntry("word/document.xml")!.Open(), Encoding.UTF8);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Before you send this", text, StringComparison.Ordinal);
        Assert.Empty(Canaries.InTables(crew.Test.Database, [Canary]));
        Assert.Empty(Canaries.InFiles(crew.Test.Folder, [Canary]).Found);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Somebody_of_another_case_and_a_way_out_of_the_country_go_into_a_document_only_after_a_look(DatabaseKind kind)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Анна Петрова"), ("country", "ru"), ("zone", "Europe/Moscow"), ("place", "СИЗО-1"));
        await crew.OpenCase(vera, ("name", "Борис Орлов"), ("zone", "Europe/Moscow"));
        var room = crew.MakeRoom(vera, "Away");
        await Crew.Post(vera, await vera.Browser.Get(address + "/rooms/relocation"), address + "/rooms/relocation", ("room", Ids.Text(room.Value)));
        await Crew.Write(vera, address, "note", ("section", "Relocation"), ("text", "встреча у маяка близ Весницы"));
        var paper = address + "/papers/ru/complaint/ru";
        // What the case itself knows is what a document is for.
        using (var own = await Crew.Submit(vera, await vera.Browser.Get(paper), paper, ("what", "Анна Петрова содержится в СИЗО-1"), ("as", "pdf"))) Assert.Equal("application/pdf", own.Content.Headers.ContentType!.MediaType);
        foreach (var (text, found) in new[] { ("Об этом знает Борис Орлов", "Орлов"), ("Видели у маяка близ Весницы", "Весницы") })
        {
            using var asked = await Crew.Submit(vera, await vera.Browser.Get(paper), paper, ("what", text), ("as", "pdf"));
            var page = await Poruka.Tests.Web.Visitor.Read(asked, HttpStatusCode.BadRequest);
            Assert.Contains(found, page.QuerySelector("#field-looked-error")!.TextContent, StringComparison.Ordinal);
            Assert.Equal(text, page.QuerySelector("#field-what")!.TextContent.Trim());
            using var made = await Crew.Submit(vera, page, paper, ("looked", "1"));
            Assert.Equal("application/pdf", made.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Every_template_that_ships_is_made_in_both_forms_and_unknown_ones_are_not_there()
    {
        var (crew, vera) = await Crew.Start(DatabaseKind.Sqlite, postgres);
        await using var _ = crew;
        var address = await crew.OpenCase(vera, ("name", "Anna"), ("country", "pl"), ("zone", "Europe/Warsaw"));
        foreach (var (_, paper) in GuideLibrary.Of().Papers)
            foreach (var form in new[] { "pdf", "docx" })
            {
                var one = $"{address}/papers/{paper.Country.Slug}/{paper.Kind.Slug()}/{paper.Language}";
                using var made = await Crew.Submit(vera, await vera.Browser.Get(one), one, ("as", form));
                Assert.Equal(HttpStatusCode.OK, made.StatusCode);
                var bytes = await made.Content.ReadAsByteArrayAsync();
                Assert.Equal(form == "pdf" ? "%PDF" : "PK", Encoding.ASCII.GetString(bytes, 0, form == "pdf" ? 4 : 2));
                if (Environment.GetEnvironmentVariable("PORUKA_KEEP") is { } folder)
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{paper.Country.Slug}-{paper.Kind.Slug()}-{paper.Language}.{form}"), bytes, TestContext.Current.CancellationToken);
            }
        foreach (var gone in new[] { "/papers/pl/visit/en", "/papers/zz/visit/en", "/papers/any/nothing/en" })
            using (var response = await vera.Browser.Http.GetAsync(new Uri(address + gone, UriKind.Relative))) Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void What_ships_holds_all_kinds_for_any_country_and_a_fault_is_told_with_its_place()
    {
        var ours = ContentFiles.Ours();
        foreach (var kind in PaperSlugs.All)
            foreach (var language in Languages.All)
                Assert.Contains(GuideLibrary.Of().Papers, p => p.Paper.Country.IsAny && p.Paper.Kind == kind && p.Paper.Language == language.Name);
        const string path = "templates/ru/visit.ru.md";
        var files = new Dictionary<string, ContentFile>(ours);
        files[path] = files[path] with { Text = files[path].Text.Replace("facts: [RU-18", "facts: [UA-31", StringComparison.Ordinal) };
        Assert.Equal([$"{path}:1: facts: The rule UA-31 is another country’s."], Faults(files, path));
        files[path] = ours[path] with { Text = ours[path].Text.Replace("{{visitors}}", "{{vistors}}", StringComparison.Ordinal) };
        Assert.Equal(2, Faults(files, path).Count); // unknown where it stands, and the declared one is not used
        Assert.Contains(Faults(files, path), f => f.EndsWith("visitors: The field “visitors” doesn’t stand in the text, or its name is taken.", StringComparison.Ordinal));
        files[path] = ours[path] with { Text = ours[path].Text.Replace("{{visitors}}", "{{visitors", StringComparison.Ordinal) };
        Assert.Contains(Faults(files, path), f => f.Contains("expected {{name}} or {{name?}}", StringComparison.Ordinal));
        files[path] = ours[path];
        files.Remove("templates/any/visit.uk.md");
        Assert.Contains("templates/any/visit.en.md:1: The language “uk” is missing.", Faults(files, "templates/any/visit.en.md"));
    }

    private static List<string> Faults(Dictionary<string, ContentFile> files, string path) =>
        [.. GuideLibrary.Read(files).Faults.Where(f => f.Path == path).Select(f => f.Describe(Languages.English))];
}
