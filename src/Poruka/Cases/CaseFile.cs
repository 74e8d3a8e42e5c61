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

/// <summary>A case by itself, as far as the visitor may read it: without what was joined to it.</summary>
/// <param name="Row">The case.</param>
/// <param name="Sections">Its sections; those without a room that the visitor holds have nothing on them.</param>
/// <param name="Facts">The facts.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="Watches">The watches.</param>
public sealed record CasePart(
    CaseRow Row, IReadOnlyList<SectionView> Sections, IReadOnlyList<Fact> Facts, IReadOnlyList<CaseTask> Tasks, IReadOnlyList<CaseWatch> Watches)
{
    internal static CasePart Read(CaseDesk desk, CaseRow row)
    {
        var rows = CaseRows.Sections(desk.Connection, row.Id);
        desk.Note(row, rows.Select(s => desk.Room(s.Room)).OfType<HeldRoom>());
        var sections = rows.Select(s => new SectionView(s, RoomRows.Find(desk.Connection, s.Room)!, desk.Room(s.Room), desk.SheetOf(row, s.Section))).ToList();
        return new CasePart(row, sections, FactsOf(desk, row.Id), CaseTasks.Of(desk, row.Id), CaseWatches.Of(desk, row.Id));
    }

    private static List<Fact> FactsOf(CaseDesk desk, CaseId id)
    {
        var facts = new List<Fact>();
        foreach (var field in CaseRows.Facts(desk.Connection, id))
            if (desk.Room(field.Room)?.Read(desk.Connection, field) is { } bytes && JsonSerializer.Deserialize(bytes, CaseJson.Default.Fact) is { } fact)
                facts.Add(fact);
        return facts;
    }
}

/// <summary>A case with all of it that the visitor may read, and what follows from that.</summary>
/// <param name="Own">The case by itself.</param>
/// <param name="Head">Who it is about; null where the visitor may not know.</param>
/// <param name="Joined">The cases that were joined to it, whose facts, tasks and watches are among its own.</param>
public sealed record CaseFile(CasePart Own, CaseHead? Head, IReadOnlyList<CasePart> Joined)
{
    /// <summary>The case.</summary>
    public CaseRow Row => Own.Row;

    /// <summary>What the person is called; null where the visitor may not know.</summary>
    public string? Name => Head?.Name;

    /// <summary>Its sections; those without a room that the visitor holds have nothing on them.</summary>
    public IReadOnlyList<SectionView> Sections => Own.Sections;

    /// <summary>The facts.</summary>
    public Timeline Timeline { get; init; } = Timeline.Of(Own.Facts.Concat(Joined.SelectMany(j => j.Facts)));

    /// <summary>The tasks; those in rooms that the visitor doesn't hold have nothing on them.</summary>
    public IReadOnlyList<CaseTask> Tasks { get; } = Joined.Count == 0 ? Own.Tasks : CaseTasks.InOrder(Own.Tasks.Concat(Joined.SelectMany(j => j.Tasks)));

    /// <summary>The watches.</summary>
    public IReadOnlyList<CaseWatch> Watches { get; } = [.. Own.Watches, .. Joined.SelectMany(j => j.Watches)];

    /// <summary>The zone whose clock the case's times are shown by.</summary>
    public DateTimeZone Zone { get; } =
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(Own.Sections.FirstOrDefault(s => s.Section == Section.Basic)?.Sheet.Get("zone") ?? "") ?? DateTimeZone.Utc;

    /// <summary>The country whose law holds.</summary>
    public Country Country { get; } =
        Country.TryParse(Own.Sections.FirstOrDefault(s => s.Section == Section.Basic)?.Sheet.Get("country"), out var country) ? country : default;

    public SectionView? Of(Section section) => Sections.FirstOrDefault(s => s.Section == section);

    /// <summary>A section that the visitor can read and write; null where they can't.</summary>
    public SectionView? Open(Section section) => Of(section) is { Held: not null } view ? view : null;

    /// <summary>The section that something is written to: the one it belongs to or, where the visitor doesn't hold that, the first that they do.</summary>
    public Section Nearest(Section section) => Open(section) is not null ? section : Sections.First(s => s.Held is not null).Section;

    /// <summary>The room of a section of this case, or of one that was joined to it; null where the visitor doesn't hold it.</summary>
    public HeldRoom? RoomOf(CaseId id, Section section) =>
        Joined.Prepend(Own).FirstOrDefault(p => p.Row.Id == id)?.Sections.FirstOrDefault(s => s.Section == section)?.Held;

    /// <summary>Reads a case.</summary>
    internal static CaseFile Read(CaseDesk desk, CaseRow row)
    {
        var own = CasePart.Read(desk, row);
        return new CaseFile(own, desk.HeadOf(row.Id), [.. CaseRows.JoinedTo(desk.Connection, row.Id).Select(j => CasePart.Read(desk, j))]);
    }
}
