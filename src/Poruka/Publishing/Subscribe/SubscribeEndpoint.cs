using System.Data.Common;
using MimeKit;
using Poruka.Operations;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Publishing.Subscribe;

/// <summary>
/// The newsletter from outside: its archive, subscribing (nothing is sent to an address that hasn't confirmed), and leaving in one step
/// (RFC 8058).
/// </summary>
internal static class SubscribeEndpoint
{
    private const string Address = "/newsletter";

    public static void MapSubscribe(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForEverybody();
        routes.MapPost(Address, Ask).ForEverybody();
        routes.MapGet(Address + "/confirm/{token}", (string token, HttpContext context, ServeOptions options) => Question(token, context, options, "Publishing.Confirm", Address + "/confirm/")).ForEverybody();
        routes.MapPost(Address + "/confirm/{token}", Confirm).ForEverybody();
        routes.MapGet(Address + "/leave/{token}", (string token, HttpContext context, ServeOptions options) => Question(token, context, options, "Publishing.Leave", Address + "/leave/")).ForEverybody();
        routes.MapPost(Address + "/leave/{token}", Leave).ForEverybody().WithMetadata(TokenInAddress.Instance);
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? error)
    {
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, "Publishing.Newsletter.Title");
        var reader = new SiteReader(connection, options, page, Medium.Site);
        page = page with { Head = reader.Head(page["Publishing.Newsletter.Lead"], Address) };
        var field = new Field(FieldKind.Line, "address", page["Publishing.Newsletter.Address"])
        {
            Required = true, MaxLength = 254, AutoComplete = "email", InputMode = "email", Help = page["Publishing.Newsletter.Address.Help"],
            Error = error is null ? null : page[error], Value = error is null ? "" : context.Request.Form["address"].ToString(),
        };
        var view = PartsView.Of(page, page["Publishing.Newsletter.Lead"]) with { Errors = new ErrorSummary(page["Shell.Form.NotAccepted"], [field]) };
        if (!page.IsFile)
            view = view.With(MailSettings.Read(options.Installation) is { PublicAddress: not null }
                ? new Part { Paragraphs = ["Publishing.Newsletter.Kept"], Forms = [new PartForm(Address, page["Publishing.Newsletter.Subscribe"], [field])] }
                : new Part { Paragraphs = ["Publishing.Newsletter.NoMail"] });
        var archive = reader.List(PostKind.Newsletter);
        return view.With(archive.Count == 0
            ? new Part { Heading = page["Publishing.Newsletter.Archive"], Paragraphs = ["Publishing.Newsletter.Archive.Empty"] }
            : new Part
            {
                Heading = page["Publishing.Newsletter.Archive"],
                Table = new Shell.Tables.Table(page["Publishing.Newsletter.Archive"], [new(page["Publishing.Head.Title"]), new(page["Publishing.Head.Day"])],
                    [.. archive.Take(200).Select(p => (IReadOnlyList<Shell.Tables.Cell>)[new(p.Title, p.Row.Path), new(page.Day(p.Day))])]),
            }).Show(error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Ask(HttpContext context, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var address = context.Request.Form["address"].ToString().Trim();
        if (address.Length is 0 or > 254 || !MailboxAddress.TryParse(address, out var mailbox) || mailbox.Domain.Length == 0 || mailbox.Address != address)
            return Show(context, options, "Publishing.Newsletter.Wrong");
        using var connection = options.Installation.Database.Open();
        if (MailSettings.Read(options.Installation) is not { PublicAddress: { } site } || RoomOf(connection) is not var (group, room)) return Show(context, options, "Publishing.Newsletter.NoMail");
        var page = Page.Of(context, "Publishing.Newsletter.Asked");
        var now = options.Clock.GetCurrentInstant();
        using (var transaction = connection.BeginTransaction())
        {
            var token = Subscribers.Add(options.Installation, connection, transaction, group, room, address, page.Language.Name, now.InUtc().Date);
            var mail = new OutgoingMail(address, page.Text("Publishing.Newsletter.Mail.Subject", page.Look.Name),
                page.Text("Publishing.Newsletter.Mail.Text", page.Look.Name, $"{site.GetLeftPart(UriPartial.Authority)}{Address}/confirm/{token}"));
            // At most one of a kind waits for an address: nobody is drowned in questions by somebody else.
            MailQueue.Add(options.Installation, connection, transaction, mail, now, "newsletter:" + Convert.ToHexStringLower(
                System.Security.Cryptography.HMACSHA256.HashData(options.Installation.Secrets.NoticeKey, System.Text.Encoding.UTF8.GetBytes(address.ToLowerInvariant()))));
            transaction.Commit();
        }
        return PartsView.Of(page, page["Publishing.Newsletter.Asked.Lead"], new Way("/", page["Publishing.Gone.Home"])).Show();
    }

    private static IResult Question(string token, HttpContext context, ServeOptions options, string keys, string action)
    {
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, keys + ".Title");
        context.Response.Headers.CacheControl = "no-store";
        // A link in a mail may be opened by a machine that looks for harm: opening it does nothing yet.
        return Subscribers.Find(connection, token) is null ? Results.NotFound()
            : PartsView.Of(page, page[keys + ".Lead"]).With(new Part { Forms = [new PartForm(action + token, page[keys + ".Submit"], [])] }).Show();
    }

    private static IResult Confirm(string token, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (Subscribers.Find(connection, token) is not var (id, _)) return Results.NotFound();
        Subscribers.Confirm(connection, id);
        var page = Page.Of(context, "Publishing.Confirm.Done");
        return PartsView.Of(page, page["Publishing.Confirm.Done.Lead"], new Way("/", page["Publishing.Gone.Home"])).Show();
    }

    private static IResult Leave(string token, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        // Said alike whether they were on the list or had left before.
        if (Subscribers.Find(connection, token) is var (id, _)) Subscribers.Leave(options.Installation, connection, id);
        var page = Page.Of(context, "Publishing.Leave.Done");
        return PartsView.Of(page, page["Publishing.Leave.Done.Lead"], new Way("/", page["Publishing.Gone.Home"])).Show();
    }

    private static (long Group, Room Room)? RoomOf(DbConnection connection) =>
        Sql.Number(connection, null, "select organisation from organisation order by organisation limit 1") is { } group
        && RoomRows.Find(connection, group, RoomKind.Press) is { } room ? (group, room) : null;
}
