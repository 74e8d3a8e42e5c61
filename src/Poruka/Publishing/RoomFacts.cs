using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>Reads what a room knows of cases, for the guard to hold a text against; in memory alone, in the session of who holds the room.</summary>
internal static class RoomFacts
{
    private const int MostNotes = 2_000, MostDaysBetween = 8;

    private static readonly HashSet<string> NotTelling = ["country", "zone", "languages"];

    /// <summary>The facts of cases that lie in a room, and its notes, which may be of any of them.</summary>
    public static IReadOnlyList<RoomFact> Of(GuardDesk desk, HeldRoom room, IEnumerable<CaseId> cases)
    {
        var facts = new List<RoomFact>();
        foreach (var id in cases.SelectMany(c => WithJoined(desk, c)).Distinct())
            foreach (var field in CaseRows.Sealed(desk.Connection, """
                select kind, row_id, name, room, subject, epoch, body from sealed_field
                where room = @room and (subject = @case or kind = 'case-file' and row_id in (select file from case_file where support_case = @case))
                """, ("case", Ids.Bytes(id.Value)), ("room", Ids.Bytes(room.Room.Id.Value))))
                if (room.Read(desk.Connection, field) is { } bytes) Add(facts, room.Room.Code, id, field.Place, bytes);
        foreach (var item in RoomItems.List(desk.Connection, room.Room.Id, 0, MostNotes))
        {
            var text = (RoomItems.HeadOf(desk.Connection, room, item)?.Title ?? "") + "\n" + (item.IsFile ? "" : RoomItems.TextOf(desk.Connection, room, item));
            facts.Add(new RoomFact(room.Room.Code, "note", RoomFactKind.Text, text));
        }
        return facts;
    }

    /// <summary>The names of a group's cases that the visitor may read: the fact's id is the case. What is damaged names nobody here.</summary>
    public static IReadOnlyList<RoomFact> NamesOf(GuardDesk desk, long organisation)
    {
        var names = new List<RoomFact>();
        foreach (var room in RoomRows.HeldBy(desk.Connection, desk.Visit.Member.Id, desk.Today).Where(r => r.Organisation == organisation))
        {
            if (desk.Room(room.Id) is not { } held) continue;
            foreach (var field in SealedRows.Of(desk.Connection, room.Id, "case"))
            {
                if (field.Place.Name is not ("name" or "sheet-basic")) continue;
                var found = new List<RoomFact>();
                try
                {
                    if (held.Read(desk.Connection, field) is { } bytes) Add(found, room.Code, new CaseId(field.Place.Row), field.Place, bytes);
                }
                catch (Exception damaged) when (damaged is CryptographicException or JsonException)
                {
                    continue;
                }
                names.AddRange(found.Where(f => f.Kind == RoomFactKind.Name).Select(f => f with { Id = Ids.Text(field.Place.Row) }));
            }
        }
        return names;
    }

    private static IEnumerable<CaseId> WithJoined(GuardDesk desk, CaseId id) =>
        [id, .. CaseRows.JoinedTo(desk.Connection, id).Select(c => c.Id), .. CaseRows.Find(desk.Connection, id)?.MergedInto is { } kept ? [kept] : Array.Empty<CaseId>()];

    private static void Add(List<RoomFact> facts, string room, CaseId id, SealedPlace place, byte[] bytes)
    {
        switch (place.Kind, place.Name)
        {
            case ("case", "name"):
                foreach (var called in JsonSerializer.Deserialize(bytes, CaseJson.Default.CaseHead)?.Names ?? []) facts.Add(new RoomFact(room, "name", RoomFactKind.Name, called));
                break;
            case ("case", var name) when name.StartsWith("sheet-", StringComparison.Ordinal):
                foreach (var (field, value) in JsonSerializer.Deserialize(bytes, CaseJson.Default.Sheet) ?? []) AddField(facts, room, field, value);
                break;
            case ("case-fact", _):
                if (JsonSerializer.Deserialize(bytes, CaseJson.Default.Fact) is { } fact) AddFact(facts, room, fact);
                break;
            case ("case-task", _):
                // The steps of a guide are printed in it, and no secret.
                if (JsonSerializer.Deserialize(bytes, CaseJson.Default.TaskBody) is { } task)
                    AddText(facts, room, "task", string.Join('\n', [task.Step.Length == 0 ? task.Title : "", task.Note, task.Result]), false);
                break;
            case ("case-watch", _):
                if (JsonSerializer.Deserialize(bytes, CaseJson.Default.WatchBody) is { } watch) AddText(facts, room, "watch", watch.Expected + "\n" + watch.Plan, false);
                break;
            case ("case" or "case-playbook", _):
                break; // nothing that somebody wrote
            case ("case-file", _):
                if (JsonSerializer.Deserialize(bytes, CaseJson.Default.CaseFileHead) is { } file) AddText(facts, room, "file", file.Name + "\n" + file.Note, false);
                break;
            default:
                AddText(facts, room, "text", Encoding.UTF8.GetString(bytes), false);
                break;
        }
    }

    private static void AddField(List<RoomFact> facts, string room, string field, string value)
    {
        if (value.Length == 0 || NotTelling.Contains(field)) return;
        if (field is "names" or "pseudonym")
            foreach (var line in value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) facts.Add(new RoomFact(room, field, RoomFactKind.Name, line));
        else if (field == "born" && LocalDatePattern.Iso.Parse(value).TryGetValue(default, out var day)) facts.Add(new RoomFact(room, field, RoomFactKind.Text, "") { Day = day });
        else AddText(facts, room, field, value, field == "relocation");
    }

    private static void AddFact(List<RoomFact> facts, string room, Fact fact)
    {
        var isGuarded = fact.Section == Section.Relocation || fact.Kind == FactKind.Transferred;
        AddText(facts, room, "fact", string.Join('\n', [fact.Text, fact.Who, fact.Outcome, fact.SourceNote]), isGuarded);
        if (fact.Place.Length > 0) facts.Add(new RoomFact(room, "place", RoomFactKind.Place, fact.Place));
        if (!isGuarded || fact.At.Middle is not { } at) return;
        var days = fact.At is { Earliest: { } from, Latest: { } to } ? (int)Math.Min(MostDaysBetween, (to - from).TotalDays) : 0;
        facts.Add(new RoomFact(room, "day", RoomFactKind.Text, "") { Day = (at + Duration.FromDays(days) / 2).InUtc().Date, ReachDays = 1 + days / 2 });
    }

    private static void AddText(List<RoomFact> facts, string room, string id, string text, bool isGuarded)
    {
        if (!string.IsNullOrWhiteSpace(text)) facts.Add(new RoomFact(room, id, RoomFactKind.Text, text) { IsGuarded = isGuarded });
    }
}
