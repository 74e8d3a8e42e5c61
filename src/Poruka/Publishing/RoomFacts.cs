using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>Reads what a room knows of cases, for the guard to hold a text against; in memory alone, in the session of who holds the room.</summary>
internal static class RoomFacts
{
    private const int MostNotes = 2_000, MostDaysBetween = 8;

    private static readonly HashSet<string> NotTelling = ["country", "zone", "languages"];

    /// <summary>The facts of cases that lie in a room, and its notes, which may be of any of them.</summary>
    /// <remarks>Found by the case, as <see cref="SealedRows.Of"/> finds them by the kind: by their room SQLite would go through all that lies in it.</remarks>
    public static IReadOnlyList<RoomFact> Of(GuardDesk desk, HeldRoom room, IEnumerable<CaseId> cases)
    {
        var facts = new List<RoomFact>();
        foreach (var id in cases.SelectMany(c => WithJoined(desk, c)).Distinct())
            foreach (var field in CaseRows.Sealed(desk.Connection, """
                select kind, row_id, name, room, subject, epoch, body from sealed_field where subject = @case and coalesce(room, room) = @room
                union all
                select kind, row_id, name, room, subject, epoch, body from sealed_field
                where kind = 'case-file' and row_id in (select file from case_file where support_case = @case) and coalesce(room, room) = @room
                """, ("case", Ids.Bytes(id.Value)), ("room", Ids.Bytes(room.Room.Id.Value))))
                if (room.Read(desk.Connection, field) is { } bytes) Add(facts, room.Room.Code, id, field.Place, bytes);
        foreach (var item in RoomItems.List(desk.Connection, room.Room.Id, 0, MostNotes))
        {
            var text = (RoomItems.HeadOf(desk.Connection, room, item)?.Title ?? "") + "\n" + (item.IsFile ? "" : RoomItems.TextOf(desk.Connection, room, item));
            facts.Add(new RoomFact(room.Room.Code, "note", RoomFactKind.Text, text));
        }
        return facts;
    }

    /// <summary>The names of cases, as far as the visitor may read them: the fact's id is the case.</summary>
    public static IReadOnlyList<RoomFact> NamesOf(GuardDesk desk, IReadOnlyCollection<CaseId> cases) =>
    [
        .. from named in HeadsOf(desk, SealedRows.Find(desk.Connection, "case", "name", [.. cases.Select(c => c.Value)]))
           from name in named.Head.Names
           select new RoomFact(named.Room, Ids.Text(named.Case.Value), RoomFactKind.Name, name),
    ];

    /// <summary>What cases are called, each with the code of its room. What is damaged names nobody here, and keeps nobody from asking.</summary>
    public static IEnumerable<(CaseId Case, string Room, CaseHead Head)> HeadsOf(GuardDesk desk, IEnumerable<SealedRow> names) =>
        names.GroupBy(n => n.Room).SelectMany(n => HeadsOf(desk, n.Key, [.. n]));

    private static List<(CaseId, string, CaseHead)> HeadsOf(GuardDesk desk, RoomId id, IReadOnlyCollection<SealedRow> names)
    {
        if (desk.Room(id) is not { } room) return [];
        var heads = new List<(CaseId, string, CaseHead)>(names.Count);
        try
        {
            foreach (var (row, contents) in room.ReadAll(desk.Connection, names))
                if (JsonSerializer.Deserialize(contents, CaseJson.Default.CaseHead) is { } head) heads.Add((new CaseId(row.Place.Row), room.Room.Code, head));
        }
        catch (Exception damaged) when (damaged is CryptographicException or JsonException)
        {
            return names.Count == 1 ? [] : [.. names.SelectMany(name => HeadsOf(desk, id, [name]))];
        }
        return heads;
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
