using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases.KeepDuty;

/// <summary>A shift in words.</summary>
public sealed record ShiftLine(string Who, string Times, bool IsNow, string Id);

/// <summary>A note for those who come after.</summary>
public sealed record NoteLine(string When, string By, string Text);

/// <summary>The duty roster.</summary>
public sealed record KeepDutyModel(
    Page Page, string Address, string Back, IReadOnlyList<ShiftLine> Shifts, IReadOnlyList<string> Gaps, IReadOnlyList<Field> ShiftFields, string ShiftId,
    bool HoldsTeam, Field Note, string NoteId, IReadOnlyList<NoteLine> Notes)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [.. ShiftFields, Note]);
}

/// <summary>Who is on duty when, the hours in which nobody is, and notes that one shift leaves to the next.</summary>
internal static class KeepDutyEndpoint
{
    public const string Address = "/groups/{group}/cases/duty";

    private const string MemberField = "member", FromDay = "from-day", FromTime = "from-time", ToDay = "to-day", ToTime = "to-time", ZoneField = "zone", Note = "note", IdField = "id";
    private const string NoteKind = "duty-note";
    private const int NotesShown = 30, MaxNote = 4_000;
    private static readonly Duration Ahead = Duration.FromDays(7), Longest = Duration.FromDays(31);

    public static void MapKeepDuty(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Add).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/remove", Remove).ForGroup(Role.Caseworker);
        routes.MapPost(Address + "/notes", Leave).ForGroup(Role.Caseworker);
    }

    private static IResult Add(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var form = context.Request.Form;
        if (CaseFields.ZoneOf(form[ZoneField].ToString()) is not { } zone || Moment(form, FromDay, FromTime, zone) is not { } from || Moment(form, ToDay, ToTime, zone) is not { } to
            || to <= from || to - from > Longest || Ids.Parse(form[MemberField]) is not { } id || desk.Caseworkers().All(m => m.Id.Value != id)) return Show(context, form);
        CaseDuty.Add(desk.Connection, desk.Here.Organisation.Number, new DutyRow(Ids.Parse(form[IdField]) ?? Ids.Draw(), new MemberId(id), from, to));
        return Results.Redirect(desk.Address + "/duty");
    }

    private static IResult Remove(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Ids.Parse(context.Request.Form[IdField]) is { } id) CaseDuty.Remove(desk.Connection, desk.Here.Organisation.Number, id);
        return Results.Redirect(desk.Address + "/duty");
    }

    private static IResult Leave(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        var text = context.Request.Form[Note].ToString().Trim();
        if (desk.Team is not { } team || text.Length is 0 or > MaxNote) return Show(context, null);
        var id = Ids.Parse(context.Request.Form[IdField]) ?? Ids.Draw();
        var sheet = new Sheet { ["at"] = desk.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), ["by"] = desk.Visit.Member.Name, ["text"] = text };
        team.Write(desk.Connection, null, id, new SealedPlace(NoteKind, id, "note"), JsonSerializer.SerializeToUtf8Bytes(sheet, CaseJson.Default.Sheet));
        return Results.Redirect(desk.Address + "/duty");
    }

    private static IResult Show(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        var page = Page.Of(context, "Cases.Duty.Title") with { Entry = NavigationEntry.Home, Path = desk.Address + "/duty" };
        var zoneText = form?[ZoneField].ToString() ?? CaseFields.UsualZone(desk.Language);
        var zone = CaseFields.ZoneOf(zoneText) ?? DateTimeZone.Utc;
        string Value(string name, string other) => form?[name].ToString() ?? other;
        var today = Written.IsoDay(desk.Now.InZone(zone).Date);
        var shifts = CaseDuty.From(desk.Connection, desk.Here.Organisation.Number, desk.Now);
        var from = form is null ? null : Moment(form, FromDay, FromTime, zone);
        var to = form is null ? null : Moment(form, ToDay, ToTime, zone);
        return TypedResults.RazorSlice(KeepDutyPage.Create(new KeepDutyModel(page, desk.Address + "/duty", desk.Address,
            [.. shifts.Select(s => new ShiftLine(desk.Caseworkers().FirstOrDefault(m => m.Id == s.Member)?.Name ?? page["Cases.Duty.Gone"],
                page.Text("Cases.Moment.Between", CaseTimes.Text(page, s.From, zone), CaseTimes.Text(page, s.To, zone)), s.From <= desk.Now, Ids.Text(s.Id)))],
            [.. DutyRoster.Gaps(shifts.Select(s => new Shift(s.Member.Value, s.From, s.To)), desk.Now, desk.Now + Ahead)
                .Select(g => page.Text("Cases.Moment.Between", CaseTimes.Text(page, g.Start, zone), CaseTimes.Text(page, g.End, zone)))],
            [
                new(FieldKind.Choice, MemberField, page["Cases.Duty.Who"]) { Value = Value(MemberField, Ids.Text(desk.Visit.Member.Id.Value)), Choices = [.. desk.Caseworkers().Select(m => new Choice(Ids.Text(m.Id.Value), m.Name))] },
                new(FieldKind.Day, FromDay, page["Cases.Duty.FromDay"]) { Value = Value(FromDay, today), Error = form is not null && from is null ? page["Cases.Duty.Wrong"] : null },
                new(FieldKind.Line, FromTime, page["Cases.Duty.FromTime"]) { Value = Value(FromTime, "20:00"), MaxLength = 5 },
                new(FieldKind.Day, ToDay, page["Cases.Duty.ToDay"])
                {
                    Value = Value(ToDay, today), Error = form is null ? null : to is null ? page["Cases.Duty.Wrong"] : to <= from ? page["Cases.Moment.Backwards"] : to - from > Longest ? page["Cases.Duty.TooLong"] : null,
                },
                new(FieldKind.Line, ToTime, page["Cases.Duty.ToTime"]) { Value = Value(ToTime, "23:59"), MaxLength = 5 },
                CaseFields.Zone(page, zoneText, CaseFields.ZoneOf(zoneText) is null),
            ], Value(IdField, Ids.Text(Ids.Draw())), desk.Team is not null,
            new Field(FieldKind.Lines, Note, page["Cases.Duty.Note"]) { Help = page["Cases.Duty.Note.Help"], Rows = 4, MaxLength = MaxNote }, Ids.Text(Ids.Draw()), Notes(desk, page, zone))));
    }

    private static List<NoteLine> Notes(CaseDesk desk, Page page, DateTimeZone zone)
    {
        if (desk.Team is not { } team) return [];
        var notes = new List<(long At, Sheet Sheet)>();
        foreach (var field in SealedRows.Of(desk.Connection, team.Room.Id, NoteKind))
            if (team.Read(desk.Connection, field) is { } bytes && JsonSerializer.Deserialize(bytes, CaseJson.Default.Sheet) is { } sheet && long.TryParse(sheet.Get("at"), out var at))
                notes.Add((at, sheet));
        return [.. notes.OrderByDescending(n => n.At).Take(NotesShown).Select(n => new NoteLine(CaseTimes.Text(page, Instant.FromUnixTimeSeconds(n.At), zone), n.Sheet.Get("by"), n.Sheet.Get("text")))];
    }

    private static Instant? Moment(IFormCollection form, string day, string time, DateTimeZone zone) =>
        LocalDatePattern.Iso.Parse(form[day].ToString()).TryGetValue(default, out var date)
        && LocalTimePattern.CreateWithInvariantCulture("H:mm").Parse(form[time].ToString().Trim()).TryGetValue(default, out var hour)
            ? date.At(hour).InZoneLeniently(zone).ToInstant() : null;
}
