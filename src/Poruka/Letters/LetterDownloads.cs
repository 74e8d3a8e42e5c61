using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>Gives a scan or a document of a letter or a reply to a coordinator: to be kept, never shown; the room's record says so first.</summary>
internal static class LetterDownloads
{
    public static async Task Send(HttpContext context, ServeOptions options, string owner, string file, bool isReply)
    {
        using var desk = LettersDesk.Open(context, options);
        if (desk is null)
        {
            await LettersDesk.Closed(context).ExecuteAsync(context);
            return;
        }
        if (Ids.Parse(owner) is { } known && Ids.Parse(file) is { } id && IsHere(desk, known, isReply)
            && LetterFiles.Of(desk, known).FirstOrDefault(f => f.Id == id) is { } found
            && StoredFiles.Find(desk.Connection, id) is { } stored && StoredFiles.Open(options.Installation, desk.Connection, desk.Room, id) is { } opened)
            using (opened)
            {
                RoomRecord.Add(desk.Connection, desk.Room, desk.Me.Id, RoomAct.OpenedFile, found.Head.Name, options.Clock.GetCurrentInstant());
                // What was decoded and written anew is a JPEG, whatever it was before.
                var name = found.IsPrinted ? Path.ChangeExtension(found.Head.Name, ".jpg") : found.Head.Name;
                await Downloads.Send(context, name, stored.ContentsSize, body => opened.Contents.CopyToAsync(body, context.RequestAborted));
            }
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static bool IsHere(LettersDesk desk, UInt128 owner, bool isReply) => isReply
        ? LetterReplies.Find(desk, owner) is not null
        : LetterRows.Letter(desk.Connection, null, desk.Group.Number, owner) is not null;
}
