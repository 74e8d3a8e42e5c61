using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Publishing.MovePost;

/// <summary>Moves a post on: its author asks for a reader, another agrees, it is published; or it is taken back.</summary>
internal static class MovePostEndpoint
{
    private const string Address = "/groups/{group}/press/{post}/";

    public static void MapMovePost(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Address + "ask", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Move(context, desk, row, draft, PostState.Asked))).ForGroup();
        routes.MapPost(Address + "agree", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Move(context, desk, row, draft, PostState.Agreed))).ForGroup();
        routes.MapPost(Address + "publish", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Publish(context, desk, row, draft))).ForGroup();
        routes.MapPost(Address + "show", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, _) => ShowAgain(context, desk, row))).ForGroup();
        routes.MapGet(Address + "withdraw", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Ask(context, desk, row, draft))).ForGroup();
        routes.MapPost(Address + "withdraw", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Withdraw(context, desk, row, draft))).ForGroup();
    }

    private static IResult Move(HttpContext context, PressDesk desk, PostRow row, Draft draft, PostState state)
    {
        var me = desk.Visit.Member.Id;
        // Whoever wrote it has read it already: another pair of eyes is what is wanted.
        if (state == PostState.Agreed && me == row.Author) return Say(context, desk, row, "Publishing.Refusal.OwnReader");
        using var transaction = desk.Connection.BeginTransaction();
        var moved = row.State is PostState.Draft or PostState.Asked
            && IsVersion(context, row) && PostRows.TryMove(desk.Connection, transaction, row, state, state == PostState.Agreed ? me : null);
        transaction.Commit();
        // Early, so that the rooms' words are there when the second reader is.
        if (moved) Publisher.Ask(desk, row, draft);
        return moved ? Results.Redirect(desk.Address(row)) : Say(context, desk, row, "Publishing.Refusal.Moved");
    }

    private static IResult Publish(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        if (!IsVersion(context, row)) return Say(context, desk, row, "Publishing.Refusal.Moved");
        if (row.State == PostState.Agreed && Publisher.Ask(desk, row, draft) is { IsOpen: false } standing) return Results.Redirect(desk.Guard.Address(standing.Ask));
        var refusal = Publisher.Publish(desk, row, draft);
        return refusal == PublishRefusal.None ? Results.Redirect(desk.Address(row)) : Say(context, desk, row, "Publishing.Refusal." + refusal);
    }

    /// <summary>A post that was held back because it seemed to name somebody: another than its author says that it doesn't.</summary>
    private static IResult ShowAgain(HttpContext context, PressDesk desk, PostRow row)
    {
        if (desk.Visit.Member.Id == row.Author) return Say(context, desk, row, "Publishing.Refusal.OwnReader");
        using var transaction = desk.Connection.BeginTransaction();
        PublicPosts.SetHeld(desk.Connection, transaction, row.Id, false, desk.Now);
        transaction.Commit();
        return Results.Redirect(desk.Address(row));
    }

    private static IResult Ask(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        var page = Page.Of(context, "Publishing.Withdraw.Title") with { Entry = NavigationEntry.Home };
        var sent = Sql.Number(desk.Connection, null, "select cast(count(*) as bigint) from newsletter_copy where post = @post and state = 'sent'", ("post", Ids.Bytes(row.Id))) ?? 0;
        var can = new Part { Heading = page["Publishing.Withdraw.AtOnce"], Items = [page["Publishing.Withdraw.Site"], page["Publishing.Withdraw.Feeds"], page["Publishing.Withdraw.Mirror"]] };
        List<string> cannot = [page["Publishing.Withdraw.Copies"], page["Publishing.Withdraw.Search"], page["Publishing.Withdraw.Mirrors"], page["Publishing.Withdraw.Backups"]];
        if (sent > 0) cannot.Insert(0, page.Plural("Publishing.Withdraw.Sent", sent));
        var items = draft.Consents.Keys.Where(Items.All.Contains).ToList();
        var choice = new Field(FieldKind.Choice, "item", page["Publishing.Field.item"])
        {
            Choices = [new("", page["Publishing.Withdraw.All"]), .. items.Select(i => new Choice(i, page["Publishing.Item." + i]))],
        };
        return PartsView.Of(page, page.Text("Publishing.Withdraw.Lead", PressDesk.TitleOf(page, row, draft)), new Way(desk.Address(row), page["Publishing.Back"]))
            .With(can, new Part { Heading = page["Publishing.Withdraw.Not"], Items = cannot, Warns = true },
                new Part { Forms = [new PartForm(desk.Address(row, "withdraw"), page["Publishing.Withdraw.Submit"], row.Kind == PostKind.Person && items.Count > 0 ? [choice] : [])] }).Show();
    }

    private static IResult Withdraw(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        var item = context.Request.Form["item"].ToString();
        var held = item.Length > 0 && draft.Consents.ContainsKey(item) ? Publisher.WithdrawItem(desk, row, draft, item) : Publisher.Withdraw(desk, row, draft);
        var page = Page.Of(context, "Publishing.Withdrawn.Title") with { Entry = NavigationEntry.Home };
        return PartsView.Of(page, page["Publishing.Withdrawn.Lead"], new Way(desk.Address(), page["Publishing.Desk.Back"]))
            .With(held > 0 ? [new Part { Warns = true, Items = [page.Plural("Publishing.Withdrawn.Held", held)] }] : []).Show();
    }

    private static bool IsVersion(HttpContext context, PostRow row) =>
        context.Request.Form["version"].ToString() == row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static IResult Say(HttpContext context, PressDesk desk, PostRow row, string key)
    {
        var page = Page.Of(context, "Publishing.Refusal.Title") with { Entry = NavigationEntry.Home };
        return PartsView.Of(page, page[key], new Way(desk.Address(row), page["Publishing.Back"])).Show(StatusCodes.Status409Conflict);
    }
}
