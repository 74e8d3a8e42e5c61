using System.Globalization;
using System.Text.Json;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Cases.ExportCase;

/// <summary>
/// A case to take along: a tar of what the visitor may read, files included, sealed as it is read with age to a recipient of theirs.
/// It is never written in the clear to a disk, and the ordinary age program opens it.
/// </summary>
internal static class ExportCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/export";

    private const string Recipient = "recipient";

    public static void MapExportCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, null)).ForGroupWithProof(Role.Caseworker);
        routes.MapPost(Address, Export).ForGroupWithProof(Role.Caseworker);
    }

    private static IResult Ask(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Export.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, address + "/export", page["Cases.Export.Submit"],
        [
            new(FieldKind.Line, Recipient, page["Cases.Export.Recipient"])
            {
                Required = true, Help = page["Cases.Export.Recipient.Help"], MaxLength = 700, Value = form?[Recipient].ToString() ?? "", AutoComplete = "off", Error = form is null ? null : page["Cases.Export.Wrong"],
            },
        ], address, page["Cases.Show.Back"]) { Lead = page["Cases.Export.Lead"] }.Show();
    }

    private static async Task Export(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (RoomTar.RecipientsOf(context.Request.Form[Recipient].ToString()) is not { } recipients)
        {
            await Ask(context, context.Request.Form).ExecuteAsync(context);
            return;
        }
        foreach (var room in file.Sections.Select(s => s.Held).OfType<HeldRoom>().DistinctBy(r => r.Room.Id))
            RoomRecord.Add(desk.Connection, room, desk.Visit.Member.Id, RoomAct.Opened, file.Row.Code, desk.Now);
        await Downloads.Send(context, file.Row.Code + ".tar.age", null, body => Write(desk, file, recipients, body, context.RequestAborted));
    }

    private static async Task Write(CaseDesk desk, CaseFile file, IReadOnlyList<AgeRecipient> recipients, Stream output, CancellationToken stop)
    {
        await using var tar = RoomTar.Begin(output, recipients, desk.Now);
        foreach (var section in file.Sections.Where(s => s.Held is not null))
            await tar.Bytes($"sheet-{CaseRows.Word(section.Section)}.json", JsonSerializer.SerializeToUtf8Bytes(section.Sheet, CaseJson.Default.Sheet), stop);
        foreach (var fact in file.Timeline.Facts) await tar.Bytes($"facts/{fact.Id}.json", JsonSerializer.SerializeToUtf8Bytes(fact, CaseJson.Default.Fact), stop);
        foreach (var task in file.Tasks)
            if (task.Body is { } body) await tar.Bytes($"tasks/{Ids.Text(task.Row.Id)}.json", JsonSerializer.SerializeToUtf8Bytes(body, CaseJson.Default.TaskBody), stop);
        foreach (var one in CaseFiles.Of(desk, file).Where(f => f.Row.GoneOn is null))
        {
            using var opened = StoredFiles.Open(desk.Installation, desk.Connection, one.Held, one.Row.Stored);
            // A case that was joined to this one counts its files by itself.
            var folder = file.Joined.FirstOrDefault(j => j.Row.Id == one.Row.Case) is { } joined ? joined.Row.Code + "/" : "";
            if (opened is not null)
                await tar.Entry(string.Create(CultureInfo.InvariantCulture, $"files/{folder}{one.Row.Number:0000} {RoomTar.Safe(one.Head.Name)}"), opened.Contents, one.Head.Size, stop);
        }
        await tar.Complete(stop);
    }

    private static CaseFile? Find(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { } row && CaseFile.Read(desk, row) is var file && file.Sections.Any(s => s.Held is not null) ? file : null;
}
