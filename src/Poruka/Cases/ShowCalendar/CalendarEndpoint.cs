using System.Security.Cryptography;
using NodaTime;
using Poruka.Operations;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.ShowCalendar;

/// <summary>The page of the calendar's secret address.</summary>
public sealed record CalendarModel(Page Page, string Address, string Back, bool Has, string? Link);

/// <summary>
/// A calendar of what is due, at a secret address that any calendar program can read. It says codes and times only: whoever gets
/// hold of the address learns when something is due in a case of this code, and nothing else.
/// </summary>
internal static class CalendarEndpoint
{
    public const string Address = "/groups/{group}/cases/calendar", FeedAddress = "/calendar/{link}/due.ics";

    private const int Most = 2_000;

    public static void MapCalendar(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Make).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/end", End).ForGroup(Role.Caseworker);
        routes.MapGet(FeedAddress, Feed).ForEverybody();
    }

    private static IResult Show(HttpContext context, string? link)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, "Cases.Calendar.Title") with { Entry = NavigationEntry.Home, Path = desk.Address + "/calendar" };
        var has = Sql.Number(desk.Connection, null, "select cast(count(*) as bigint) from calendar_feed where organisation = @organisation and member = @member",
            ("organisation", desk.Here.Organisation.Number), ("member", Ids.Bytes(desk.Visit.Member.Id.Value))) > 0;
        return TypedResults.RazorSlice(CalendarPage.Create(new CalendarModel(page, desk.Address + "/calendar", desk.Address, has, link)));
    }

    /// <summary>Makes a new address; the old one ends. It is shown once: only what it hashes to is kept.</summary>
    private static IResult Make(HttpContext context, ServeOptions options)
    {
        var desk = CaseDesk.Of(context);
        var link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
        using (var transaction = desk.Connection.BeginTransaction())
        {
            Delete(desk, transaction);
            Sql.Run(desk.Connection, transaction, "insert into calendar_feed (lookup, organisation, member, made_on) values (@lookup, @organisation, @member, @today)",
                ("lookup", OneTimeCode.LookupOf(link)), ("organisation", desk.Here.Organisation.Number), ("member", Ids.Bytes(desk.Visit.Member.Id.Value)),
                ("today", (long)Months.DayNumber(desk.Today)));
            transaction.Commit();
        }
        var path = FeedAddress.Replace("{link}", link, StringComparison.Ordinal);
        var root = options.Installation.Settings.GetValueOrDefault(MailSettings.PublicName) is { Length: > 0 } given && Uri.TryCreate(given, UriKind.Absolute, out var address)
            ? address : new Uri($"{context.Request.Scheme}://{context.Request.Host}");
        return Show(context, new Uri(root, path).ToString());
    }

    private static IResult End(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        Delete(desk, null);
        return Results.Redirect(desk.Address + "/calendar");
    }

    private static void Delete(CaseDesk desk, System.Data.Common.DbTransaction? transaction) => Sql.Run(desk.Connection, transaction,
        "delete from calendar_feed where organisation = @organisation and member = @member",
        ("organisation", desk.Here.Organisation.Number), ("member", Ids.Bytes(desk.Visit.Member.Id.Value)));

    private static IResult Feed(HttpContext context, string link, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        long organisation;
        MemberId member;
        using (var command = Sql.Command(connection, null, "select organisation, member from calendar_feed where lookup = @lookup", ("lookup", OneTimeCode.LookupOf(link))))
        using (var row = command.ExecuteReader())
        {
            if (!row.Read()) return Results.NotFound();
            (organisation, member) = (row.GetInt64(0), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(1))));
        }
        // Who left, was frozen or no longer looks after cases is told nothing.
        if (CaseDuty.Caseworkers(connection, organisation).All(m => m.Id != member)) return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        // Of an id, so that a program knows the event again; the id itself is nobody's business.
        return Results.Bytes(CalendarFile.ToBytes(options.Clock.GetCurrentInstant(), Due(connection, organisation).Select(d =>
            new CalendarEntry(Convert.ToHexStringLower(SHA256.HashData(d.Id).AsSpan(0, 16)), d.Code, d.Due))), CalendarFile.ContentType);
    }

    /// <summary>What is due first. Each half ends by itself, along its index: cross joins keep SQLite from beginning with the cases, all of them.</summary>
    private static List<(byte[] Id, string Code, Instant Due)> Due(System.Data.Common.DbConnection connection, long organisation)
    {
        using var command = Sql.Command(connection, null, """
            select id, code, due_at from (
                select id, code, due_at from (
                    select t.task as id, c.code as code, t.due_at as due_at from case_task t cross join support_case c
                    where t.organisation = @organisation and t.state = 'open' and t.due_at is not null and c.support_case = t.support_case and c.state = 'open'
                    order by t.due_at, t.place, t.task limit @most) as tasks
                union all
                select id, code, due_at from (
                    select w.watch as id, c.code as code, w.due_at as due_at from case_watch w cross join support_case c
                    where w.state = 'watching' and c.support_case = w.support_case and c.organisation = @organisation and c.state = 'open'
                    order by w.due_at limit @most) as watches) as due
            order by due_at limit @most
            """, ("organisation", organisation), ("most", (long)Most));
        using var row = command.ExecuteReader();
        var due = new List<(byte[], string, Instant)>();
        while (row.Read()) due.Add((row.GetFieldValue<byte[]>(0), row.GetString(1), Instant.FromUnixTimeSeconds(row.GetInt64(2))));
        return due;
    }
}
