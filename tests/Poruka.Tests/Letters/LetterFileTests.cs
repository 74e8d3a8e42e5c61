using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using Poruka.Letters;
using Poruka.Storage;
using Poruka.Tests.Web;
using SkiaSharp;
using UglyToad.PdfPig;

namespace Poruka.Tests.Letters;

/// <summary>Scans and documents of letters and replies: sealed, decoded within limits or kept as they came, and nothing lost.</summary>
public sealed class LetterFileTests(PostgresServer postgres)
{
    private const string Canary = "GpsOfTheWritersKitchen";

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_letter_by_hand_is_printed_from_its_scan_and_a_scanned_reply_goes_to_who_wrote_by_code(DatabaseKind kind)
    {
        await using var crew = await LettersCrew.Start(kind, postgres);
        var anna = await crew.AddRecipient("Анна Ильина", "ru");
        using var stranger = crew.Site.Visit("en");
        var thanks = await stranger.Send(await stranger.Get("/write/political-red-cross"), "/write/political-red-cross", ("to", ""), ("letterlanguage", "ru"), ("text", "Здравствуйте"), ("signature", "Тео"));
        var code = thanks.QuerySelector("pre")!.TextContent;
        var letter = (await crew.Vera.Get(LettersCrew.Letters)).QuerySelector("tbody th a")!.GetAttribute("href")!;
        await crew.Vera.Send(await crew.Vera.Get(letter), letter + "/assign", ("recipient", anna[(anna.LastIndexOf('/') + 1)..]));

        using (var added = await LettersCrew.Upload(crew.Vera, await crew.Vera.Get(letter), letter + "/files",
            [("page 1.jpg", new ByteArrayContent(Photograph(600, 800))), ("drawing.png", new ByteArrayContent(Png(400, 300)))])) Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var page = await crew.Vera.Get(letter);
        Assert.Contains("page 1.jpg", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("a person must read it", page.Body.TextContent, StringComparison.Ordinal);
        var scan = page.QuerySelectorAll("tbody a").First(a => a.TextContent.Trim() == "page 1.jpg").GetAttribute("href")!;
        var shown = await crew.Vera.Http.GetByteArrayAsync(new Uri(scan, UriKind.Relative));
        Assert.Equal([0xFF, 0xD8], shown[..2]);
        Assert.True(shown.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Canary)) < 0, "What the camera wrote beside the picture is still there.");

        await crew.Approve(letter);
        var batch = await crew.Batch();
        var file = batch.QuerySelectorAll("a").Select(a => a.GetAttribute("href")!).First(a => a.EndsWith("letters.pdf", StringComparison.Ordinal));
        using (var pdf = PdfDocument.Open(await crew.Vera.Http.GetByteArrayAsync(new Uri(file, UriKind.Relative))))
        {
            Assert.Equal(3, pdf.NumberOfPages);
            Assert.Single(pdf.GetPage(2).GetImages());
            Assert.Contains("2/3", string.Join(' ', pdf.GetPage(2).GetWords().Select(w => w.Text)), StringComparison.Ordinal);
        }
        await crew.Vera.Send(batch, LettersCrew.Form(batch, "/posted"));

        using (var reply = await LettersCrew.Upload(crew.Vera, await crew.Vera.Get(letter), letter + "/reply",
            [("reply.jpg", new ByteArrayContent(Photograph(500, 700)))], ("reply", ""), ("replytranslation", ""), ("writtenon", ""))) Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        var replies = await crew.Vera.Get(LettersCrew.Letters + "/replies");
        var one = replies.QuerySelector("tbody th a")!.GetAttribute("href")!;
        // Typed out later: the writer gets it anew.
        await crew.Vera.Send(await crew.Vera.Get(one), one, ("reply", "Спасибо, Тео"), ("replytranslation", "Thank you, Teo"));
        var answer = await stranger.Send(await stranger.Get("/write/political-red-cross/reply"), "/write/political-red-cross/reply", ("secret-code", code));
        Assert.Equal(["Спасибо, Тео", "Thank you, Teo"], answer.QuerySelectorAll("pre").Select(p => p.TextContent.Trim()));
        using var opened = await stranger.Post(answer, "/write/political-red-cross/scan", ("secret-code", code), ("scan", answer.QuerySelector("select[name=scan] option")!.GetAttribute("value")!));
        Assert.Equal([0xFF, 0xD8], (await opened.Content.ReadAsByteArrayAsync())[..2]);
        using var another = await stranger.Post(answer, "/write/political-red-cross/scan", ("secret-code", "K7QF-2222-3333-4444"), ("scan", answer.QuerySelector("select[name=scan] option")!.GetAttribute("value")!));
        Assert.Equal(HttpStatusCode.BadRequest, another.StatusCode);
    }

    [Fact]
    public async Task What_is_hostile_is_refused_or_kept_with_its_reason_and_nothing_else_is_lost()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        await crew.AddRecipient("Anna", "en");
        await crew.AddWriter("Lena", "en");
        var letter = Assert.Single(await crew.Plan());
        await crew.Write(letter, "Dear Anna");

        using (var response = await LettersCrew.Upload(crew.Vera, await crew.Vera.Get(letter), letter + "/files",
        [
            ("bomb.png", new ByteArrayContent(Bomb())), ("cut.jpg", new ByteArrayContent(Photograph(300, 300)[..900])), ("macros.docx", new ByteArrayContent(WithMacros())),
            ("script.pdf", new ByteArrayContent(Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >>\n" + new string(' ', 2_000)))),
            ("\u202etxt.exe", new ByteArrayContent([(byte)'M', (byte)'Z', 0, 1, 2, 3])), ("page.html", new StringContent("<html><script>alert(1)</script>")), ("empty.pdf", new ByteArrayContent([])),
        ]))
        {
            var page = await Visitor.Read(response, HttpStatusCode.BadRequest);
            Assert.Contains("Not taken", page.QuerySelector(".error")!.TextContent, StringComparison.Ordinal);
            foreach (var name in new[] { "txt.exe", "page.html" }) Assert.Contains(name, page.QuerySelector(".error")!.TextContent, StringComparison.Ordinal);
        }
        // Together with what is no letter, nothing was taken; without it, all of it is.
        using (var response = await LettersCrew.Upload(crew.Vera, await crew.Vera.Get(letter), letter + "/files",
        [
            ("bomb.png", new ByteArrayContent(Bomb())), ("cut.jpg", new ByteArrayContent(Photograph(300, 300)[..900])), ("macros.docx", new ByteArrayContent(WithMacros())),
            ("script.pdf", new ByteArrayContent(Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript >> >>\n" + new string(' ', 2_000)))),
            ("שלום 🌻.txt", new StringContent("שלום עולם 🌻")),
        ])) Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var files = (await crew.Vera.Get(letter)).QuerySelectorAll("table tbody tr").Select(r => r.TextContent).ToList();
        Assert.Equal(5, files.Count);
        foreach (var (name, reason) in new[] { ("bomb.png", "too many pixels"), ("cut.jpg", "can’t be read"), ("macros.docx", "with macros"), ("script.pdf", "active parts"), ("🌻.txt", "document") })
            Assert.Contains(files, f => f.Contains(name, StringComparison.Ordinal) && f.Contains(reason, StringComparison.Ordinal));
        Assert.Equal("Dear Anna", (await crew.Vera.Get(letter)).QuerySelector("textarea[name=text]")!.TextContent.Trim());

        // What isn't printed stands on the packing list; taken away, it is gone.
        await crew.Approve(letter);
        Assert.Contains("macros.docx", (await crew.Batch()).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_of_a_hundred_megabytes_is_kept_whole_and_more_than_the_page_takes_is_refused()
    {
        await using var crew = await LettersCrew.Start(DatabaseKind.Sqlite, postgres);
        await crew.AddRecipient("Anna", "en");
        await crew.AddWriter("Lena", "en");
        var letter = Assert.Single(await crew.Plan());
        var scan = new byte[100 << 20];
        "%PDF-1.4"u8.CopyTo(scan);
        using (var response = await LettersCrew.Upload(crew.Vera, await crew.Vera.Get(letter), letter + "/files", [("scan.pdf", new ByteArrayContent(scan))], ("typed", "1"))) Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var page = await crew.Vera.Get(letter);
        var address = page.QuerySelector("table tbody a")!.GetAttribute("href")!;
        Assert.True(IsSame(scan, await crew.Vera.Http.GetByteArrayAsync(new Uri(address, UriKind.Relative))), "The scan came back otherwise.");
        try
        {
            using var response = await LettersCrew.Upload(crew.Vera, page, letter + "/files", [("huge.pdf", new ByteArrayContent(new byte[(int)LetterFiles.MaxBytes + 1]))]);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
        catch (HttpRequestException refused)
        {
            // The answer came before all was sent, and the line was closed behind it.
            Assert.IsType<IOException>(refused.InnerException);
        }
        Assert.Single((await crew.Vera.Get(letter)).QuerySelectorAll("table tbody tr"));
    }

    [Fact]
    public async Task A_picture_is_turned_as_its_camera_says_and_made_no_larger_than_a_sheet_needs()
    {
        var (picture, care) = await LetterPicture.Read(Photograph(4_000, 2_000, orientation: 6), CancellationToken.None);
        Assert.Equal("", care);
        using var image = SKImage.FromEncodedData(picture);
        Assert.True(image.Height > image.Width && image.Height <= 3_508, $"{image.Width} × {image.Height}");
    }

    /// <summary>A picture as a telephone writes it: with an Exif part, in which stands more than one wants to tell.</summary>
    private static byte[] Photograph(int width, int height, byte orientation = 1)
    {
        var jpeg = Encoded(width, height, SKEncodedImageFormat.Jpeg);
        byte[] exif = [.. "Exif\0\0"u8, .. "MM\0*\0\0\0\u0008\0\u0001"u8, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Canary)];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    private static bool IsSame(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);

    private static byte[] Png(int width, int height) => Encoded(width, height, SKEncodedImageFormat.Png);

    private static byte[] Encoded(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.DarkBlue, StrokeWidth = 4 };
        for (var y = 40; y < height; y += 40) surface.Canvas.DrawLine(20, y, width - 20, y - 15, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A small file that says it has 30,000 × 30,000 pixels.</summary>
    private static byte[] Bomb()
    {
        var png = Png(16, 16);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    private static byte[] WithMacros()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var document = zip.CreateEntry("word/document.xml").Open()) document.Write(new byte[5_000]);
            using var macros = zip.CreateEntry("word/vbaProject.bin").Open();
            macros.Write(new byte[500]);
        }
        return bytes.ToArray();
    }
}
