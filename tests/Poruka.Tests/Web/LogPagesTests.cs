using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Funds;
using Poruka.Funds.CheckReceipt;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Tests.Web;

public sealed class LogPagesTests(PostgresServer postgres) : IAsyncLifetime
{
    private SampleLog _log = null!;
    private WebSite _site = null!;
    private Visitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _log = await SampleLog.Publish(postgres, DatabaseKind.Sqlite, leaves: 300);
        _site = await WebSite.Start(_log.Test, routes => routes.MapFundPages());
        _visitor = _site.Visit();
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _site.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task The_page_shows_checkpoint_and_key()
    {
        var page = await _visitor.Get("/funds/red-cross/log");
        var codes = page.QuerySelectorAll("pre").Select(p => p.TextContent).ToList();
        Assert.Contains(codes, c => c.StartsWith("test.example/red-cross\n300\n", StringComparison.Ordinal));
        Assert.Contains(codes, c => c.StartsWith("test.example/red-cross+", StringComparison.Ordinal));
        Assert.Contains("300 prints", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nobody outside this group", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_give_the_tree_that_the_checkpoint_signs()
    {
        var note = await _visitor.Http.GetByteArrayAsync(new Uri("/funds/red-cross/log/checkpoint", UriKind.Relative));
        Assert.True(SignedNote.TryParse(note, out var signed, out _));
        Assert.True(Checkpoint.TryParse(signed!.Text, out var checkpoint));
        var files = new Dictionary<TilePath, byte[]>();
        foreach (var path in TilePath.ForGrowth(0, checkpoint!.Size))
            files[path] = await _visitor.Http.GetByteArrayAsync(new Uri($"/funds/red-cross/log/{path}", UriKind.Relative));
        Assert.Equal(checkpoint.Root, MerkleTree.Root(checkpoint.Size, new TileReader(checkpoint.Size, path => files[path]).Node));
        Assert.True(LogTiles.TryReadBundle(files[TilePath.Entries(1, 44)], 44, out var entries));
        Assert.All(entries, e => Assert.Equal(BlindedLeaf.Size, e.Length));
    }

    [Theory]
    [InlineData("tile/0/000", true)]
    [InlineData("tile/0/001.p/44", true)]
    [InlineData("tile/0/001.p/43", true)]
    [InlineData("tile/1/000.p/1", true)]
    [InlineData("tile/entries/000", true)]
    [InlineData("tile/entries/000.p/17", true)]
    [InlineData("tile/0/001.p/45", false)]
    [InlineData("tile/0/001", false)]
    [InlineData("tile/0/002.p/1", false)]
    [InlineData("tile/1/000", false)]
    [InlineData("tile/1/000.p/2", false)]
    [InlineData("tile/63/000.p/1", false)]
    [InlineData("tile/entries/x999/x999/x999/x999/x999/999", false)]
    [InlineData("tile/0/0", false)]
    [InlineData("tile/0/000.p/0", false)]
    [InlineData("tile/0/000.p/256", false)]
    [InlineData("tile/-1/000", false)]
    [InlineData("tile/", false)]
    [InlineData("tile/0/..%2f..%2fcheckpoint", false)]
    public async Task A_file_is_there_exactly_when_a_checkpoint_covers_it(string path, bool expected)
    {
        using var response = await _visitor.Http.GetAsync(new Uri("/funds/red-cross/log/" + path, UriKind.Relative));
        Assert.Equal(expected ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        ShellTests.AssertStrict(response);
        if (!expected) return;
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task A_genuine_receipt_is_said_in_plain_words()
    {
        var page = await Upload(_log.Receipt(3).ToBytes());
        Assert.NotNull(page.QuerySelector(".note.done"));
        var proven = page.QuerySelectorAll("dl.sums dt").ToDictionary(dt => dt.TextContent, dt => dt.NextElementSibling!.TextContent);
        Assert.Equal("1 March 2026", proven["Day in the books"]);
        Assert.Equal("€50.03", proven["Gifts"]);
        Assert.Equal("4 of 300", proven["Place in the log"]);
        Assert.Contains("delete the file", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_be_pasted_with_the_line_ends_of_any_system()
    {
        var text = Encoding.UTF8.GetString(_log.Receipt(3).ToBytes());
        foreach (var pasted in (string[])[text, text.ReplaceLineEndings("\r\n"), "\n\n " + text.TrimEnd() + "  \n\n"])
        {
            using var response = await Post(null, pasted);
            Assert.NotNull((await Visitor.Read(response, HttpStatusCode.OK)).QuerySelector(".note.done"));
        }
    }

    [Fact]
    public async Task Checking_twice_says_the_same_twice()
    {
        var receipt = _log.Receipt(3).ToBytes();
        var (first, second) = (await Upload(receipt), await Upload(receipt));
        Assert.Equal(first.QuerySelector("dl.sums")!.TextContent, second.QuerySelector("dl.sums")!.TextContent);
    }

    [Fact]
    public async Task A_receipt_of_another_log_is_sent_there()
    {
        using var signer = new NoteSigner("elsewhere.example/fund", NoteKeyKind.Log, new byte[32]);
        var page = await Upload(_log.ReceiptOf(_log.Opening(3), 3, signer).ToBytes());
        Assert.Contains("elsewhere.example/fund", page.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("dl.sums"));
    }

    [Fact]
    public async Task A_changed_entry_or_signature_proves_nothing()
    {
        var opening = _log.Opening(3);
        var other = _log.Opening(4);
        using var own = FundLog.SignerOf(_log.Test.Installation, _log.Test.Fund);
        using var forger = new NoteSigner(own.Verifier.Name, NoteKeyKind.Log, new byte[32]);
        foreach (var forged in (TlogProof[])
                 [
                     _log.ReceiptOf(opening with { Entry = other.Entry }, 3, own),
                     _log.ReceiptOf(opening with { Entry = default }, 3, own),
                     _log.ReceiptOf(opening, 4, own),
                     _log.ReceiptOf(opening, 3, forger),
                 ])
        {
            var page = await Upload(forged.ToBytes());
            Assert.StartsWith("It proves nothing.", page.QuerySelector(".note.warn .word")!.TextContent, StringComparison.Ordinal);
            Assert.Null(page.QuerySelector("dl.sums"));
        }
    }

    [Fact]
    public async Task A_log_that_was_rewritten_is_found_out_by_an_old_receipt()
    {
        // Signed by the right key, over a tree that isn't the one kept here.
        using var own = FundLog.SignerOf(_log.Test.Installation, _log.Test.Fund);
        var opening = _log.Opening(3);
        var leaf = TreeHash.OfLeaf(opening.Leaf());
        var checkpoint = new Checkpoint(own.Verifier.Name, 1, leaf).Sign(own);
        var page = await Upload(new TlogProof(opening.ToBytes(), new LogIndex(0), [], checkpoint).ToBytes());
        Assert.Contains("The log was changed.", page.QuerySelector(".note.warn")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gift_that_was_taken_back_says_so()
    {
        await _log.Reverse(3);
        var page = await Upload(_log.Receipt(3).ToBytes());
        Assert.Contains("Taken back later.", page.Body!.TextContent, StringComparison.Ordinal);
    }

    public static TheoryData<byte[]?, string> Bad => new()
    {
        { null, "Choose a file" },
        { [], "Choose a file" },
        { new byte[CheckReceiptEndpoint.MaxBytes + 1], "larger than 64" },
        { [0, 1, 2, 255, 254, 10, 13, 0], "first line" },
        { "%PDF-1.7 and so on"u8.ToArray(), "first line" },
        { "c2sp.org/tlog-proof@v1\n"u8.ToArray(), "index" },
        { "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n"u8.ToArray(), "extra" },
        { "c2sp.org/tlog-proof@v1\nindex 1\nxx\n"u8.ToArray(), "letters and digits" },
        { "c2sp.org/tlog-proof@v1\nindex 1\n\nnothing"u8.ToArray(), "signatures" },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_no_receipt_is_explained_and_what_was_typed_is_kept(byte[]? file, string says)
    {
        using var response = await Post(file, file is null or [] ? "" : "<b>typed & kept</b>");
        var page = await Visitor.Read(response, HttpStatusCode.BadRequest);
        ShellTests.AssertStrict(response);
        var link = page.QuerySelector(".problems a")!;
        Assert.Contains(says, link.TextContent, StringComparison.Ordinal);
        var field = page.GetElementById(link.GetAttribute("href")![1..])!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        foreach (var id in field.GetAttribute("aria-describedby")!.Split(' ')) Assert.NotNull(page.GetElementById(id));
        if (file is { Length: > 0 })
            Assert.Equal("<b>typed & kept</b>", ((IHtmlTextAreaElement)page.QuerySelector("textarea")!).Value.Trim());
    }

    [Fact]
    public async Task A_file_beyond_all_bounds_gets_a_calm_page()
    {
        using var response = await Post(new byte[3_000_000], "");
        await Visitor.Read(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Without_the_form_s_token_nothing_is_checked()
    {
        using var content = new MultipartFormDataContent { { new ByteArrayContent(_log.Receipt(3).ToBytes()), "file", "x" } };
        using var response = await _visitor.Http.PostAsync(new Uri(CheckReceiptEndpoint.Address, UriKind.Relative), content);
        await Visitor.Read(response, HttpStatusCode.BadRequest);
    }

    private async Task<IHtmlDocument> Upload(byte[] receipt)
    {
        using var response = await Post(receipt, "");
        return await Visitor.Read(response, HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> Post(byte[]? file, string text)
    {
        var page = await _visitor.Get(CheckReceiptEndpoint.Address);
        using var content = new MultipartFormDataContent
        {
            { new StringContent(ShellTests.TokenOf(page)), FormGuard.TokenField },
            { new StringContent(text), CheckReceiptEndpoint.TextField },
        };
        if (file is not null) content.Add(new ByteArrayContent(file), CheckReceiptEndpoint.FileField, "r.tlog-proof");
        return await _visitor.Http.PostAsync(new Uri(CheckReceiptEndpoint.Address, UriKind.Relative), content);
    }
}
