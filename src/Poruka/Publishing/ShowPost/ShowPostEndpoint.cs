using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Publishing.ShowPost;

/// <summary>Something that can be done with a post: where it is posted, and what the button says.</summary>
public sealed record Act(string Address, string Label, bool Quiet);

/// <summary>One language of a post.</summary>
public sealed record Side(string Language, string Own, string Title, string Summary, string Html, string Correction)
{
    /// <summary>The text as it will stand on a page: made from Markdown, and cleaned.</summary>
    public Microsoft.AspNetCore.Html.IHtmlContent Body => new Microsoft.AspNetCore.Html.HtmlString(Html);
}

/// <summary>A post as those see it who write for the public.</summary>
public sealed record ShowPostModel(
    Page Page, string Address, PostRow Row, string State, IReadOnlyList<string> Facts, IReadOnlyList<Side> Sides, IReadOnlyList<DraftPicture> Pictures,
    Table? Consents, IReadOnlyList<Act> Acts, IReadOnlyList<Way> Ways)
{
    public string Version => Row.Version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A post at the desk: how it stands, its languages side by side, what can be done with it.</summary>
internal static class ShowPostEndpoint
{
    public static void MapShowPost(this IEndpointRouteBuilder routes) => routes.MapGet("/groups/{group}/press/{post}", (HttpContext context, ServeOptions options) =>
        PressDesk.At(context, options, (desk, row, draft) => Show(context, desk, row, draft))).ForGroup();

    private static IResult Show(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        var page = Page.Of(context, "Publishing.Show.Title") with { Entry = NavigationEntry.Home, Wide = true };
        page = page with { Title = PressDesk.TitleOf(page, row, draft) };
        var members = MemberRows.Of(desk.Connection, desk.Group).ToDictionary(m => m.Id, m => m.Name);
        var copy = PublicPosts.Of(desk.Connection, row.Id);
        var isHeld = copy is { State: "held" };
        var mine = row.Author == desk.Visit.Member.Id;
        var facts = new List<string> { page.Text("Publishing.Show.By", members.GetValueOrDefault(row.Author, ""), page.Count(row.Version)) };
        if (row.Reader is { } reader) facts.Add(page.Text("Publishing.Show.Reader", members.GetValueOrDefault(reader, "")));
        if (draft.FromAt > 0) facts.Add(page.Text("Publishing.Show.From", page.Day(NodaTime.Instant.FromUnixTimeSeconds(draft.FromAt).InUtc().Date)));
        if (draft.Cases.Count > 0) facts.Add(page.Plural("Publishing.Show.Cases", draft.Cases.Count));
        if (copy is { State: "public" } && copy.Version != row.Version) facts.Add(page["Publishing.Show.Older"]);

        var ways = new List<Way> { new(desk.Address(row, "edit"), page["Publishing.Show.Edit"]), new(desk.Address(row, "pictures/new"), page["Publishing.Picture.Title"]) };
        if (copy is { State: "public" }) ways.Add(new Way(copy.Path, page["Publishing.Show.Public"]));
        if (row.Kind == PostKind.Newsletter && copy is { State: "public" }) ways.Add(new Way(desk.Address(row, "send"), page["Publishing.Send.Title"]));
        if (row.State != PostState.Withdrawn) ways.Add(new Way(desk.Address(row, "withdraw"), page["Publishing.Withdraw.Title"]));
        ways.Add(new Way(desk.Address(), page["Publishing.Desk.Back"]));

        if (row.State is PostState.Asked or PostState.Agreed && Publisher.Standing(desk, row) is { IsOpen: false } standing)
        {
            facts.Add(page["Publishing.Show.Guarded"]);
            ways.Insert(0, new Way(desk.Guard.Address(standing.Ask), page["Guard.Text.Title"]));
        }

        var acts = new List<Act>();
        if (row.State == PostState.Draft && mine) acts.Add(new Act(desk.Address(row, "ask"), page["Publishing.Act.Ask"], false));
        if (row.State is PostState.Draft or PostState.Asked && !mine) acts.Add(new Act(desk.Address(row, "agree"), page["Publishing.Act.Agree"], false));
        if (row.State == PostState.Agreed) acts.Add(new Act(desk.Address(row, "publish"), page["Publishing.Act.Publish"], false));
        if (isHeld && !mine) acts.Add(new Act(desk.Address(row, "show"), page["Publishing.Act.Show"], true));

        return TypedResults.RazorSlice(ShowPostPage.Create(new ShowPostModel(page, desk.Address(row), row, page["Publishing.State." + (isHeld ? "Held.Long" : row.State + ".Long")], facts,
            [.. draft.Texts.Select(t => new Side(t.Key, Texts.Get(CultureInfo.GetCultureInfo(t.Key), "Shell.Language.Own"), t.Value.Title, t.Value.Summary,
                PostText.Html(t.Value.Text, slug => slug, ""), t.Value.Correction))],
            draft.Pictures, row.Kind == PostKind.Person ? ConsentTable(page, desk, draft) : null, acts, ways)));
    }

    private static Table ConsentTable(Page page, PressDesk desk, Draft draft) => new(page["Publishing.Show.Consents"],
        [new(page["Publishing.Head.Item"]), new(page["Publishing.Head.Audience"]), new(page["Publishing.Head.Purpose"]), new(page["Publishing.Head.Until"]), new(page["Publishing.Head.GivenBy"])],
        [
            .. Items.All.Select(item => draft.Consents.TryGetValue(item, out var c)
                ? (IReadOnlyList<Cell>)[new(page["Publishing.Item." + item]), new(page["Publishing.Audience." + c.Audience]), new(c.Purpose),
                    new(page.Text(Months.Day(c.Until) < desk.Today ? "Publishing.Show.Over" : "Publishing.Show.Until", page.Day(Months.Day(c.Until)))),
                    new(page.Text("Publishing.Show.Given", c.GivenBy, page.Day(Months.Day(c.GivenOn))))]
                : [new(page["Publishing.Item." + item]), new(page["Publishing.Audience.none"]), new(""), new(""), new("")]),
        ]);
}
