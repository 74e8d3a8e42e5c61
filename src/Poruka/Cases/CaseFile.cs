using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>A section as one visitor sees it.</summary>
/// <param name="Row">Its room.</param>
/// <param name="Room">The room as the server knows it.</param>
/// <param name="Held">The room, open; null where the visitor doesn't hold it.</param>
/// <param name="Sheet">What stands on its sheet, as far as it can be read.</param>
public sealed record SectionView(SectionRow Row, Room Room, HeldRoom? Held, Sheet Sheet)
{
    public Section Section => Row.Section;
}

/// <summary>A case with all of it that the visitor may read, and what follows from that.</summary>
/// <param name="Row">The case.</param>
/// <param name="Name">What the person is called; null where nobody knows, or the visitor may not.</param>
/// <param name="Sections">Its sections; those without a room that the visitor holds have nothing on them.</param>
/// <param name="Timeline">The facts.</param>
/// <param name="Joined">The cases that were joined to it, whose facts are among the facts.</param>
public sealed record CaseFile(CaseRow Row, string? Name, IReadOnlyList<SectionView> Sections, Timeline Timeline, IReadOnlyList<CaseRow> Joined)
{
    /// <summary>The zone whose clock the case's times are shown by.</summary>
    public DateTimeZone Zone { get; } =
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(Sections.FirstOrDefault(s => s.Section == Section.Basic)?.Sheet.Get("zone") ?? "") ?? DateTimeZone.Utc;

    /// <summary>The country whose law holds.</summary>
    public Country Country { get; } =
        Country.TryParse(Sections.FirstOrDefault(s => s.Section == Section.Basic)?.Sheet.Get("country"), out var country) ? country : default;

    /// <summary>The tasks; those in rooms that the visitor doesn't hold have nothing on them.</summary>
    public IReadOnlyList<CaseTask> Tasks { get; init; } = [];

    /// <summary>The watches.</summary>
    public IReadOnlyList<CaseWatch> Watches { get; init; } = [];

    public SectionView? Of(Section section) => Sections.FirstOrDefault(s => s.Section == section);

    /// <summary>A section that the visitor can read and write; null where they can't.</summary>
    public SectionView? Open(Section section) => Of(section) is { Held: not null } view ? view : null;

    /// <summary>Reads a case.</summary>
    internal static CaseFile Read(CaseDesk desk, CaseRow row)
    {
        var sections = CaseRows.Sections(desk.Connection, row.Id)
            .Select(s => new SectionView(s, RoomRows.Find(desk.Connection, s.Room)!, desk.Room(s.Room), desk.SheetOf(row, s.Section))).ToList();
        var joined = CaseRows.JoinedTo(desk.Connection, row.Id);
        var facts = FactsOf(desk, row.Id).Concat(joined.SelectMany(j => FactsOf(desk, j.Id)));
        return new CaseFile(row, desk.NameOf(row), sections, Timeline.Of(facts), joined) 
        {
            Tasks = CaseTasks.Of(desk, row.Id), Watches = CaseWatches.Of(desk, row.Id),
        };
    }

    private static IEnumerable<Fact> FactsOf(CaseDesk desk, CaseId id)
    {
        foreach (var field in CaseRows.Facts(desk.Connection, id))
            if (desk.Room(field.Room)?.Read(desk.Connection, field) is { } bytes && JsonSerializer.Deserialize(bytes, CaseJson.Default.Fact) is { } fact)
                yield return fact;
    }
}
