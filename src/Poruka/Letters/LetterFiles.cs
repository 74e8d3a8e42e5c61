using System.Data.Common;
using System.Text;
using System.Text.Json;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>What is sealed of a file: its name, what it is, and what to take care of.</summary>
/// <param name="Name">As it came.</param>
/// <param name="Kind">picture, which is shown and printed; pdf or document, which are neither.</param>
/// <param name="Care">What to take care of; empty for nothing.</param>
/// <param name="Size">How many bytes it has.</param>
public sealed record LetterFileHead(string Name, string Kind, string Care, long Size);

/// <summary>A file of a letter or of a reply.</summary>
public sealed record LetterFile(UInt128 Id, LetterFileHead Head)
{
    /// <summary>Whether it is placed on a page: decoded, and written anew.</summary>
    public bool IsPrinted => Head is { Kind: LetterFiles.Picture, Care: "" };
}

/// <summary>Files that came with one form: sealed already, not yet anybody's.</summary>
/// <param name="Outcome">Whether all were read.</param>
/// <param name="Files">What was sealed.</param>
/// <param name="Refused">The names of those that are of no kind that we take.</param>
internal sealed record TakenFiles(UploadOutcome Outcome, IReadOnlyList<(StoredFile Stored, LetterFileHead Head)> Files, IReadOnlyList<string> Refused)
{
    /// <summary>What the form says about it; null where all went well.</summary>
    public string? ErrorOn(Page page) => Outcome.Text(page, LetterFiles.MaxBytes, LetterFiles.MaxFiles)
        ?? (Refused.Count > 0 ? page.Text("Letters.File.Refused", string.Join(", ", Refused)) : null);
}

/// <summary>
/// Scans and documents, sealed as they come. Pictures are decoded within limits and written anew; all else is kept as it came and
/// never opened here. What a file is, its first bytes say, not its name.
/// </summary>
internal static class LetterFiles
{
    public const string Picture = "picture", Pdf = "pdf", Document = "document";

    public const string Unreadable = "unreadable", ManyPixels = "pixels", Macros = "macros", Active = "active", Large = "large";

    /// <summary>The most bytes that a form may bring: a hundred sheets scanned carelessly.</summary>
    public const long MaxBytes = 160L << 20;

    public const int MaxFiles = 20;

    /// <summary>The endings that a browser offers.</summary>
    public const string Accept = ".jpg,.jpeg,.png,.webp,.heic,.tif,.tiff,.pdf,.docx,.doc,.odt,.rtf,.txt";

    private const int HeadSize = 512;

    private static readonly byte[][] MacroMarks = ["vbaProject.bin"u8.ToArray(), "Basic/script-lc.xml"u8.ToArray(), "_VBA_PROJECT"u8.ToArray(), "V\0B\0A\0"u8.ToArray()];
    private static readonly byte[][] ActiveMarks = ["/JavaScript"u8.ToArray(), "/Launch"u8.ToArray(), "/EmbeddedFile"u8.ToArray(), "/RichMedia"u8.ToArray()];

    public static SealedPlace HeadOf(UInt128 file) => new("letter-file", file, "head");

    /// <summary>The field of a form that takes them.</summary>
    public static Field FieldOf(Page page, string? error = null) => new(FieldKind.File, "file", page["Letters.Field.file"])
    {
        Accept = Accept, Several = true, Help = page.Text("Letters.Field.file.Help", MaxFiles, MaxBytes >> 20), Error = error,
    };

    /// <summary>Seals the files of a request under the shred salt of a letter or reply. Rows come with <see cref="Add"/>, or nothing is kept.</summary>
    public static async Task<TakenFiles> Take(HttpContext context, ServeOptions options, Room room, UInt128 owner, LocalDate today)
    {
        var files = new List<(StoredFile, LetterFileHead)>();
        var refused = new List<string>();
        var outcome = UploadOutcome.BrokenOff;
        try
        {
            outcome = await UploadedFiles.TakeAsync(context, async (upload, stop) =>
            {
                var head = new byte[HeadSize];
                var length = await upload.Contents.ReadAtLeastAsync(head, HeadSize, throwOnEndOfStream: false, stop);
                // A field left empty comes as a file without contents.
                if (length == 0) return;
                if (KindOf(head.AsSpan(0, length)) is not { } kind)
                {
                    await upload.Contents.CopyToAsync(Stream.Null, stop);
                    refused.Add(upload.FileName);
                    return;
                }
                files.Add(await Seal(options, room, owner, upload, kind, head.AsMemory(0, length), today, stop));
            });
        }
        finally
        {
            if (outcome != UploadOutcome.Taken) Discard(options.Installation, files);
        }
        return new TakenFiles(outcome, outcome == UploadOutcome.Taken ? files : [], refused);
    }

    /// <summary>Makes sealed files a letter's or a reply's.</summary>
    public static void Add(Installation installation, DbConnection connection, DbTransaction transaction, Room room, UInt128 owner, TakenFiles taken)
    {
        var place = Sql.Number(connection, transaction, "select cast(coalesce(max(place), 0) as bigint) from letter_file where owner = @owner", ("owner", Ids.Bytes(owner)))!.Value;
        foreach (var (stored, head) in taken.Files)
        {
            StoredFiles.Add(connection, transaction, stored);
            Sql.Run(connection, transaction, "insert into letter_file (file, owner, place) values (@file, @owner, @place)",
                ("file", Ids.Bytes(stored.Id)), ("owner", Ids.Bytes(owner)), ("place", ++place));
            Drops.Put(installation, connection, transaction, room, owner, HeadOf(stored.Id), LettersJson.Bytes(head, LettersJson.Default.LetterFileHead));
        }
    }

    /// <summary>Lets sealed files go that became nobody's.</summary>
    public static void Discard(Installation installation, IEnumerable<(StoredFile Stored, LetterFileHead Head)> files)
    {
        foreach (var (stored, _) in files) StoredFiles.Discard(installation, stored.Id);
    }

    /// <summary>The files of a letter or a reply, in the order in which they came.</summary>
    public static IReadOnlyList<LetterFile> Of(LettersDesk desk, UInt128 owner) =>
    [
        .. LetterRows.Read(desk.Connection, null, "select file from letter_file where owner = @owner order by place", row => LetterRows.Id(row, 0)!.Value, ("owner", Ids.Bytes(owner)))
            .Select(id => (Id: id, Head: desk.Read(HeadOf(id), LettersJson.Default.LetterFileHead)))
            .Where(f => f.Head is not null).Select(f => new LetterFile(f.Id, f.Head!)),
    ];

    /// <summary>How many files letters have, without opening them.</summary>
    public static bool Any(DbConnection connection, UInt128 owner) =>
        Sql.Number(connection, null, "select cast(count(*) as bigint) from letter_file where owner = @owner", ("owner", Ids.Bytes(owner))) > 0;

    /// <summary>A picture that was decoded and written anew, opened.</summary>
    public static byte[]? Open(LettersDesk desk, UInt128 file)
    {
        using var opened = StoredFiles.Open(desk.Installation, desk.Connection, desk.Room, file);
        if (opened is null) return null;
        using var bytes = new MemoryStream();
        opened.Contents.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Takes a file away; the caller discards its bytes after the commit.</summary>
    public static void Remove(LettersDesk desk, DbTransaction transaction, UInt128 file)
    {
        Sql.Run(desk.Connection, transaction, "delete from letter_file where file = @file", ("file", Ids.Bytes(file)));
        StoredFiles.Delete(desk.Connection, transaction, file);
        SealedRows.Delete(desk.Connection, transaction, HeadOf(file));
    }

    /// <summary>A file in a line: its name, its size, what to take care of.</summary>
    public static string Line(Page page, LetterFileHead head) =>
        $"{head.Name} · {Sizes.Written(page, head.Size)} · {page["Letters.File." + (head.Care.Length > 0 ? head.Care : head.Kind)]}";

    /// <summary>What the first bytes say; null for nothing that is taken.</summary>
    internal static string? KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-"u8)) return Pdf;
        if (head is [0xFF, 0xD8, 0xFF, ..] || head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..12].SequenceEqual("WEBP"u8)) return Picture;
        // Pictures that aren't decoded here: HEIC of phones, TIFF of scanners.
        if (head.Length > 12 && head[4..8].SequenceEqual("ftyp"u8) || head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)) return Document;
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("{\\rtf"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return Document;
        return IsText(head) ? Document : null;
    }

    private static async Task<(StoredFile, LetterFileHead)> Seal(
        ServeOptions options, Room room, UInt128 owner, Upload upload, string kind, ReadOnlyMemory<byte> head, LocalDate today, CancellationToken stop)
    {
        async Task<StoredFile> Store(Stream contents) =>
            await StoredFiles.Seal(options.Installation, room, owner, contents, MaxBytes, today, stop) ?? throw new UploadRefusedException(UploadOutcome.TooLarge);
        if (kind == Picture)
        {
            using var bytes = new MemoryStream();
            bytes.Write(head.Span);
            var buffer = new byte[64 * 1024];
            for (int count; bytes.Length <= LetterPicture.MaxBytes && (count = await upload.Contents.ReadAsync(buffer, stop)) > 0;) bytes.Write(buffer, 0, count);
            var (picture, care) = bytes.Length > LetterPicture.MaxBytes ? (null, Large) : await LetterPicture.Read(bytes.ToArray(), stop);
            using Stream contents = picture is null ? new LookedThrough(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), upload.Contents, []) : new MemoryStream(picture);
            var shown = await Store(contents);
            return (shown, new LetterFileHead(upload.FileName, Picture, care, shown.ContentsSize));
        }
        using var looked = new LookedThrough(head, upload.Contents, kind == Pdf ? ActiveMarks : MacroMarks);
        var stored = await Store(looked);
        return (stored, new LetterFileHead(upload.FileName, kind, looked.Found.Count == 0 ? "" : kind == Pdf ? Active : Macros, stored.ContentsSize));
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || head is [(byte)'M', (byte)'Z', ..] || head.StartsWith("#!"u8) || head.TrimStart("\uFEFF \r\n\t"u8).StartsWith("<"u8)) return false;
        // The last sign may be cut.
        var text = Encoding.UTF8.GetString(head);
        return text.Length > 0 && text.AsSpan(0, text.Length - 1).IndexOf('\uFFFD') < 0;
    }
}
