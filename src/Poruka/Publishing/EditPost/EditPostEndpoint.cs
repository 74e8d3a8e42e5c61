using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Publishing.EditPost;

/// <summary>The form of a post.</summary>
public sealed record EditPostModel(
    Page Page, string Action, string Back, string Lead, long Version, PostKind Kind, IReadOnlyList<FieldSet> Sides, IReadOnlyList<FieldSet> Others, string? Conflict)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [.. Sides.Concat(Others).SelectMany(s => s.Fields)]);
}

/// <summary>Writes a post, its languages side by side.</summary>
internal static class EditPostEndpoint
{
    private const string New = "/groups/{group}/press/new", Edit = "/groups/{group}/press/{post}/edit";

    public static void MapEditPost(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(New, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => Begin(context, desk))).ForGroup();
        routes.MapPost(New, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => Begin(context, desk))).ForGroup();
        routes.MapGet(Edit, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Show(context, desk, row.Kind, row, draft))).ForGroup();
        routes.MapPost(Edit, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Show(context, desk, row.Kind, row, draft))).ForGroup();
    }

    private static IResult Begin(HttpContext context, PressDesk desk)
    {
        var word = HttpMethods.IsPost(context.Request.Method) ? context.Request.Form["kind"].ToString() : context.Request.Query["kind"].ToString();
        if (PostRows.KindOf(word) is { } kind) return Show(context, desk, kind, null, new Draft());
        var page = Page.Of(context, "Publishing.New.Title") with { Entry = NavigationEntry.Home };
        return PartsView.Of(page, page["Publishing.New.Lead"],
            [.. Enum.GetValues<PostKind>().Select(k => new Way($"{desk.Address("new")}?kind={PostRows.Word(k)}", page["Publishing.Kind." + k])), new Way(desk.Address(), page["Publishing.Desk.Back"])]).Show();
    }

    private static IResult Show(HttpContext context, PressDesk desk, PostKind kind, PostRow? row, Draft known)
    {
        var page = Page.Of(context, "Publishing.Edit.Title." + kind) with { Entry = NavigationEntry.Home, Wide = true };
        var input = new FormInput(context, page, "Publishing.Field");
        var form = new PostForm(desk, page, kind, known, input, row is not null && PublicPosts.Of(desk.Connection, row.Id) is not null);
        string? conflict = null;
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var draft = form.Read();
            if (!input.IsWrong && Save(context, desk, kind, row, draft) is { } saved) return Results.Redirect(desk.Address(Ids.Text(saved)));
            if (!input.IsWrong) conflict = page["Publishing.Edit.Conflict"];
        }
        var model = new EditPostModel(page, row is null ? desk.Address("new") : desk.Address(row, "edit"), row is null ? desk.Address() : desk.Address(row),
            page["Publishing.Edit.Lead." + (kind == PostKind.Person ? "Person" : "Post")], row?.Version ?? 0, kind, form.Sides(), form.Others(), conflict);
        return TypedResults.RazorSlice(EditPostPage.Create(model), input.IsWrong || conflict is not null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private static UInt128? Save(HttpContext context, PressDesk desk, PostKind kind, PostRow? row, Draft draft)
    {
        var author = desk.Visit.Member.Id;
        using var transaction = desk.Connection.BeginTransaction();
        if (row is null)
        {
            row = new PostRow(Ids.Draw(), desk.Group.Number, kind, PostState.Draft, author, null, 1, desk.Today);
            PostRows.Add(desk.Connection, transaction, row);
        }
        else if (!long.TryParse(context.Request.Form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || !PostRows.TryChange(desk.Connection, transaction, row with { Version = version }, author)) return null;
        desk.Write(transaction, row.Id, draft);
        transaction.Commit();
        return row.Id;
    }
}
