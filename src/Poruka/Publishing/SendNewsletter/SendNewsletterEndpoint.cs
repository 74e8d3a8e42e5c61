using System.Diagnostics;
using MailKit.Net.Smtp;
using Poruka.Operations;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Publishing.SendNewsletter;

/// <summary>
/// Sends a newsletter in an editor's session, which alone opens the addresses. It goes out piece by piece: what has gone is noted copy by
/// copy, so that it goes on where it was broken off, and nobody gets it twice.
/// </summary>
internal static class SendNewsletterEndpoint
{
    private const string Address = "/groups/{group}/press/{post}/send";

    // As long as a page may take to come.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    public static void MapSendNewsletter(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/press/subscribers", (HttpContext context, ServeOptions options) => PressDesk.At(context, options, desk => List(context, desk))).ForGroup();
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => PressDesk.At(context, options, (desk, row, draft) => Show(context, desk, row, draft))).ForGroup();
        routes.MapPost(Address, Send).ForGroup();
    }

    private static IResult List(HttpContext context, PressDesk desk)
    {
        var page = Page.Of(context, "Publishing.Subscribers.Title") with { Entry = NavigationEntry.Home };
        var (confirmed, asked) = Subscribers.Count(desk.Connection, desk.Group.Number);
        return PartsView.Of(page, page["Publishing.Subscribers.Lead"], new Way(desk.Address(), page["Publishing.Desk.Back"]))
            .With(new Part { Items = [page.Plural("Publishing.Subscribers.Confirmed", confirmed), page.Plural("Publishing.Subscribers.Asked", asked)] }).Show();
    }

    private static IResult Show(HttpContext context, PressDesk desk, PostRow row, Draft draft)
    {
        if (row.Kind != PostKind.Newsletter) return Results.NotFound();
        var page = Page.Of(context, "Publishing.Send.Title") with { Entry = NavigationEntry.Home };
        var states = Sql.List(desk.Connection, null, "select state, cast(count(*) as bigint) from newsletter_copy where post = @post group by state",
            r => (State: r.GetString(0), Count: r.GetInt64(1)), ("post", Ids.Bytes(row.Id))).ToDictionary(r => r.State, r => r.Count, StringComparer.Ordinal);
        var isPublic = PublicPosts.Of(desk.Connection, row.Id) is { State: "public" };
        var hasMail = MailSettings.Read(desk.Options.Installation) is { PublicAddress: not null };
        var (confirmed, _) = Subscribers.Count(desk.Connection, desk.Group.Number);
        var begun = states.Count > 0;
        var view = PartsView.Of(page, page.Text("Publishing.Send.Lead", PressDesk.TitleOf(page, row, draft)), new Way(desk.Address(row), page["Publishing.Back"]));
        if (begun)
            view = view.With(new Part
            {
                Items = [.. ((string[])["sent", "waiting", "begun", "refused"]).Where(states.ContainsKey).Select(s => page.Plural("Publishing.Send." + s, states[s]))],
            });
        var left = begun ? states.GetValueOrDefault("waiting") : confirmed;
        if (!isPublic || !hasMail) return view.With(new Part { Warns = true, Items = [page[isPublic ? "Publishing.Send.NoMail" : "Publishing.Send.NotPublic"]] }).Show();
        return left == 0
            ? view.With(new Part { Empty = new Empty(page[begun ? "Publishing.Send.Done" : "Publishing.Send.Nobody"], page["Publishing.Send.First"]) }).Show()
            : view.With(new Part { Paragraphs = ["Publishing.Send.How"], Forms = [new PartForm(desk.Address(row, "send"), page.Plural(begun ? "Publishing.Send.Resume" : "Publishing.Send.Submit", left), [])] }).Show();
    }

    private static async Task<IResult> Send(HttpContext context, ServeOptions options)
    {
        using var desk = PressDesk.Open(context, options);
        if (desk is null) return PressDesk.Closed(context);
        if (desk.Find(context.GetRouteValue("post") as string) is not var (row, draft)) return Results.NotFound();
        if (row.Kind != PostKind.Newsletter || PublicPosts.Of(desk.Connection, row.Id) is not { State: "public" }
            || MailSettings.Read(options.Installation) is not { PublicAddress: { } site } settings) return Show(context, desk, row, draft);
        Begin(desk, row);
        var letter = new NewsletterLetter(desk, context, row, site.GetLeftPart(UriPartial.Authority));
        using var client = new SmtpClient { Timeout = 30_000 };
        var watch = Stopwatch.StartNew();
        foreach (var (id, language) in Waiting(desk, row))
        {
            if (watch.Elapsed > AtOnce || context.RequestAborted.IsCancellationRequested) break;
            // Noted before it goes: broken off in between, it may have gone, and isn't sent a second time.
            if (!TryTurn(desk, row, id, "waiting", "begun")) continue;
            if (Subscribers.Open(desk, id) is not { } subscriber)
            {
                TryTurn(desk, row, id, "begun", "refused");
                continue;
            }
            var outcome = await MailSender.Try(client, settings, letter.To(subscriber, language), desk.Now, CancellationToken.None);
            TryTurn(desk, row, id, "begun", outcome switch { MailOutcome.Taken => "sent", MailOutcome.Refused => "refused", MailOutcome.Later => "waiting" });
            if (outcome == MailOutcome.Later) break; // the server doesn't take any now
        }
        if (client.IsConnected) await client.DisconnectAsync(true, CancellationToken.None);
        return Results.Redirect(desk.Address(row, "send"));
    }

    /// <summary>Writes down once who is to get it: who subscribes later doesn't, an address that stands twice gets one.</summary>
    private static void Begin(PressDesk desk, PostRow row)
    {
        if (Sql.Number(desk.Connection, null, "select cast(count(*) as bigint) from newsletter_copy where post = @post", ("post", Ids.Bytes(row.Id))) > 0) return;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var to = Subscribers.Confirmed(desk.Connection, desk.Group.Number).Where(s => Subscribers.Open(desk, s.Id) is { } subscriber && seen.Add(subscriber.Address)).ToList();
        using var transaction = desk.Connection.BeginTransaction();
        foreach (var (id, _) in to)
            Sql.Run(desk.Connection, transaction, "insert into newsletter_copy (post, subscriber, state) values (@post, @id, 'waiting') on conflict (post, subscriber) do nothing",
                ("post", Ids.Bytes(row.Id)), ("id", Ids.Bytes(id)));
        transaction.Commit();
    }

    private static List<(UInt128 Id, string Language)> Waiting(PressDesk desk, PostRow row) => Sql.List(desk.Connection, null, """
        select c.subscriber, s.language from newsletter_copy c join subscriber s on s.subscriber = c.subscriber
        where c.post = @post and c.state = 'waiting' order by c.subscriber
        """, r => (Ids.Read(r.GetFieldValue<byte[]>(0)), r.GetString(1)), ("post", Ids.Bytes(row.Id)));

    private static bool TryTurn(PressDesk desk, PostRow row, UInt128 id, string from, string to) => Sql.Run(desk.Connection, null,
        "update newsletter_copy set state = @to where post = @post and subscriber = @id and state = @from",
        ("to", to), ("post", Ids.Bytes(row.Id)), ("id", Ids.Bytes(id)), ("from", from)) == 1;
}
