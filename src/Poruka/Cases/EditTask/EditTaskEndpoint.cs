using System.Globalization;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.EditTask;

/// <summary>
/// Adds a task, gives it to somebody, and says what came of it or why it was skipped. Who saves second sees what the first did, and
/// keeps their own text.
/// </summary>
internal static class EditTaskEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/tasks";

    private const string Title = "title", Note = "note", State = "state", Result = "result", Assignee = "assignee", Day = "day", Time = "time",
        SectionField = "section", VersionField = "version", IdField = "id";

    public static void MapEditTask(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address + "/new", (HttpContext context) => New(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/new", Add).ForGroup(Role.Caseworker);
        routes.MapGet(Address + "/{task}", (HttpContext context) => Show(context, null, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/{task}", Save).ForGroup(Role.Caseworker);
    }

    private static IResult New(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Sections.All(s => s.Held is null)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Task.New") with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(row);
        string Value(string name) => form?[name].ToString() ?? "";
        return new CaseForm(page, address + "/tasks/new", page["Cases.Task.Add"],
        [
            new(FieldKind.Line, Title, page["Cases.Task.Title"]) { Required = true, MaxLength = 200, Value = Value(Title), Error = form is not null && Value(Title).Trim().Length == 0 ? page["Cases.Task.NoTitle"] : null },
            new(FieldKind.Lines, Note, page["Cases.Task.Note"]) { Rows = 3, MaxLength = Fact.MaxText, Value = Value(Note) },
            .. DueFields(page, Value(Day), Value(Time), form is not null && !TryDue(form, file.Zone, out _)),
            AssigneeField(page, desk, form is null ? Ids.Text(desk.Visit.Member.Id.Value) : Value(Assignee)),
            new(FieldKind.Choice, SectionField, page["Cases.Fact.section"])
            {
                Help = page["Cases.Fact.section.Help"], Value = Value(SectionField),
                Choices = [.. file.Sections.Where(s => s.Held is not null).Select(s => new Choice(s.Section.ToString(), $"{page["Cases.Section." + s.Section]} ({s.Room.Code})"))],
            },
        ], address, page["Cases.Show.Back"]) { Hidden = [(IdField, form is null ? Ids.Text(Ids.Draw()) : Value(IdField))] }.Show();
    }

    private static IResult Add(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (desk.Find(context) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file) return Results.NotFound();
        if (!Enum.TryParse<Section>(form[SectionField], out var section) || file.Open(section) is null || form[Title].ToString().Trim() is not { Length: > 0 and <= 200 } title
            || !TryDue(form, file.Zone, out var due) || Ids.Parse(form[IdField]) is not { } id) return New(context, form);
        var assignee = AssigneeOf(desk, form);
        if (CaseTasks.Find(desk, row.Id, id) is null)
            CaseBook.Change(desk, file, (transaction, newest) =>
            {
                CaseTasks.Add(desk, transaction, newest, new TaskRow(id, row.Id, section, null, 0, TaskState.Open, due, assignee, 1),
                    new TaskBody(title) { Note = form[Note].ToString().Trim(), By = desk.Visit.Member.Name });
                CaseRows.RefreshDue(desk.Connection, transaction, row.Id);
            });
        return Results.Redirect(desk.AddressOf(row));
    }

    private static IResult Show(HttpContext context, IFormCollection? form, CaseTask? theirs)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (file, task, body)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Task.Of", body.Title) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        string Value(string name, string other) => form?[name].ToString() ?? other;
        string? Differs(string name, string now) => theirs is null || form![name].ToString().Trim() == now ? null : page.Text("Cases.SheetEdit.Theirs", now.Length > 0 ? now : page["Cases.SheetEdit.Nothing"]);
        var stateText = page["Cases.Task.State." + task.Row.State];
        var local = task.Row.DueAt?.InZone(file.Zone);
        var (day, time) = local is { } at ? (Written.IsoDay(at.Date), at.ToString("HH:mm", CultureInfo.InvariantCulture)) : ("", "");
        var model = new CaseForm(page, $"{address}/tasks/{Ids.Text(task.Row.Id)}", page["Cases.Task.Save"],
        [
            new(FieldKind.Choice, State, page["Cases.Task.State"])
            {
                Value = Value(State, task.Row.State.ToString()), Choices = [.. Enum.GetValues<TaskState>().Select(s => new Choice(s.ToString(), page["Cases.Task.State." + s]))],
                Error = theirs is not null && form![State] != task.Row.State.ToString() ? page.Text("Cases.SheetEdit.Theirs", stateText) : null,
            },
            new(FieldKind.Lines, Result, page["Cases.Task.Result"])
            {
                Help = page["Cases.Task.Result.Help"], Rows = 3, MaxLength = Fact.MaxText, Value = Value(Result, body.Result),
                Error = theirs is not null ? Differs(Result, body.Result)
                    : form is not null && form[State] == nameof(TaskState.Skipped) && form[Result].ToString().Trim().Length == 0 ? page["Cases.Task.NoWhy"] : null,
            },
            AssigneeField(page, desk, Value(Assignee, task.Row.Assignee is { } member ? Ids.Text(member.Value) : "")) with
            {
                Error = theirs is null ? null : Differs(Assignee, task.Row.Assignee is { } theirsIs ? Ids.Text(theirsIs.Value) : "") is null ? null
                    : page.Text("Cases.SheetEdit.Theirs", task.Row.Assignee is { } who && MemberRows.Find(desk.Connection, who) is { } name ? name.Name : page["Cases.SheetEdit.Nothing"]),
            },
            // A time by law is not moved by hand: the fact that it is counted from is put right.
            .. body.Rule.Length > 0 ? [] : DueFields(page, Value(Day, day), Value(Time, time), form is not null && !TryDue(form, file.Zone, out _)),
            new(FieldKind.Lines, Note, page["Cases.Task.Note"]) { Rows = 3, MaxLength = Fact.MaxText, Value = Value(Note, body.Note), Error = Differs(Note, body.Note) },
        ], address, page["Cases.Show.Back"])
        {
            Lead = TaskText.Lead(page, desk, file, task.Row, body), Details = TaskText.Details(page, desk, file, task.Row, body), Warning = theirs is null ? null : page["Cases.Task.Conflict"],
            Hidden = [(VersionField, task.Row.Version.ToString(CultureInfo.InvariantCulture))],
        };
        return model.Show();
    }

    private static IResult Save(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (Find(desk, context) is not var (file, task, body) || file.Row.State != CaseState.Open || !Enum.TryParse<TaskState>(form[State], out var state)) return Results.NotFound();
        Instant? due = task.Row.DueAt;
        var result = form[Result].ToString().Trim();
        if ((state == TaskState.Skipped && result.Length == 0) || (body.Rule.Length == 0 && !TryDue(form, file.Zone, out due))) return Show(context, form, null);
        if (!long.TryParse(form[VersionField], out var version) || version != task.Row.Version) return Show(context, form, task);
        var changed = task.Row with { State = state, DueAt = due, Assignee = AssigneeOf(desk, form) };
        var by = desk.Visit.Member.Name;
        var moved = due == task.Row.DueAt ? body.Moves : [.. body.Moves, new TaskMove(desk.Now, task.Row.DueAt, due, by)];
        var saved = true;
        CaseBook.Change(desk, file, (transaction, newest) =>
        {
            saved = CaseTasks.TryChange(desk, transaction, newest, changed, body with { Result = result, Note = form[Note].ToString().Trim(), By = by, Moves = moved });
            if (!saved) return;
            if (state != task.Row.State)
                CaseBook.Put(desk, transaction, newest,
                [
                    CaseBook.NewFact(newest.Nearest(task.Row.Section), FactKind.Work, Moment.At(desk.Now), body.Title) with
                    {
                        Source = SourceKind.Member, Certainty = Certainty.Confirmed, Outcome = Texts.Get(desk.Language, "Cases.Task.State." + state) + (result.Length > 0 ? ": " + result : ""),
                    },
                ]);
            CaseRows.RefreshDue(desk.Connection, transaction, file.Row.Id);
        });
        return saved ? Results.Redirect(desk.AddressOf(file.Row)) : Find(desk, context) is var (_, newer, _) ? Show(context, form, newer) : Results.NotFound();
    }

    private static (CaseFile File, CaseTask Task, TaskBody Body)? Find(CaseDesk desk, HttpContext context) =>
        Ids.Parse(context.GetRouteValue("task") as string) is { } id && desk.Find(context) is { } row
        && CaseTasks.Find(desk, row.Id, id) is { Body: { } body } task ? (CaseFile.Read(desk, row), task, body) : null;

    private static Field[] DueFields(Page page, string day, string time, bool wrong) =>
    [
        new(FieldKind.Day, Day, page["Cases.Task.Day"]) { Value = day, Error = wrong ? page["Cases.Moment.NoDay"] : null },
        new(FieldKind.Line, Time, page["Cases.Moment.time"]) { Help = page["Cases.Task.Time.Help"], Value = time, MaxLength = 5, InputMode = "numeric" },
    ];

    /// <summary>The due time that was posted: none, or a day, at its end where no time is given.</summary>
    private static bool TryDue(IFormCollection form, DateTimeZone zone, out Instant? due)
    {
        due = null;
        var (day, time) = (form[Day].ToString().Trim(), form[Time].ToString().Trim());
        if (day.Length == 0 && time.Length == 0) return true;
        var hour = new LocalTime(23, 59);
        if (!NodaTime.Text.LocalDatePattern.Iso.Parse(day).TryGetValue(default, out var date)
            || (time.Length > 0 && !NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("H:mm").Parse(time).TryGetValue(default, out hour))) return false;
        due = date.At(hour).InZoneLeniently(zone).ToInstant();
        return true;
    }

    private static Field AssigneeField(Page page, CaseDesk desk, string value) => new(FieldKind.Choice, Assignee, page["Cases.Task.Assignee"])
    {
        Value = value, Choices = [new Choice("", page["Cases.Task.Nobody"]), .. desk.Caseworkers().Select(m => new Choice(Ids.Text(m.Id.Value), m.Name))],
    };

    private static MemberId? AssigneeOf(CaseDesk desk, IFormCollection form) =>
        Ids.Parse(form[Assignee]) is { } id && desk.Caseworkers().Any(m => m.Id.Value == id) ? new MemberId(id) : null;
}
