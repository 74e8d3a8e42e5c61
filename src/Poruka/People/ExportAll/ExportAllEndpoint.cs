using System.Data.Common;
using NodaTime;
using NodaTime.Text;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.ExportAll;

/// <summary>A room of a wish.</summary>
public sealed record BulkLine(string Title, string State);

/// <summary>A wish of the visitor or of another.</summary>
/// <param name="By">Who asks, and since when.</param>
/// <param name="Lines">The rooms of it that the visitor keeps.</param>
/// <param name="IsReady">Whether some of it may be taken along.</param>
/// <param name="MayAgree">Whether the visitor can agree to some of it.</param>
/// <param name="Id">Its id, in addresses.</param>
public sealed record BulkPart(string By, IReadOnlyList<BulkLine> Lines, bool IsReady, bool MayAgree, string Id);

/// <summary>The page of copies of everything.</summary>
public sealed record ExportAllModel(Page Page, string Address, bool KeepsAny, BulkPart? Yours, IReadOnlyList<BulkPart> Others, Field Recipients)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Recipients]);
}

/// <summary>A copy of all rooms that somebody keeps: with another keeper's word for each, or a day's wait where there is none.</summary>
internal static class ExportAllEndpoint
{
    private const string Address = "/groups/{group}/export", RecipientsField = "recipients";

    private static readonly InstantPattern At = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    public static void MapExportAll(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForGroup();
        routes.MapPost(Address, Ask).ForGroupWithProof();
        routes.MapPost(Address + "/withdraw", Withdraw).ForGroup();
        routes.MapPost(Address + "/{export}/agree", Agree).ForGroupWithProof();
        routes.MapPost(Address + "/take", Take).ForGroupWithProof();
    }

    private static IResult Ask(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var typed = context.Request.Form[RecipientsField].ToString();
        if (RoomTar.RecipientsOf(typed) is not { } recipients) return Show(context, options, typed);
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        using var kept = Kept(options.Installation, connection, visit, now);
        if (kept.Count == 0) return Show(context, options, null);
        BulkExportRows.Ask(connection, visit.Here!.Organisation, visit.Member.Id, string.Join(' ', recipients), now);
        foreach (var room in kept) RoomRecord.Add(connection, room, visit.Member.Id, RoomAct.AskedForAll, "", now);
        return TypedResults.Redirect(AddressOf(visit));
    }

    private static IResult Withdraw(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        BulkExportRows.Withdraw(connection, null, visit.Here!.Organisation, visit.Member.Id);
        return TypedResults.Redirect(AddressOf(visit));
    }

    /// <summary>Agrees for the rooms that the visitor keeps too, and that still wait.</summary>
    private static IResult Agree(HttpContext context, string export, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        var wish = BulkExportRows.Of(connection, visit.Here!.Organisation, now).FirstOrDefault(w => Ids.Text(w.Id) == export && w.By != visit.Member.Id);
        if (wish is null) return Results.NotFound();
        using var kept = Kept(options.Installation, connection, visit, now);
        foreach (var room in kept)
            if (IsKeeper(connection, room.Room, wish.By, now) && StateOf(connection, wish, room.Room, now) == BulkState.WaitsWord
                && BulkExportRows.Agree(connection, wish.Id, room.Room.Id, visit.Member.Id, now))
                RoomRecord.Add(connection, room, visit.Member.Id, RoomAct.AgreedToAll, MemberRows.Find(connection, wish.By)?.Name ?? "", now);
        return TypedResults.Redirect(AddressOf(visit));
    }

    /// <summary>Gives out what is ready, once: the wish is over with it.</summary>
    private static async Task Take(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        using var kept = Kept(options.Installation, connection, visit, now);
        var wish = BulkExportRows.Of(connection, visit.Here!.Organisation, now).FirstOrDefault(w => w.By == visit.Member.Id);
        var ready = wish is null ? [] : kept.Where(r => StateOf(connection, wish, r.Room, now) == BulkState.Ready).ToList();
        if (ready.Count == 0 || RoomTar.RecipientsOf(wish!.Recipients) is not { } recipients)
        {
            await Show(context, options, null).ExecuteAsync(context);
            return;
        }
        foreach (var room in ready) RoomRecord.Add(connection, room, visit.Member.Id, RoomAct.Exported, "", now);
        BulkExportRows.Withdraw(connection, null, visit.Here.Organisation, visit.Member.Id);
        await Downloads.Send(context, visit.Here.Organisation.Slug + ".tar.age", null,
            body => RoomTar.Write(body, recipients, options.Installation, connection, ready, now, context.RequestAborted));
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? wrong)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var page = Page.Of(context, "People.Bulk.Title") with { Entry = NavigationEntry.Home, Path = AddressOf(visit) };
        using var connection = options.Installation.Database.Open();
        var now = options.Clock.GetCurrentInstant();
        using var kept = Kept(options.Installation, connection, visit, now);
        var parts = new List<(bool IsYours, BulkPart Part)>();
        foreach (var wish in BulkExportRows.Of(connection, group, now))
        {
            var yours = wish.By == visit.Member.Id;
            var states = kept.Where(r => yours || IsKeeper(connection, r.Room, wish.By, now))
                .Select(r => (Title: RoomHead.TitleOf(page.Language, connection, r), State: StateOf(connection, wish, r.Room, now),
                    Mine: wish.Words.TryGetValue(r.Room.Id, out var by) && by == visit.Member.Id)).ToList();
            if (states.Count == 0) continue;
            parts.Add((yours, new BulkPart(
                page.Text("People.Bulk.By", MemberRows.Find(connection, wish.By)?.Name, At.Format(wish.AskedAt)),
                [.. states.Select(s => new BulkLine(s.Title, s.Mine ? page["People.Bulk.Agreed"]
                    : page.Text("People.Bulk." + s.State, At.Format(wish.AskedAt + BulkExport.Wait))))],
                states.Exists(s => s.State == BulkState.Ready), !yours && states.Exists(s => s.State == BulkState.WaitsWord), Ids.Text(wish.Id))));
        }
        return TypedResults.RazorSlice(ExportAllPage.Create(new ExportAllModel(page, AddressOf(visit), kept.Count > 0,
            parts.Find(p => p.IsYours).Part, [.. parts.Where(p => !p.IsYours).Select(p => p.Part)],
            new Field(FieldKind.Lines, RecipientsField, page["People.Export.Recipients"])
            {
                Required = true, Help = page["People.Export.Recipients.Help"], Rows = 3, Value = wrong ?? "",
                Error = wrong is null ? null : page.Text("People.NewRoom.Recipients.Wrong", 8),
            })), wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static string AddressOf(Visit visit) => $"/groups/{visit.Here!.Organisation.Slug}/export";

    private static BulkState StateOf(DbConnection connection, BulkExport wish, Room room, Instant now) =>
        wish.StateOf(room.Id, [.. KeepersOf(connection, room, now).Where(m => m != wish.By)], now);

    private static bool IsKeeper(DbConnection connection, Room room, MemberId member, Instant now) => KeepersOf(connection, room, now).Contains(member);

    private static IEnumerable<MemberId> KeepersOf(DbConnection connection, Room room, Instant now)
    {
        var today = now.InUtc().Date;
        return RoomRows.Grants(connection, room)
            .Where(g => g.IsKeeper && !(g.Grant.LastDay < today) && MemberRows.Find(connection, g.Grant.To) is { State: MemberState.Active })
            .Select(g => g.Grant.To);
    }

    /// <summary>The rooms of the group that the visitor keeps, open.</summary>
    private static KeptRooms Kept(Installation installation, DbConnection connection, Visit visit, Instant now)
    {
        var today = now.InUtc().Date;
        var kept = new KeptRooms();
        foreach (var room in RoomRows.HeldBy(connection, visit.Member.Id, today).Where(r => r.Organisation == visit.Here!.Organisation.Number))
            if (HeldRoom.Open(installation, connection, visit.Member.Id, () => visit.Keys, room.Id, today) is { } held)
                if (held.IsKeeper) kept.Add(held);
                else held.Dispose();
        return kept;
    }

    private sealed class KeptRooms : List<HeldRoom>, IDisposable
    {
        public void Dispose() => ForEach(r => r.Dispose());
    }
}
