using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>
/// Papers that another group sends with a request, with an answer, or as evidence after the fact: each sealed to the trustees' room while it
/// comes. What isn't kept is thrown away in the end.
/// </summary>
/// <param name="options">Where.</param>
/// <param name="room">The trustees' room.</param>
/// <param name="request">The request.</param>
internal sealed class OutsideFiles(ServeOptions options, Room room, UInt128 request) : IDisposable
{
    /// <summary>How many may come at once.</summary>
    public const int Most = 10;

    /// <summary>How large they may be together.</summary>
    public const long MostBytes = 24L << 20;

    private readonly List<(StoredFile File, string Name)> _files = [];
    private bool _isKept;

    /// <summary>How many came. A field that was left empty is a file without contents, and none.</summary>
    public int Count => _files.Count(f => f.File.ContentsSize > 0);

    /// <summary>The field for them.</summary>
    public static Field FieldOf(Page page, string help, string? error) =>
        new(FieldKind.File, "files", page["Funds.Files.File"]) { Several = true, Help = help + " " + HelpOf(page), Error = error };

    /// <summary>What is wrong with what was sent, in words; null where nothing is.</summary>
    public static string? ProblemOf(Page page, UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.Taken => null,
        UploadOutcome.TooMany => HelpOf(page),
        _ => outcome.Text(page, MostBytes, Most),
    };

    /// <summary>Takes them in as they come.</summary>
    public Task<UploadOutcome> TakeAsync(HttpContext context, LocalDate today) => UploadedFiles.TakeAsync(context, async (upload, stop) =>
    {
        if (OutsideRequests.FilesAreFull(options)) throw new UploadRefusedException(UploadOutcome.NoRoom);
        _files.Add((await StoredFiles.Seal(options.Installation, room, request, upload.Contents, MostBytes, today, stop)
            ?? throw new UploadRefusedException(UploadOutcome.TooLarge), upload.FileName));
    });

    /// <summary>Puts them to the request, within the transaction that it is kept in.</summary>
    public void AddTo(FundTransaction transaction)
    {
        foreach (var (file, name) in _files.Where(f => f.File.ContentsSize > 0))
            RequestFiles.Add(options.Installation, transaction.Connection, transaction.Transaction, room, request, file, name, new MemberId(OutsideRequests.Nobody.Value));
    }

    /// <summary>Says that the transaction is done: they stay.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Throws away what isn't kept.</summary>
    public void Dispose()
    {
        foreach (var (file, _) in _files.Where(f => !_isKept || f.File.ContentsSize == 0)) StoredFiles.Discard(options.Installation, file.Id);
    }

    private static string HelpOf(Page page) => page.Text("People.File.Help", Most, MostBytes >> 20);
}
