using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using NodaTime;
using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Tests.Printing;

/// <summary>Documents to go on writing in: the Open XML SDK finds no fault in them, and LibreOffice opens them.</summary>
public class WordFileTests
{
    private static readonly LocalDate Day = new(2026, 11, 23);

    private static readonly PrintedBlock[] Blocks =
    [
        new(PrintedKind.Heading, "Перед отправкой"), new(PrintedKind.Item, "Показать адвокату", "•"), new(PrintedKind.NewPage),
        new(PrintedKind.Address, "Прокурору\nот Анны Петровой"), new(PrintedKind.Title, "Жалоба"),
        new(PrintedKind.Paragraph, "Їжак з’їв ґудзик & <b>Łódź</b>\nдруга стрічка\tпісля табуляції"), new(PrintedKind.Item, "первое", "1."),
        new(PrintedKind.Paragraph, "bad\0\u0001\ud800\uffff good 😀"), new(PrintedKind.Paragraph, ""),
    ];

    [Fact]
    public void The_open_xml_sdk_finds_no_fault()
    {
        using var stream = new MemoryStream(Write());
        using var document = WordprocessingDocument.Open(stream, false);
        var faults = new OpenXmlValidator(FileFormatVersions.Microsoft365).Validate(document, TestContext.Current.CancellationToken);
        Assert.Empty(faults.Select(f => $"{f.Part?.Uri} {f.Path?.XPath}: {f.Description}"));
        var text = document.MainDocumentPart!.Document!.Body!.InnerText;
        foreach (var expected in new[] { "Їжак з’їв ґудзик & <b>Łódź</b>", "Показать адвокату", "good 😀" }) Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal("Жалоба прокурору", document.PackageProperties.Title);
        Assert.Null(document.PackageProperties.Creator);
    }

    [Fact]
    public void The_same_blocks_give_the_same_bytes_and_tell_the_day_alone()
    {
        Assert.Equal(Write(), Write());
        using var zip = new ZipArchive(new MemoryStream(Write()));
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(2026, 11, 23), entry.LastWriteTime.DateTime));
        foreach (var entry in zip.Entries)
        {
            using var reader = XmlReader.Create(entry.Open());
            while (reader.Read())
            {
            }
        }
    }

    [Fact]
    public async Task Libreoffice_opens_it()
    {
        const string Soffice = "/usr/bin/soffice";
        if (!File.Exists(Soffice))
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("PORUKA_REQUIRE_BROWSER") == "1", "LibreOffice is not installed.");
            Assert.Fail("LibreOffice is not installed, and ./test wants it.");
        }
        var folder = Directory.CreateTempSubdirectory("poruka-office-");
        try
        {
            var file = Path.Combine(folder.FullName, "paper.docx");
            await File.WriteAllBytesAsync(file, Write(), TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(Soffice,
                [$"-env:UserInstallation=file://{folder.FullName}/profile", "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder.FullName, file])
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await output + await error);
            var text = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "paper.txt"), Encoding.UTF8, TestContext.Current.CancellationToken);
            foreach (var expected in new[] { "Показать адвокату", "Прокурору", "Жалоба", "Їжак з’їв ґудзик & <b>Łódź</b>", "первое", "good 😀" }) Assert.Contains(expected, text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Write()
    {
        using var stream = new MemoryStream();
        WordFile.Write(stream, Languages.Russian, "Жалоба прокурору", Day, Blocks);
        return stream.ToArray();
    }
}
