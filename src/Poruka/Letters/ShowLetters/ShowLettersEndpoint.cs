using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Parts;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Letters.ShowLetters;

/// <summary>Where the work with letters begins: who waits, what lies where, what is to do.</summary>
internal static class ShowLettersEndpoint
{
    private static readonly string[] OpenStates = ["offered", "assigned", "drafted", "changes", "approved", "batched"];

    public static void MapShowLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/letters", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Show(context, desk))).ForGroup(Role.Coordinator);
        routes.MapPost("/groups/{group}/letters/tasks", (HttpContext context, ServeOptions options) => LettersDesk.At(context, options, desk => Done(context, desk))).ForGroup(Role.Coordinator);
    }

    private static IResult Done(HttpContext context, LettersDesk desk)
    {
        if (Ids.Parse(context.Request.Form["task"]) is not { } id || LetterTasks.Find(desk.Connection, desk.Group.Number, id) is not { } task) return Results.NotFound();
        using var transaction = desk.Connection.BeginTransaction();
        LetterTasks.Finish(desk.Connection, transaction, task.Id, desk.Today);
        transaction.Commit();
        return Results.Redirect(desk.Address());
    }

    private static IResult Show(HttpContext context, LettersDesk desk)
    {
        var page = Page.Of(context, "Letters.Title") with { Entry = NavigationEntry.Home, Wide = true };
        var recipients = LetterRows.Recipients(desk.Connection, desk.Group.Number);
        var letters = LetterRows.Letters(desk.Connection, desk.Group.Number, OpenStates);
        var waiting = recipients.Where(r => r.Hold == Hold.None).ToList();
        var silent = waiting.Count(r => NodaTime.Period.DaysBetween(r.WaitsSince, desk.Today) > 30);
        var tasks = LetterTasks.Open(desk.Connection, desk.Group.Number);
        var view = PartsView.Of(page, page.Plural("Letters.Waiting", waiting.Count) + " " + page.Plural("Letters.Silent", silent),
            new Way(desk.Address("plan"), page["Letters.Plan.Link"], Main: true), new Way(desk.Address("recipients"), page["Letters.Recipients.Link"]),
            new Way(desk.Address("writers"), page["Letters.Writers.Link"]), new Way(desk.Address("batches"), page["Letters.Batches.Link"]),
            new Way(desk.Address("replies"), page["Letters.Replies"]), new Way(desk.Address("stopped"), page["Letters.Stopped"]), new Way(desk.Address("evening"), page["Letters.Evening"]), new Way(desk.Address("prepaid"), page["Letters.Prepaid"]), new Way(desk.Address("rules"), page["Letters.Rules.Link"]), new Way(desk.Address("birthdays"), page["Letters.Birthdays.Link"]),
            new Way(desk.Address("statistics"), page["Letters.Statistics.Link"]));
        if (tasks.Count > 0)
        {
            string Say(LetterTask task) => page.Text("Letters.Task." + task.Kind, desk.NameOf(task.Recipient), page.Day(task.DueOn), desk.NameOf(task.Writer));
            var which = new LetterFields(page, _ => "");
            which.Choice("task", [.. tasks.Select(t => new Choice(Ids.Text(t.Id), Say(t)))]);
            view = view.With(new Part
            {
                Heading = page["Letters.Tasks"], Warns = true, Items = [.. tasks.Select(Say)],
                Forms = [new PartForm(desk.Address("tasks"), page["Letters.Task.Done"], which.All)],
            });
        }
        return view.With(letters.Count == 0
            ? new Part { Empty = new Empty(page["Letters.Empty.What"], page[recipients.Count == 0 ? "Letters.Empty.Recipients" : "Letters.Empty.Plan"]) }
            : new Part
            {
                Table = new Table(page["Letters.Open"],
                    [new(page["Letters.To"]), new(page["Letters.By"]), new(page["Letters.State"]), new(page["Letters.Language"]), new(page["Letters.MadeOn"])],
                    [
                        .. letters.OrderBy(l => Array.IndexOf(OpenStates, l.State)).Take(500).Select(l => (IReadOnlyList<Cell>)
                        [
                            new(l.Recipient is null ? page["Letters.Anybody"] : desk.NameOf(l.Recipient), desk.Address("letters/" + Ids.Text(l.Id))),
                            new(l.Writer is null ? page["Letters.FromOutside"] : desk.NameOf(l.Writer)), new(page["Letters.State." + l.State]),
                            new(page.NamesOf(l.Language)), new(page.Day(l.MadeOn)),
                        ]),
                    ]),
            }).Show();
    }
}
