using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>How a message that is sent by a public form ended.</summary>
/// <param name="Files">Whether its files were taken.</param>
/// <param name="Wait">How long the form has still to wait; zero where it was taken.</param>
public readonly record struct SendOutcome(UploadOutcome Files, Duration Wait)
{
    /// <summary>Whether all of it is kept.</summary>
    public bool IsKept => Files == UploadOutcome.Taken && Wait == Duration.Zero;
}

/// <summary>Takes what is sent by the public forms: sealed in memory to the room for what comes in, and dropped.</summary>
internal static class IncomingCall
{
    /// <summary>The most bytes and files of one message.</summary>
    public const long MaxBytes = 24 * 1_048_576;

    /// <summary>How many files one message may bring.</summary>
    public const int MaxFiles = 10;

    /// <summary>The longest text.</summary>
    public const int MaxText = 10_000;

    /// <summary>The longest of the other fields.</summary>
    public const int MaxLine = 300;

    public const string FilesField = "files";

    /// <summary>The room for what comes in to a group, with its public half.</summary>
    public static (Room Room, byte[] Key)? RoomOf(Database database, long organisation)
    {
        using var connection = database.Open();
        return RoomRows.Find(connection, organisation, RoomKind.Intake) is { } room ? (room, RoomRows.PublicKeyOf(connection, room)) : null;
    }

    /// <summary>
    /// Seals the files of a request, then has the text stored with them, in one transaction. What was not taken leaves nothing.
    /// </summary>
    public static async Task<SendOutcome> Take(
        HttpContext context, ServeOptions options, Room room, UInt128 call, bool isNew,
        Action<System.Data.Common.DbConnection, System.Data.Common.DbTransaction, IReadOnlyList<(StoredFile, string)>> store)
    {
        var patience = context.RequestServices.GetRequiredService<Patience>();
        var ticket = context.Request.Form[Patience.Field].ToString();
        var installation = options.Installation;
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        // A ticket that is none, or was used: as if the form had been opened now.
        var wait = patience.WaitOf(ticket) ?? patience.WaitOf(ticket = patience.Draw())!.Value;
        if (wait > Duration.Zero)
        {
            await UploadedFiles.PassOver(context);
            return new SendOutcome(UploadOutcome.Taken, wait);
        }
        using var files = new ArrivedFiles(installation, room, call, isNew);
        var outcome = await files.TakeAsync(context, MaxBytes, today, () => IsFull(options));
        if (outcome != UploadOutcome.Taken) return new SendOutcome(outcome, Duration.Zero);
        if (!patience.TryUse(ticket)) return new SendOutcome(UploadOutcome.Busy, Duration.Zero);
        using var connection = installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        store(connection, transaction, files.All);
        transaction.Commit();
        files.Keep();
        return new SendOutcome(UploadOutcome.Taken, Duration.Zero);
    }

    /// <summary>The field for files.</summary>
    public static Field FilesOf(Page page, string? error) => new(FieldKind.File, FilesField, page["Cases.Help.Files"])
    {
        Help = page.Text("Cases.Help.Files.Help", MaxBytes / 1_048_576, MaxFiles), Several = true, Error = error,
    };

    /// <summary>What is wrong where a message was not taken, for the field of its files or for the page.</summary>
    public static (string? FilesError, string? Wait) ProblemOf(Page page, SendOutcome outcome) => (
        outcome.Files.Text(page, MaxBytes, MaxFiles),
        outcome.Wait > Duration.Zero ? page.Plural("Cases.Help.Wait", (long)Math.Ceiling(outcome.Wait.TotalMinutes)) : null);

    private static bool IsFull(ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return Calls.Bytes(connection) > options.MaxCallBytes;
    }
}
