using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Web;

/// <summary>Forms with files: read as they come, within bounds, and only for a form of ours. Memory is looked at: nothing else runs meanwhile.</summary>
[Collection(nameof(Safety.Alone))]
public sealed class UploadTests(PostgresServer postgres)
{
    private const string Open = "/test/files", Members = "/test/members";
    private const long MaxBytes = 24 * 1_048_576;

    private readonly TestClock _clock = new();
    private readonly List<(string Field, string Name, long Size, string Hash)> _seen = [];
    private int _calls;

    [Fact]
    public async Task Files_come_as_streams_in_their_order_with_the_fields_around_them()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var visitor = site.Visit();
        var large = RandomNumberGenerator.GetBytes(20 * 1_048_576);
        using var form = await Form(visitor, [("note", "before")], [("a", @"C:\photos\письмо.jpg", large), ("b", "", []), ("b", "two.txt", "two"u8.ToArray())], [("after", "behind")]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var temporary = Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length;
        using var response = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), form);
        Assert.Equal("Taken before behind", await response.Content.ReadAsStringAsync());
        Assert.Equal([("a", "письмо.jpg", large.Length, Hash(large)), ("b", "two.txt", 3L, Hash("two"u8))], _seen);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 4 * 1_048_576);
        Assert.Equal(temporary, Directory.GetFiles(Path.GetTempPath(), "ASPNETCORE_*").Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("of another form")]
    public async Task No_file_is_read_without_the_token_of_a_form_of_ours(string token)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var visitor = site.Visit();
        using var form = await Form(visitor, [(FormGuard.TokenField, token)], [("a", "a.bin", new byte[100_000])], [], withToken: false);
        using var response = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, _calls);
        // Nor where the token comes behind the file.
        using var late = await Form(visitor, [], [("a", "a.bin", new byte[100_000])], [(FormGuard.TokenField, await Token(visitor))], withToken: false);
        using var refused = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), late);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData(100_000, 10, 0, 0, HttpStatusCode.RequestEntityTooLarge)] // fields before the files
    [InlineData(3, 600_000, 0, 0, HttpStatusCode.RequestEntityTooLarge)] // long fields
    [InlineData(1, 10, 1_000, 10, HttpStatusCode.OK)] // files
    [InlineData(1, 10, 1, 30 * 1_048_576, HttpStatusCode.RequestEntityTooLarge)] // a long file, of known length
    public async Task Bombs_are_refused(int fields, int fieldSize, int files, int fileSize, HttpStatusCode expected)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var visitor = site.Visit();
        var value = new string('x', fieldSize);
        using var form = await Form(visitor, [.. Enumerable.Range(0, fields).Select(i => ($"f{i}", value))],
            [.. Enumerable.Repeat(("a", "a.bin", new byte[fileSize]), files)], []);
        using var response = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), form);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK) Assert.Equal("TooMany", await response.Content.ReadAsStringAsync());
        await visitor.Get("/about");
    }

    [Fact]
    public async Task A_file_of_unknown_length_ends_at_the_limit()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var visitor = site.Visit();
        using var form = await Form(visitor, [], [("a", "a.bin", new byte[30 * 1_048_576])], []);
        using var request = new HttpRequestMessage(HttpMethod.Post, Open) { Content = form };
        request.Headers.TransferEncodingChunked = true;
        try
        {
            using var response = await visitor.Http.SendAsync(request);
            Assert.Equal("TooLarge", await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            // It was cut off while it was still sending: no browser sends so.
        }
        Assert.Empty(_seen);
        await visitor.Get("/about");
    }

    [Fact]
    public async Task A_slow_body_keeps_nobody_waiting_takes_no_more_than_its_place_and_is_cut_off()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test, options => options with
        {
            MaxUploadsAtOnce = 1, SlowestUpload = new MinDataRate(1_000, TimeSpan.FromSeconds(3)),
        });
        using var visitor = site.Visit();
        using var slow = await BeginSlowly(site, visitor);
        while (_calls == 0) await Task.Delay(20);
        using var form = await Form(visitor, [], [("a", "a.txt", "a"u8.ToArray())], []);
        using var response = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), form);
        Assert.Equal("Busy", await response.Content.ReadAsStringAsync());
        // Members have places of their own, and text needs none.
        using (var place = site.Service<UploadQuota>().TryEnter(member: true)) Assert.NotNull(place);
        using var text = await Form(visitor, [("note", "help")], [], []);
        using var sent = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), text);
        Assert.Equal("Taken help ", await sent.Content.ReadAsStringAsync());
        // The end of the slow one gives its place back.
        var buffer = new byte[4_096];
        while (await slow.GetStream().ReadAsync(buffer) > 0) { }
        using var again = await Form(visitor, [], [("a", "a.txt", "a"u8.ToArray())], []);
        using var taken = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), again);
        Assert.Equal("Taken  ", await taken.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_full_disk_takes_no_file_and_still_takes_text()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test, options => options with { MinFreeBytes = long.MaxValue });
        using var visitor = site.Visit();
        using var form = await Form(visitor, [("note", "x")], [("a", "a.txt", "a"u8.ToArray())], []);
        using var response = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), form);
        Assert.Equal("NoRoom", await response.Content.ReadAsStringAsync());
        using var text = await Form(visitor, [("note", "help")], [], []);
        using var sent = await visitor.Http.PostAsync(new Uri(Open, UriKind.Relative), text);
        Assert.Equal("Taken help ", await sent.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Files_of_a_form_that_came_too_late_wait_sealed_to_the_member_and_are_taken_after_signing_in()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var vera = await Person.SetUp(site, _clock, "vera");
        var canary = RandomNumberGenerator.GetHexString(60);
        using var form = await Form(vera.Browser, [("note", "kept")], [("a", "letter.txt", Encoding.UTF8.GetBytes(canary))], [("after", "behind")]);
        _clock.Advance(Duration.FromMinutes(16));
        using var late = await vera.Browser.Http.PostAsync(new Uri(Members, UriKind.Relative), form);
        var signIn = await Visitor.Read(late, HttpStatusCode.OK);
        Assert.Empty(_seen);
        Assert.Single(signIn.QuerySelectorAll("input[name=carry-file]"));
        var folder = Path.Combine(test.Folder, "carried");
        var kept = Assert.Single(Directory.GetFiles(folder));
        Assert.DoesNotContain(canary, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken)), StringComparison.Ordinal);

        using var response = await vera.Browser.Post(signIn, "/sign-in",
            ("name", "vera"), ("secret-passphrase", vera.Passphrase), ("secret-code", vera.NextCode()));
        Assert.Equal("Taken kept behind", await response.Content.ReadAsStringAsync());
        Assert.Equal([("a", "letter.txt", canary.Length, Hash(Encoding.UTF8.GetBytes(canary)))], _seen);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Files_of_nobody_known_are_not_kept_and_the_page_says_so()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await Start(test);
        using var stranger = site.Visit("en");
        using var form = await Form(stranger, [("note", "kept")], [("a", "letter.txt", "x"u8.ToArray())], []);
        using var response = await stranger.Http.PostAsync(new Uri(Members, UriKind.Relative), form);
        var page = await Visitor.Read(response, HttpStatusCode.OK);
        Assert.Empty(page.QuerySelectorAll("input[name=carry-file]"));
        Assert.Equal("kept", page.QuerySelector("input[name='carry:note']")!.GetAttribute("value"));
        Assert.NotNull(page.QuerySelector(".note.warn"));
        Assert.False(Directory.Exists(Path.Combine(test.Folder, "carried")));
    }

    private Task<WebSite> Start(TestInstallation test, Func<ServeOptions, ServeOptions>? change = null) => WebSite.Start(test, routes =>
    {
        Poruka.Program.Pages(routes);
        routes.MapPost(Open, (RequestDelegate)Take).ForEverybody().WithUploads(MaxBytes);
        routes.MapPost(Members, (RequestDelegate)Take).ForSignedIn().WithUploads(MaxBytes);
    }, clock: _clock, change: change);

    private async Task Take(HttpContext context)
    {
        var outcome = await UploadedFiles.TakeAsync(context, async (file, stop) =>
        {
            _calls++;
            using var hash = SHA256.Create();
            long size = 0;
            int count;
            var buffer = new byte[8_192];
            while ((count = await file.Contents.ReadAsync(buffer, stop)) > 0)
            {
                hash.TransformBlock(buffer, 0, count, null, 0);
                size += count;
            }
            hash.TransformFinalBlock([], 0, 0);
            _seen.Add((file.Field, file.FileName, size, Convert.ToHexString(hash.Hash!)));
        });
        var form = context.Request.Form;
        await context.Response.WriteAsync(outcome == UploadOutcome.Taken ? $"{outcome} {form["note"]} {form["after"]}" : outcome.ToString());
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private static async Task<string> Token(Visitor visitor) =>
        ((IHtmlInputElement)(await visitor.Get("/about")).QuerySelector("input[name=form-token]")!).Value;

    private static async Task<MultipartFormDataContent> Form(
        Visitor visitor, (string Name, string Value)[] before, (string Field, string Name, byte[] Contents)[] files, (string Name, string Value)[] after,
        bool withToken = true)
    {
        var form = new MultipartFormDataContent();
        if (withToken) form.Add(new StringContent(await Token(visitor)), FormGuard.TokenField);
        foreach (var (name, value) in before) form.Add(new StringContent(value), name);
        foreach (var (field, name, contents) in files)
        {
            var part = new ByteArrayContent(contents);
            // As browsers write it: the name in UTF-8, empty where no file was chosen.
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name.Replace("\\", "\\\\", StringComparison.Ordinal)))}\"");
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part);
        }
        foreach (var (name, value) in after) form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>A form whose file begins and never goes on.</summary>
    private static async Task<TcpClient> BeginSlowly(WebSite site, Visitor visitor)
    {
        var token = await Token(visitor);
        var cookie = visitor.Cookies.GetCookieHeader(site.Address);
        var client = new TcpClient();
        await client.ConnectAsync(site.Address.Host, site.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n",
            $"POST {Open} HTTP/1.1", $"Host: {site.Address.Authority}", $"Cookie: {cookie}", "Content-Type: multipart/form-data; boundary=b",
            "Content-Length: 1000000", "", "--b", $"Content-Disposition: form-data; name=\"{FormGuard.TokenField}\"", "", token,
            "--b", "Content-Disposition: form-data; name=\"a\"; filename=\"a.bin\"", "", "slow")));
        return client;
    }
}
