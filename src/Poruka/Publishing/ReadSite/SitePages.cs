using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;

namespace Poruka.Publishing.ReadSite;

/// <summary>The front page.</summary>
public sealed record FrontModel(
    Page Page, string Line, PostView? Campaign, CampaignProgress? Progress, IReadOnlyList<PostView> News, IReadOnlyList<PostView> People,
    IReadOnlyList<(PostView Person, LocalDate Day)> Birthdays,
    IReadOnlyList<(string Address, string Name, string Purpose, Ledger.Money Balance, bool InWholeUnits)> Funds, bool HasLetters);

/// <summary>A post in a list.</summary>
public sealed record StoryModel(Page Page, PostView Post, bool IsUnderTitle = false);

/// <summary>A picture with its caption.</summary>
public sealed record FigureModel(PublicPicture Picture, string Caption)
{
    /// <summary>What stands under it.</summary>
    public string Words => string.Join(" · ", new[] { Caption, Picture.Credit, Picture.Day }.Where(w => w.Length > 0));
}

/// <summary>How far a campaign has come.</summary>
public sealed record ProgressModel(Page Page, CampaignProgress Progress);

/// <summary>A list of posts.</summary>
public sealed record PostsModel(Page Page, string Lead, IReadOnlyList<PostView> Posts, Paging? Paging, Empty? Empty);

/// <summary>A post.</summary>
public sealed record PostModel(Page Page, PostView Post, CampaignProgress? Progress, string Recipient, IReadOnlyList<(LocalDate Day, string Text)> Corrections)
{
    /// <summary>The command that seals a letter to the group.</summary>
    public string SealCommand => $"age -r {Recipient} -o letter.age letter.txt";

    /// <summary>What it is in the words of schema.org.</summary>
    public string SchemaType => SchemaTypes + (Post.Row.Kind == PostKind.Person ? "Person" : IsNews ? "NewsArticle" : "WebPage");

    /// <summary>Where schema.org's words for types begin.</summary>
    public static string SchemaTypes => "https://schema.org/";

    /// <summary>Whether it is news, with a day; else a page that stays.</summary>
    public bool IsNews => Post.Row.Kind is PostKind.News or PostKind.Campaign or PostKind.Newsletter;
}

/// <summary>Birthdays that come.</summary>
public sealed record BirthdaysModel(Page Page, IReadOnlyList<(PostView Person, LocalDate Day)> Coming);

/// <summary>The pages that everybody reads.</summary>
internal static class SitePages
{
    private const int PerPage = 10, OnFront = 5, BirthdayDays = 92;

    public static void MapReadSite(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").ForEverybody().WithMetadata(SharedPage.Mark);
        open.MapGet("/", (HttpContext context, ServeOptions options) => Read(context, options, "Publishing.Front.Title", NavigationEntry.None, Front));
        open.MapGet("/news", (HttpContext context, ServeOptions options) => Read(context, options, "Publishing.News.Title", NavigationEntry.News, (page, reader) =>
            Posts(context, page, reader, "/news", "Publishing.News", PostKind.News, PostKind.Campaign)));
        open.MapGet("/people", (HttpContext context, ServeOptions options) => Read(context, options, "Publishing.People.Title", NavigationEntry.People, (page, reader) =>
            Posts(context, page, reader, "/people", "Publishing.People", PostKind.Person)));
        open.MapGet("/birthdays", (HttpContext context, ServeOptions options) => Read(context, options, "Publishing.Birthdays.Title", NavigationEntry.People, (page, reader) =>
            TypedResults.RazorSlice(BirthdaysPage.Create(new BirthdaysModel(page with { Head = reader.Head(page["Publishing.Birthdays.Lead"], "/birthdays") }, reader.Birthdays(BirthdayDays))))));
        open.MapGet("/news/{slug}", (string slug, HttpContext context, ServeOptions options) => Post(context, options, slug, NavigationEntry.News, PostKind.News, PostKind.Campaign));
        open.MapGet("/people/{slug}", (string slug, HttpContext context, ServeOptions options) => Post(context, options, slug, NavigationEntry.People, PostKind.Person));
        open.MapGet("/pages/{slug}", (string slug, HttpContext context, ServeOptions options) => Post(context, options, slug, NavigationEntry.None, PostKind.Page));
        open.MapGet("/newsletter/{slug}", (string slug, HttpContext context, ServeOptions options) => Post(context, options, slug, NavigationEntry.None, PostKind.Newsletter));
        open.MapGet("/how-to-help", (HttpContext context, ServeOptions options) => One(context, options, PostKind.How, NavigationEntry.How, "Publishing.How"));
        open.MapGet("/contact", (HttpContext context, ServeOptions options) => One(context, options, PostKind.Contact, NavigationEntry.None, "Publishing.Contact"));
    }

    private static IResult Read(HttpContext context, ServeOptions options, string title, NavigationEntry entry, Func<Page, SiteReader, IResult> show)
    {
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, title) with { Entry = entry };
        // What is taken back is gone at once: nothing between here and the reader keeps it.
        if (Visit.Of(context) is null) context.Response.Headers.CacheControl = "no-cache";
        return show(page, new SiteReader(connection, options, page, Medium.Site));
    }

    private static IResult Front(Page page, SiteReader reader)
    {
        var posts = reader.List(PostKind.News, PostKind.Campaign);
        var campaign = posts.FirstOrDefault(p => p.Row.Kind == PostKind.Campaign);
        var people = reader.List(PostKind.Person);
        var line = reader.Line();
        page = page with
        {
            Title = page.Look.Name.Length > 0 ? page.Look.Name : page["Shell.Name"], Wide = true,
            Head = reader.Head(line.Length > 0 ? line : page["Publishing.Front.Line"], "/"),
        };
        return TypedResults.RazorSlice(FrontPage.Create(new FrontModel(page, line.Length > 0 ? line : page["Publishing.Front.Line"], campaign,
            campaign is null ? null : reader.Progress(campaign.Row.Post), [.. posts.Where(p => p != campaign).Take(OnFront)], [.. people.Take(6)],
            [.. reader.Birthdays(31).Take(4)], reader.Funds(), page.Look.Name.Length > 0)));
    }

    private static IResult Posts(HttpContext context, Page page, SiteReader reader, string address, string keys, params ReadOnlySpan<PostKind> kinds)
    {
        var posts = reader.List(kinds);
        var pages = Paging.CountOf(posts.Count, PerPage);
        if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return Results.NotFound();
        page = page with { Head = reader.Head(page[keys + ".Lead"], address) };
        return TypedResults.RazorSlice(PostsPage.Create(new PostsModel(page, page[keys + ".Lead"], [.. posts.Skip((number - 1) * PerPage).Take(PerPage)],
            new Paging(page, address, number, pages), posts.Count == 0 ? new Empty(page[keys + ".Empty"], page[keys + ".First"]) : null)));
    }

    private static IResult Post(HttpContext context, ServeOptions options, string slug, NavigationEntry entry, params PostKind[] kinds) =>
        Read(context, options, "Publishing.Gone.Title", entry, (page, reader) =>
        {
            if (reader.Find(slug) is not { } post || !kinds.Contains(post.Row.Kind)) return Results.NotFound();
            return post.Row.State == "public" ? Show(page, reader, post)
                : PartsView.Of(page, page[post.Row.State == "held" ? "Publishing.Gone.Held" : "Publishing.Gone.Lead"], new Way("/", page["Publishing.Gone.Home"])).Show(StatusCodes.Status410Gone);
        });

    private static IResult One(HttpContext context, ServeOptions options, PostKind kind, NavigationEntry entry, string keys) =>
        Read(context, options, keys + ".Title", entry, (page, reader) => reader.One(kind) is { } post ? Show(page, reader, post)
            : TypedResults.RazorSlice(PostsPage.Create(new PostsModel(page with { Head = reader.Head(page[keys + ".Lead"], PublicRow.PathOf(kind, "")) }, page[keys + ".Lead"], [], null,
                new Empty(page[keys + ".Empty"], page[keys + ".First"])))));

    private static IResult Show(Page page, SiteReader reader, PostView post) => TypedResults.RazorSlice(PostPage.Create(new PostModel(
        page with { Title = post.Title, Head = reader.Head(post.Summary.Length > 0 ? post.Summary : post.Title, post.Row.Path, post) }, post, reader.Progress(post.Row.Post),
        post.Row.Kind == PostKind.Contact ? page.Look.Recipient : "",
        [
            .. post.Row.Post.Corrections.Select(c => (Storage.Months.Day(c.Day), c.Texts.TryGetValue(post.Language, out var own) ? own : c.Texts.Values.FirstOrDefault("")))
                .Where(c => c.Item2.Length > 0),
        ])));
}
