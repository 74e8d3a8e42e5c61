using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.Cases.ShowCase;

/// <summary>A section on the page of a case.</summary>
/// <param name="Section">The section.</param>
/// <param name="RoomCode">The code of its room.</param>
/// <param name="IsOpen">Whether the visitor holds the room.</param>
/// <param name="Fields">What stands on its sheet: label and text.</param>
/// <param name="Offline">Where something is put into its offline room; null where it has none.</param>
public sealed record SectionPart(Section Section, string RoomCode, bool IsOpen, IReadOnlyList<(string Label, string Text)> Fields, string? Offline);

/// <summary>A fact in the timeline.</summary>
public sealed record FactLine(Fact Fact, string When, string What, string Where, string Who, string Said, bool IsReplaced, string? Address);

/// <summary>A line with a label, a text and something to do.</summary>
public sealed record StandingLine(string Text, string? Detail, string? Address, string? AddressText);

/// <summary>The page of a case.</summary>
public sealed record ShowCaseModel(
    Page Page, CaseRow Row, string Address, string ListAddress, string Summary, IReadOnlyList<SectionPart> Sections, IReadOnlyList<(string Heading, IReadOnlyList<StandingLine> Lines)> Standing,
    IReadOnlyList<FactLine> Facts, Paging Paging, CaseWork Work, IReadOnlyList<JoinedPart> Joined, bool CanWrite, bool HasRelocation);

/// <summary>A case that was joined to this one: what its sheets say, and where it is taken apart again, or null.</summary>
public sealed record JoinedPart(string Code, IReadOnlyList<(string Label, string Text)> Fields, string? Undo);

/// <summary>A case, as far as the visitor holds its rooms.</summary>
internal static class ShowCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}";

    private const int FactsPerPage = 100;

    public static void MapShowCase(this IEndpointRouteBuilder routes) => routes.MapGet(Address, Show).ForGroup(Role.Caseworker);

    private static IResult Show(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (desk.Find(context) is not { } row) return Results.NotFound();
        if (!row.Code.Equals(context.GetRouteValue("case") as string, StringComparison.Ordinal)) return Results.Redirect(desk.AddressOf(row));
        var file = CaseFile.Read(desk, row);
        var page = Page.Of(context, "Cases.Show.Title", file.Name ?? row.Code) with { Entry = NavigationEntry.Home, Path = desk.AddressOf(row) };
        var standing = Standing.Of(file.Timeline, desk.Now);
        var address = desk.AddressOf(row);
        var canWrite = file.Sections.Any(s => s.Held is not null) && row.State == CaseState.Open;
        var pages = Paging.CountOf(file.Timeline.Facts.Count, FactsPerPage);
        if (Paging.Read(context.Request.Query["timeline"], pages) is not { } number) return Results.NotFound();
        return TypedResults.RazorSlice(ShowCasePage.Create(new ShowCaseModel(page, row, address, desk.Address, Summary(page, row, file, standing),
            [.. from s in file.Sections where s.Held is not null || s.Row.IsKnown select Part(page, s, desk)], Lines(page, file, standing, address, canWrite),
            Facts(page, file, address, canWrite, number), new Paging(page, address, number, pages, "timeline"), CaseWork.Of(desk, file, page),
            [.. file.Joined.Select(j => Joined(page, desk, j, address))], canWrite, file.Of(Section.Relocation) is not null)));
    }

    private static string Summary(Page page, CaseRow row, CaseFile file, Standing standing)
    {
        var stage = page["Cases.Stage." + row.Stage];
        var where = standing.Now is { } now
            ? now.Place.Length > 0 ? page.Text("Cases.Show.HeldAt", now.Place, CaseTimes.Text(page, now.From, file.Zone)) : page["Cases.Show.HeldSomewhere"]
            : page["Cases.Whereabouts." + row.Whereabouts];
        return page.Text("Cases.Show.Summary", row.Code, stage, where);
    }

    private static SectionPart Part(Page page, SectionView view, CaseDesk desk) => new(view.Section, view.Room.Code, view.Held is not null,
        view.Held is null ? [] : Fields(page, view),
        view.Room.Kind == RoomKind.Offline ? $"/groups/{desk.Here.Organisation.Slug}/offline/{Storage.Ids.Text(view.Room.Id.Value)}/put" : null);

    private static IReadOnlyList<(string Label, string Text)> Fields(Page page, SectionView view) =>
    [
        .. from field in CaseFields.Of(view.Section)
           let text = view.Sheet.Get(field.Name)
           where text.Length > 0
           select (page["Cases.Sheet." + field.Name], field.Name switch
           {
               "country" => page["Cases.Country." + text],
               "born" when NodaTime.Text.LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day) => page.Day(day),
               _ => text,
           }),
    ];

    private static List<(string, IReadOnlyList<StandingLine>)> Lines(Page page, CaseFile file, Standing standing, string address, bool canWrite)
    {
        var parts = new List<(string, IReadOnlyList<StandingLine>)>();
        void Add(string key, IEnumerable<StandingLine> lines)
        {
            if (lines.ToList() is { Count: > 0 } list) parts.Add((page["Cases.Show." + key], list));
        }
        Add("Needs", standing.Needs.Select(n => new StandingLine(page["Cases.Need." + n.Need] + (n.Text.Length > 0 ? ": " + n.Text : ""), CaseTimes.Text(page, n.At, file.Zone),
            canWrite ? $"{address}/facts/new?kind=needmet&about={n.Id}" : null, page["Cases.Show.Met"])));
        Add("Stays", standing.Stays.Select(s => new StandingLine(s.Place.Length > 0 ? s.Place : page["Cases.Show.NoPlace"],
            s.To is { } to ? page.Text("Cases.Moment.Between", CaseTimes.Text(page, s.From, file.Zone), CaseTimes.Text(page, to, file.Zone)) : page.Text("Cases.Show.Since", CaseTimes.Text(page, s.From, file.Zone)), null, null)));
        Add("Charges", standing.Charges.Select(c => new StandingLine(c.Text, CaseTimes.Text(page, c.At, file.Zone), null, null)));
        Add("Hearings", standing.Hearings.Select(h => new StandingLine(CaseTimes.Text(page, h.At, file.Zone) + (h.Place.Length > 0 ? ", " + h.Place : ""),
            h.Outcome.Length > 0 ? h.Outcome : h.Text, canWrite && h.Outcome.Length == 0 ? $"{address}/facts/{h.Id}" : null, page["Cases.Show.HearingOutcome"])));
        Add("Participants", standing.Participants.Select(p => new StandingLine(p.Who, p.Text, null, null)));
        Add("Consents", standing.Consents.Select(c => new StandingLine(c.Text, c.Until is { } until ? page.Text("Cases.Show.Until", CaseTimes.Text(page, until, file.Zone)) : null,
            canWrite ? $"{address}/facts/new?kind=consentwithdrawn&about={c.Id}" : null, page["Cases.Show.Withdraw"])));
        return parts;
    }

    private static JoinedPart Joined(Page page, CaseDesk desk, CasePart part, string address) => new(part.Row.Code,
        [.. part.Sections.Where(s => s.Held is not null).SelectMany(s => Fields(page, s))],
        CaseMerges.Newest(desk.Connection, part.Row.Id) is { } merge && merge.CanBeUndone(desk.Now) ? $"{address}/joined/{part.Row.Code}" : null);

    private static List<FactLine> Facts(Page page, CaseFile file, string address, bool canWrite, int number)
    {
        var holding = file.Timeline.Holding().Select(f => f.Id).ToHashSet();
        return
        [
            .. from fact in file.Timeline.Facts.Reverse().Skip((number - 1) * FactsPerPage).Take(FactsPerPage)
               let source = page["Cases.Source." + fact.Source] + (fact.SourceNote.Length > 0 ? " (" + fact.SourceNote + ")" : "")
               select new FactLine(fact, CaseTimes.Text(page, fact.At, file.Zone), page["Cases.Kind." + fact.Kind], fact.Place, fact.Who,
                   page.Text("Cases.Fact.Said", source, page["Cases.Certainty." + fact.Certainty], fact.RecordedBy), !holding.Contains(fact.Id),
                   canWrite && holding.Contains(fact.Id) && fact.Kind != FactKind.Work ? $"{address}/facts/{fact.Id}" : null),
        ];
    }
}
