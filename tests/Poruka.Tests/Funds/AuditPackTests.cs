using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Funds.AuditLog;
using Poruka.Funds.PublishLog;
using Poruka.Ledger.Transparency;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Funds;

/// <summary>The annual report, and the pack for an audit.</summary>
public sealed class AuditPackTests(PostgresServer postgres)
{
    private const string Fund = "/groups/political-red-cross/funds/red-cross";

    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task The_pack_holds_books_log_and_decisions_and_nobodys_name(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await SampleBooks.Post(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Auditor);
        using (var connection = test.Database.Open()) Sql.Run(connection, null, "update fund set organisation = 1");
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        await vera.Browser.Send(await vera.Browser.Get(Fund + "/requests/new"), Fund + "/requests/new", ("origin", "Member"), ("purpose", "Legal"), ("amount", "50"), ("cost", "50"),
            ("what", "canary-what"), ("consent", "yes"), ("payee", "canary-payee"), ("country", "DE"));

        // An auditor reads and changes nothing.
        await ana.Browser.Get(Fund);
        await ana.Browser.Get(Fund + "/campaigns", HttpStatusCode.Forbidden);
        var page = await ana.Browser.Get(Fund + "/audit");
        using var response = await ana.Browser.Http.PostAsync(new Uri(Fund + "/audit", UriKind.Relative),
            new FormUrlEncodedContent([new("form-token", ((IHtmlInputElement)page.QuerySelector("main input[name=form-token]")!).Value)]));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var zip = new ZipArchive(new MemoryStream(await response.Content.ReadAsByteArrayAsync()));
        Assert.StartsWith("sound", Read("verify.txt"), StringComparison.Ordinal);
        Assert.Equal(2, Read("requests.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        foreach (var entry in zip.Entries) Assert.DoesNotContain("canary-", Encoding.Latin1.GetString(Bytes(entry)), StringComparison.Ordinal);
        // The log in it audits with nothing but what is in it.
        var folder = Path.Combine(test.Folder, "pack");
        zip.ExtractToDirectory(folder);
        Assert.True(NoteVerifier.TryParse(Read("log/key").Trim(), out var key, out _));
        var audit = AuditLog.Folder(Path.Combine(folder, "log"), key!, [], null);
        Assert.Equal((PublicLogProblem.None, ""), (audit.Problem, audit.Place));
        if (File.Exists("/usr/bin/hledger"))
        {
            using var hledger = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/hledger", ["-f", Path.Combine(folder, "books", "books.journal"), "balance", "income:gift", "--layout=bare"]) { RedirectStandardOutput = true })!;
            Assert.Contains("-35333.33", (await hledger.StandardOutput.ReadToEndAsync()).Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        string Read(string name) => Encoding.UTF8.GetString(Bytes(zip.GetEntry(name)!));
    }

    [Fact]
    public async Task The_annual_report_is_a_pdf_made_from_the_books()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await SampleBooks.Post(test);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
        using var vera = await Person.SetUp(site, _clock, "vera");
        using var ana = await RequestPagesTests.Join(test, site, _clock, vera, "ana", Role.Auditor);
        var years = await ana.Browser.Get(Fund + "/years");
        Assert.Equal(["2026 (PDF)", "2025 (PDF)", "2024 (PDF)"], years.QuerySelectorAll("ul.links a").Select(a => a.TextContent));
        using var pdf = await ana.Browser.Http.GetAsync(new Uri(Fund + "/years/2025", UriKind.Relative));
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(await pdf.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
        await ana.Browser.Get(Fund + "/years/2019", HttpStatusCode.NotFound);
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "poppler-utils is not installed.");
        var file = Path.Combine(test.Folder, "year.pdf");
        await File.WriteAllBytesAsync(file, await ana.Browser.Http.GetByteArrayAsync(new Uri(Fund + "/years/2025", UriKind.Relative)));
        using var reader = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/usr/bin/pdftotext", ["-layout", file, "-"]) { RedirectStandardOutput = true })!;
        var text = await reader.StandardOutput.ReadToEndAsync();
        // 12 × (1,000 + 200) came in, 12 × (700 + 150) went out.
        Assert.Contains("€12,000", text, StringComparison.Ordinal);
        Assert.Contains("€8,400", text, StringComparison.Ordinal);
        Assert.Contains("December 2025", text, StringComparison.Ordinal);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
