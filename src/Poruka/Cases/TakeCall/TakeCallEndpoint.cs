using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.TakeCall;

/// <summary>
/// A call for help becomes a case, or part of one that is there: what was written is copied into a room of cases, whose holders are
/// others than those of the room for calls. The call itself stays where it is, and is marked as handed over.
/// </summary>
internal static class TakeCallEndpoint
{
    public const string Address = "/groups/{group}/cases/from-call/{call}";

    private const string Existing = "existing", FilesField = "files-in";

    public static void MapTakeCall(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Show(context, null, null)).ForGroup(Role.Caseworker);
        routes.MapPost(Address, Take).ForGroup(Role.Caseworker);
    }

    private static IResult Show(HttpContext context, IFormCollection? form, string? problem)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (room, call)) return Results.NotFound();
        var page = Page.Of(context, "Cases.Take.Title", call.Code) with { Entry = NavigationEntry.Home };
        var first = Calls.Messages(room, desk.Connection, call) is [var message, ..] ? message.Text : null;
        var given = new NewCase(desk, page, form, new Dictionary<string, string>
        {
            ["name"] = Line(first?.Who), ["place"] = Line(first?.Where), ["text"] = Short(first?.What ?? ""), ["contacts"] = first?.Contact ?? "",
        });
        var address = $"{desk.Address}/from-call/{Ids.Text(call.Id)}";
        return new CaseForm(page, address, page["Cases.Take.Submit"],
        [
            new(FieldKind.Line, Existing, page["Cases.Take.Existing"])
            {
                Help = page["Cases.Take.Existing.Help"], MaxLength = 20, AutoComplete = "off", Value = form?[Existing].ToString() ?? "", Error = problem is null ? null : page[problem],
            },
            // Who writes to a case that is there needs none of the rest: nothing of it is called wrong then.
            .. given.Fields().Select(f => problem is null ? f : f with { Error = null }),
            .. Calls.Files(room, desk.Connection, call) is { Count: > 0 } files ? [FilesOf(page, form, files.Count)] : Array.Empty<Field>(),
        ], $"/rooms/{Ids.Text(room.Room.Id.Value)}/calls/{Ids.Text(call.Id)}", page.Text("Cases.Take.Back", call.Code))
        {
            Lead = page["Cases.Take.Lead"], Warning = call.State == CallState.Handed ? page["Cases.Take.Again"] : null, Hidden = [given.Hidden],
        }.Show();
    }

    private static async Task<IResult> Take(HttpContext context, CancellationToken stop)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not var (room, call)) return Results.NotFound();
        var form = context.Request.Form;
        var page = Page.Of(context, "Cases.Take.Title", call.Code);
        var given = new NewCase(desk, page, form);
        if (CaseRows.Find(desk.Connection, given.Id) is { } there) return there.Organisation == desk.Here.Organisation.Number ? Results.Redirect(desk.AddressOf(there)) : Results.NotFound();
        var messages = Calls.Messages(room, desk.Connection, call).Where(m => m.Text is not null).ToList();
        var files = Calls.Files(room, desk.Connection, call);
        if (form[Existing].ToString().Trim() is { Length: > 0 } code)
        {
            if (desk.Find(code.ToUpperInvariant()) is not { State: CaseState.Open } row || CaseFile.Read(desk, row) is not { } file || file.Open(Section.Basic) is null)
                return Show(context, form, "Cases.Take.NoCase");
            CaseBook.Change(desk, file, (transaction, newest) =>
            {
                CaseBook.Put(desk, transaction, newest, Facts(page, call, row.Id, messages, files));
                Calls.SetState(desk.Connection, transaction, call.Id, CallState.Handed);
            });
            await CopyFiles(desk, room, call, row, files, form, stop);
            return Results.Redirect(desk.AddressOf(row));
        }
        if (!given.IsComplete) return Show(context, form, null);
        CaseRow opened;
        using (var transaction = desk.Connection.BeginTransaction())
        {
            var file = given.Open(transaction);
            CaseBook.Put(desk, transaction, file, Facts(page, call, file.Row.Id, messages, files));
            Calls.SetState(desk.Connection, transaction, call.Id, CallState.Handed);
            transaction.Commit();
            opened = file.Row;
        }
        await CopyFiles(desk, room, call, opened, files, form, stop);
        return Results.Redirect(desk.AddressOf(opened));
    }

    private static Field FilesOf(Page page, IFormCollection? form, int count) => new(FieldKind.Choice, FilesField, page.Plural("Cases.Take.FilesInto", count))
    {
        Help = page["Cases.Take.FilesInto.Help"], Value = form is null ? CaseRows.Word(Section.Legal) : form[FilesField].ToString(),
        Choices =
        [
            .. new[] { Section.Legal, Section.Health, Section.Family, Section.Basic }.Select(s => new Choice(CaseRows.Word(s), page["Cases.Section." + s])),
            new("", page["Cases.Take.FilesStay"]),
        ],
    };

    /// <summary>
    /// Seals a copy of each file to the room of a section of the case. Its id comes from the file's and the case's: one that is taken twice is
    /// there once, and what broke off is carried on when the call is put into the same case again.
    /// </summary>
    private static async Task CopyFiles(CaseDesk desk, HeldRoom room, HelpCall call, CaseRow row, IReadOnlyList<CallFile> files, IFormCollection form, CancellationToken stop)
    {
        if (!Enum.TryParse<Section>(form[FilesField], ignoreCase: true, out var section) || CaseFile.Read(desk, row) is not { } file) return;
        var view = file.Open(file.Nearest(section))!;
        foreach (var one in files)
        {
            var id = one.Id ^ row.Id.Value;
            if (CaseFiles.IsThere(desk.Connection, id) || CaseFiles.Count(desk.Connection, row.Id) >= CaseFiles.MaxOfCase) continue;
            using var opened = StoredFiles.Open(desk.Installation, desk.Connection, room, one.Id);
            if (opened is null) continue;
            RoomRecord.Add(desk.Connection, room, desk.Visit.Member.Id, RoomAct.OpenedFile, $"{call.Code}: {one.Name}", desk.Now);
            var copy = (await StoredFiles.Seal(desk.Installation, view.Held!.Room, id, opened.Contents, CaseFiles.MaxUpload, desk.Today, stop))!;
            if (!CaseFiles.TryAdd(desk, row, view, copy, one.Name, Texts.Get(desk.Language, "Cases.Take.Note", call.Code))) StoredFiles.Discard(desk.Installation, copy.Id);
        }
    }

    /// <summary>The call's thread as facts. Their ids come from the call's and the case's: a call that is taken twice into one case stands there once.</summary>
    private static List<Fact> Facts(Page page, HelpCall call, CaseId id, IReadOnlyList<CallMessage> messages, IReadOnlyList<CallFile> files)
    {
        var facts = new List<Fact>();
        foreach (var message in messages)
        {
            var day = message.WrittenOn.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
            var text = message.Text!;
            (string Key, string Value)[] known = [("Cases.Call.Who", text.Who), ("Cases.Call.Where", text.Where), ("Cases.Call.Contact", text.Contact)];
            var lines = known.Where(l => l.Value.Length > 0).Select(l => $"{page[l.Key]}: {l.Value}").Prepend(text.What);
            facts.Add(CaseBook.NewFact(Section.Basic, FactKind.Call, Moment.Between(day, day + Duration.FromDays(1) - Duration.FromMinutes(1)), Cut(string.Join('\n', lines))) with
            {
                Id = new FactId((call.Id + (ulong)message.Number) ^ id.Value), Who = message.IsAnswer ? page["Cases.Take.Ours"] : "", Source = message.IsAnswer ? SourceKind.Member : SourceKind.Unnamed,
                SourceNote = page.Text("Cases.Take.Note", call.Code),
            });
        }
        if (files.Count > 0)
            facts.Add(CaseBook.NewFact(Section.Basic, FactKind.Note, Moment.Unknown, Cut(page.Text("Cases.Take.Files", call.Code, string.Join(", ", files.Select(f => f.Name))))) with
            {
                Id = new FactId(call.Id ^ id.Value), Source = SourceKind.Member,
            });
        return facts;
    }

    private static (HeldRoom Room, HelpCall Call)? Find(CaseDesk desk, HttpContext context)
    {
        if (Ids.Parse(context.GetRouteValue("call") as string) is not { } id || RoomRows.Find(desk.Connection, desk.Here.Organisation.Number, RoomKind.Intake) is not { } intake
            || desk.Room(intake.Id) is not { } room || Calls.Find(desk.Connection, desk.Here.Organisation.Number, id) is not { } call) return null;
        RoomRecord.AddOnce(desk.Connection, room, desk.Visit.Session, desk.Visit.Member.Id, call.Code, desk.Now);
        return (room, call);
    }

    private static string Line(string? text) => (text ?? "").ReplaceLineEndings(" ") is var line && line.Length > 200 ? line[..200] : line;

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;

    private static string Cut(string text) => text.Length > Fact.MaxText ? text[..Fact.MaxText] : text;
}
