using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters.WriteFromOutside;

/// <summary>Anybody writes to somebody who waits, without an account; and fetches the reply by a code.</summary>
internal static class WriteEndpoint
{
    private const string Base = "/write/{slug}";
    private const int MaxLength = 30_000;

    private static readonly string[] HowTo = ["Ordinary", "Short", "NoCase", "NoCode", "Date", "Wait"];

    public static void MapWrite(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/write", ListGroups).ForEverybody();
        routes.MapGet(Base, (HttpContext context, string slug, ServeOptions options) => In(options, slug, (connection, group) => Show(context, connection, group, options))).ForEverybody();
        routes.MapPost(Base, (HttpContext context, string slug, ServeOptions options) => In(options, slug, (connection, group) => Send(context, connection, group, options))).ForEverybody();
        routes.MapGet(Base + "/reply", (HttpContext context, string slug, ServeOptions options) => In(options, slug, (_, group) => Ask(context, group, null))).ForEverybody();
        routes.MapPost(Base + "/scan", (HttpContext context, string slug, ServeOptions options) => In(options, slug, (connection, group) => Scan(context, connection, group))).ForEverybody();
        routes.MapPost(Base + "/reply", (HttpContext context, string slug, ServeOptions options) => In(options, slug, (connection, group) => Fetch(context, connection, group))).ForEverybody();
    }

    private static IResult In(ServeOptions options, string slug, Func<System.Data.Common.DbConnection, Organisation, IResult> work)
    {
        using var connection = options.Installation.Database.Open();
        return Groups(connection).Find(g => g.Slug == slug) is { } group ? work(connection, group) : Results.NotFound();
    }

    private static List<Organisation> Groups(System.Data.Common.DbConnection connection) => LetterRows.Read(connection, null,
        "select organisation, slug, name from organisation order by name", row => new Organisation(row.GetInt64(0), row.GetString(1), row.GetString(2)));

    private static IResult ListGroups(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        var page = Page.Of(context, "Letters.Write.Title");
        var groups = Groups(connection);
        return PartsView.Of(page, page["Letters.Write.Lead"], [.. groups.Select(g => new Way("/write/" + g.Slug, g.Name))])
            .With(groups.Count == 0 ? [new Part { Empty = new Empty(page["Letters.Write.NoGroup"], page["Letters.Write.NoGroup.First"]) }] : []).Show();
    }

    private static LetterFields FieldsOf(Page page, HttpRequest request, IReadOnlyList<PublicRecipient> waiting, bool isNew)
    {
        var fields = LetterFields.Of(page, request, name => name == "to" ? request.Query["to"].ToString() : name == "letterlanguage" ? page.NamesOf(page.Language.TwoLetterISOLanguageName) : "").Fresh(isNew);
        fields.Choice("to", [new("", page["Letters.Write.Longest"]), .. waiting.Select(w => new Choice(w.Id.ToString(), w.Name))]);
        fields.Language("letterlanguage");
        fields.Lines("text", true, MaxLength, 14);
        fields.Line("signature", maxLength: 60);
        fields.Check("willing");
        return fields;
    }

    private static IResult Show(HttpContext context, System.Data.Common.DbConnection connection, Organisation group, ServeOptions options, LetterFields? wrong = null, Page? shown = null)
    {
        var page = shown ?? Page.Of(context, "Letters.Write.To", group.Name);
        var waiting = PublicRecipients.Of(connection, group.Number, options.Clock.GetCurrentInstant().InUtc().Date);
        var fields = wrong ?? FieldsOf(page, context.Request, waiting, isNew: true);
        var view = PartsView.Of(page, page["Letters.Write.Lead"], new Way($"/write/{group.Slug}/reply", page["Letters.Write.Reply"])) with { Errors = wrong?.Errors ?? new ErrorSummary("", []) };
        if (waiting.Count > 0)
            view = view.With(new Part
            {
                Table = new Table(page["Letters.Write.Waiting"], [new(page["Letters.Field.name"]), new(page["Letters.Write.About"]), new(page["Letters.Field.languages"]), new(page["Letters.Sent"], true)],
                    [.. waiting.Take(100).Select(w => (IReadOnlyList<Cell>)[new(w.Name, $"/write/{group.Slug}?to={w.Id}"), new(w.About), new(page.NamesOf(w.Languages)), new(page.Count(w.Letters))])]),
            });
        return view.With(
            new Part { Heading = page["Letters.Write.How"], Items = [.. HowTo.Select(k => page["Letters.Write.How." + k])] },
            new Part { Paragraphs = ["Letters.Write.Sealed"], Forms = [new PartForm("/write/" + group.Slug, page["Letters.Write.Submit"], fields.All)] })
            .Show(wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Send(HttpContext context, System.Data.Common.DbConnection connection, Organisation group, ServeOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var page = Page.Of(context, "Letters.Write.To", group.Name);
        var waiting = PublicRecipients.Of(connection, group.Number, today);
        var fields = FieldsOf(page, context.Request, waiting, isNew: false);
        if (!fields.Ok) return Show(context, connection, group, options, fields, page);
        var form = context.Request.Form;
        var wanted = Ids.Parse(form["to"]) is { } id ? waiting.Find(w => w.Id.Value == id) : null;
        var room = RoomRows.Find(connection, group.Number, RoomKind.Letters)!;
        using var code = FollowUpCode.Draw(RandomNumberGenerator.Fill);
        var letter = Ids.Draw();
        using (var transaction = connection.BeginTransaction())
        {
            LetterRows.Add(connection, transaction, group.Number, new LetterRow(
                letter, wanted?.Id, null, "offered", LanguageNames.CodeOf(form["letterlanguage"].ToString())!, today, null, null, code.PublicKey, 1), code.LookupId);
            var text = new LetterText(form["text"].ToString().ReplaceLineEndings("\n")) { Signature = form["signature"].ToString() };
            Drops.Put(options.Installation, connection, transaction, room, letter, LetterRow.TextOf(letter), LettersJson.Bytes(text, LettersJson.Default.LetterText));
            transaction.Commit();
        }
        using var written = code.ToWritten();
        return PartsView.Of(Page.Of(context, "Letters.Write.Thanks"), page["Letters.Write.Thanks.Lead"], new Way($"/write/{group.Slug}/reply", page["Letters.Write.Reply"]))
            .With(new Part { Heading = page["Letters.Write.Code"], Paragraphs = ["Letters.Write.Code.Lead"], Code = Encoding.UTF8.GetString(written.Span) }).Show();
    }

    private static IResult Ask(HttpContext context, Organisation group, string? problem)
    {
        var page = Page.Of(context, "Letters.Write.Reply");
        var field = CodeField(page, problem);
        return (PartsView.Of(page, page["Letters.Write.Reply.Lead"], new Way("/write/" + group.Slug, page["Letters.Write.Title"])) with { Errors = new ErrorSummary(page["Letters.Wrong"], [field]) })
            .With(new Part { Forms = [new PartForm($"/write/{group.Slug}/reply", page["Letters.Write.Reply.Submit"], [field])] })
            .Show(problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Fetch(HttpContext context, System.Data.Common.DbConnection connection, Organisation group)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (FollowUpCode.Read(PostedForm.Secret(context, "secret-code"), out var code) != WrittenCodeOutcome.Read) return Ask(context, group, "Letters.Write.Reply.Wrong");
        using (code)
        {
            var found = LetterRows.Read(connection, null, "select letter, state from letter where lookup = @lookup and organisation = @organisation",
                row => (Id: LetterRows.Id(row, 0)!.Value, State: row.GetString(1)),
                ("lookup", code!.LookupId), ("organisation", group.Number));
            if (found is not [var letter]) return Ask(context, group, "Letters.Write.Reply.Wrong");
            var page = Page.Of(context, "Letters.Write.Reply");
            var room = RoomRows.Find(connection, group.Number, RoomKind.Letters)!;
            var view = PartsView.Of(page, page.Text("Letters.Write.Reply.State", page["Letters.State." + letter.State]), new Way("/write/" + group.Slug, page["Letters.Write.Title"]));
            var replies = RepliesOf(connection, room, letter.Id, code);
            if (replies.Count == 0) return view.With(new Part { Paragraphs = ["Letters.Write.Reply.None"] }).Show();
            foreach (var (_, reply) in replies)
                view = view.With(new Part { Heading = page["Letters.Write.Reply.Here"], Quoted = [reply.Text.Length > 0 ? reply.Text : page["Letters.Reply.Untyped"], .. reply.Translation.Length > 0 ? [reply.Translation] : (string[])[]] });
            IReadOnlyList<Choice> scans = [.. replies.SelectMany((r, n) => Enumerable.Range(1, r.Copy.Scans).Select(i => new Choice($"{Ids.Text(r.Owner)}-{i}", page.Text("Letters.Write.Scan", n + 1, i))))];
            if (scans.Count == 0) return view.Show();
            var which = new LetterFields(page, _ => "");
            which.Choice("scan", scans);
            return view.With(new Part { Paragraphs = ["Letters.Write.Scan.Lead"], Forms = [new PartForm($"/write/{group.Slug}/scan", page["Letters.Write.Scan.Submit"], [.. which.All, CodeField(page, null)])] }).Show();
        }
    }

    private static List<(UInt128 Owner, ReplyCopy Copy)> RepliesOf(System.Data.Common.DbConnection connection, Room room, UInt128 letter, FollowUpCode code) =>
    [
        .. PassedOn.Of(connection, letter).Select(p => (p.Owner, Bytes: PassedOn.Read(connection, room.Id, p.Owner, letter, 0, (place, body) => code.TryOpenAnswer(place, body))))
            .Where(p => p.Bytes is not null).Select(p => (p.Owner, JsonSerializer.Deserialize(p.Bytes!, LettersJson.Default.ReplyCopy)!)),
    ];

    /// <summary>Gives a scan of a reply to who holds the code. The code stands in no address, so each scan is asked for with it.</summary>
    private static IResult Scan(HttpContext context, System.Data.Common.DbConnection connection, Organisation group)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (FollowUpCode.Read(PostedForm.Secret(context, "secret-code"), out var code) != WrittenCodeOutcome.Read) return Ask(context, group, "Letters.Write.Reply.Wrong");
        using (code)
        {
            var parts = context.Request.Form["scan"].ToString().Split('-');
            var room = RoomRows.Find(connection, group.Number, RoomKind.Letters)!;
            return LetterRows.Read(connection, null, "select letter from letter where lookup = @lookup and organisation = @organisation", row => LetterRows.Id(row, 0)!.Value,
                    ("lookup", code!.LookupId), ("organisation", group.Number)) is [var letter]
                && parts is [var reply, var number] && Ids.Parse(reply) is { } owner && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n > 0
                && PassedOn.Read(connection, room.Id, owner, letter, n, (place, body) => code.TryOpenAnswer(place, body)) is { } scan
                ? Results.File(scan, "application/octet-stream", $"reply-{n}.jpg") : Ask(context, group, "Letters.Write.Reply.Wrong");
        }
    }

    private static Field CodeField(Page page, string? problem) =>
        new(FieldKind.Secret, "secret-code", page["Letters.Field.code"]) { Required = true, Help = page["Letters.Field.code.Help"], MaxLength = 80, Error = problem is null ? null : page[problem] };
}
