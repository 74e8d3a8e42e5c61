using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>How far a campaign has come.</summary>
/// <param name="FundAddress">The page of the fund.</param>
/// <param name="FundName">Its name.</param>
/// <param name="Name">The campaign's name.</param>
/// <param name="Raised">What came in, as the fund rounds it.</param>
/// <param name="InWholeUnits">Whether amounts have no minor units to show.</param>
/// <param name="Goal">What is wanted, or null.</param>
/// <param name="GiveAddress">Where one reads how to give; null where the fund doesn't say.</param>
public sealed record CampaignProgress(string FundAddress, string FundName, string Name, Money Raised, bool InWholeUnits, Money? Goal, string? GiveAddress)
{
    /// <summary>How much of the goal there is, 0 to 100.</summary>
    public int Percent => Goal is not { Minor: > 0 } goal ? 0 : (int)Int128.Clamp((Int128)Raised.Minor * 100 / goal.Minor, 0, 100);
}

/// <summary>A post in one language, as a page shows it.</summary>
public sealed record PostView(PublicRow Row, string Language, string Title, string Summary, string Html)
{
    /// <summary>The text as it stands on a page: made from Markdown, and cleaned.</summary>
    public Microsoft.AspNetCore.Html.IHtmlContent Body => new Microsoft.AspNetCore.Html.HtmlString(Html);

    public IReadOnlyList<PublicPicture> Pictures => Row.Post.Pictures;

    public LocalDate Day => Row.FromAt.InUtc().Date;

    /// <summary>When it was changed, where that was on a later day.</summary>
    public LocalDate? Changed => Row.ChangedAt.InUtc().Date is var day && day > Day ? day : null;

    /// <summary>The other languages that it is there in.</summary>
    public IEnumerable<CultureInfo> Others => Languages.All.Where(l => l.Name != Language && Row.Post.Texts.ContainsKey(l.Name));

    /// <summary>The caption of a picture in this language, or in another; empty where it has none.</summary>
    public string CaptionOf(PublicPicture picture) => picture.Captions.TryGetValue(Language, out var own) ? own : picture.Captions.Values.FirstOrDefault("");
}

/// <summary>Reads what public pages are made of, in the language of a page.</summary>
internal sealed class SiteReader(DbConnection connection, ServeOptions options, Page page, Medium medium)
{
    private Dictionary<string, string>? _names;

    public Instant Now { get; } = options.Clock.GetCurrentInstant();

    public LocalDate Today => Now.InUtc().Date;

    /// <summary>The address of the site with nothing behind it, from the settings; empty where they have none.</summary>
    public string Site { get; } = options.IsMirror ? "" : SiteAddress(options.Installation);

    public static string SiteAddress(Installation installation) => (installation.Settings.GetValueOrDefault(MailSettings.PublicName) ?? "").TrimEnd('/');

    /// <summary>Posts of some kinds, the newest first.</summary>
    public IReadOnlyList<PostView> List(params ReadOnlySpan<PostKind> kinds) => [.. PublicPosts.List(connection, Now, medium, kinds).Select(r => View(r))];

    public PostView? Find(string slug) => PublicPosts.Find(connection, Now, medium, slug) is { } row ? View(row) : null;

    /// <summary>The one post of a kind that there is one of.</summary>
    public PostView? One(PostKind kind) => PublicPosts.List(connection, Now, medium, kind) is [var first, ..] ? View(first) : null;

    /// <summary>A post in the page's language; what names somebody inside names them where that is read.</summary>
    public PostView View(PublicRow row, string site = "")
    {
        var (language, text) = row.Post.In(page.Language.Name) ?? (page.Language.Name, new DraftText("", "", ""));
        var title = text.Title.Length > 0 ? text.Title : row.Kind == PostKind.Person ? page["Publishing.Somebody"] : "";
        return new PostView(row, language, title, text.Summary, PostText.Html(text.Text, NameOf, page["Publishing.Somebody"], site));
    }

    /// <summary>The text of a post as plain text.</summary>
    public string Plain(PostView view) => PostText.Plain(view.Row.Post.In(page.Language.Name)?.Text.Text ?? "", NameOf, page["Publishing.Somebody"]);

    /// <summary>Whose birthday comes within some days.</summary>
    public IReadOnlyList<(PostView Person, LocalDate Day)> Birthdays(int days) =>
    [
        .. from person in List(PostKind.Person)
           where person.Row.Post.Birthday is not null
           let day = Next(Months.Day(person.Row.Post.Birthday!.Value))
           where Period.DaysBetween(Today, day) <= days
           orderby day, person.Title
           select (person, day),
    ];

    /// <summary>How far the campaign of a post has come, by the books; null where it appeals for none that is public.</summary>
    public CampaignProgress? Progress(PublicPost post)
    {
        if (post.Campaign.Split('/') is not [var fundSlug, var slug] || PublicSums.Fund(connection, fundSlug) is not { } fund
            || FundRows.Campaigns(connection, fund.Number).FirstOrDefault(c => c.Slug == slug) is not { } campaign) return null;
        var raised = PublicSums.Of(connection, fund)
            .Where(s => s.Campaign == campaign.Id && s.Account.Kind == AccountKind.Income && s.Amount.Currency == fund.Currency)
            .Aggregate(Money.Zero(fund.Currency), (sum, s) => sum - s.Amount);
        var rounding = new PublicRounding(fund.RoundingMinor);
        return new CampaignProgress("/funds/" + fund.Slug, fund.Name, campaign.Name, rounding.Round(raised), rounding.InWholeUnits(fund.Currency),
            post.Goal > 0 ? new Money(post.Goal, fund.Currency) : null, GiveAddress(fund, slug));
    }

    private string? GiveAddress(Fund fund, string campaign) =>
        !WaysToPay.Of(connection, fund).IsPublic ? null
        : CampaignRows.Public(connection, fund, campaign) is { ClosedOn: null } open && !(open.Terms.EndsOn < Today) ? $"/funds/{fund.Slug}/campaigns/{campaign}/give"
        : $"/funds/{fund.Slug}/give";

    /// <summary>The balances of the public funds.</summary>
    public IReadOnlyList<(string Address, string Name, string Purpose, Money Balance, bool InWholeUnits)> Funds() =>
    [
        .. from fund in PublicSums.Funds(connection)
           let rounding = new PublicRounding(fund.RoundingMinor)
           select ("/funds/" + fund.Slug, fund.Name, fund.Purpose, rounding.Round(new PublicAccounts(fund.Currency, PublicSums.Of(connection, fund)).Total),
               rounding.InWholeUnits(fund.Currency)),
    ];

    /// <summary>What the group says of itself in a line; empty where it says nothing.</summary>
    public string Line() => LineOf(page.Look, page.Language.Name);

    public static string LineOf(SiteLook look, string language)
    {
        var lines = JsonSerializer.Deserialize(look.Lines, PublicPostJson.Default.DictionaryStringString) ?? [];
        return lines.TryGetValue(language, out var own) && own.Length > 0 ? own : lines.Values.FirstOrDefault(l => l.Length > 0) ?? "";
    }

    /// <summary>The head of a page of the site.</summary>
    public PageHead Head(string description, string path, PostView? post = null) => new(description)
    {
        Address = Site.Length > 0 ? Site + path : null,
        Card = Site.Length == 0 || post is null ? null : $"{Site}{CardPath(post)}",
        Feed = $"/feeds/{page.Language.Name}.xml", IsArticle = post is not null,
        Alternates = [.. Languages.All.Where(l => post is null || post.Row.Post.Texts.ContainsKey(l.Name)).Select(l => (l.Name, $"{path}?lang={l.Name}"))],
    };

    /// <summary>The address of the picture for cards.</summary>
    public static string CardPath(PostView post) => $"/cards/{post.Row.Slug}.{post.Language}.png";

    private string? NameOf(string slug)
    {
        _names ??= PublicPosts.List(connection, Now, medium, PostKind.Person)
            .Select(p => (p.Slug, Name: p.Post.In(page.Language.Name)?.Text.Title ?? "")).Where(p => p.Name.Length > 0).ToDictionary(p => p.Slug, p => p.Name, StringComparer.Ordinal);
        return _names.GetValueOrDefault(slug);
    }

    private LocalDate Next(LocalDate birthday)
    {
        for (var year = Today.Year; ; year++)
        {
            // Born on 29 February, they have it on 1 March in other years.
            var day = birthday is { Month: 2, Day: 29 } && !CalendarSystem.Iso.IsLeapYear(year) ? new LocalDate(year, 3, 1) : new LocalDate(year, birthday.Month, birthday.Day);
            if (day >= Today) return day;
        }
    }
}
