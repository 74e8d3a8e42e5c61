using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>Papers that another group sends with a request, with an answer, or as evidence after the fact.</summary>
internal static class OutsideFiles
{
    /// <summary>How many may come at once.</summary>
    public const int Most = 10;

    /// <summary>How large they may be together.</summary>
    public const long MostBytes = 24L << 20;

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

    /// <summary>Takes them in as they come, each sealed to the trustees' room.</summary>
    public static Task<UploadOutcome> TakeAsync(HttpContext context, ServeOptions options, ArrivedFiles files, LocalDate today) =>
        files.TakeAsync(context, MostBytes, today, () => OutsideRequests.FilesAreFull(options));

    /// <summary>Puts them to a request, within the transaction that it is kept in.</summary>
    public static void Add(ServeOptions options, FundTransaction transaction, Room room, UInt128 request, ArrivedFiles files) =>
        RequestFiles.Add(options.Installation, transaction.Connection, transaction.Transaction, room, request, files.All, new MemberId(OutsideRequests.Nobody.Value));

    private static string HelpOf(Page page) => page.Text("People.File.Help", Most, MostBytes >> 20);
}
