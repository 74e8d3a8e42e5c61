using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Cases.AddFact;

/// <summary>The form of a fact: each kind asks for what it needs, and no more.</summary>
internal static class FactForm
{
    private const string IdField = "id", AboutField = "about", Text = "text", Place = "place", FacilityField = "facility", Who = "who", Outcome = "outcome",
        Until = "until", Event = "event", Need = "need", Certain = "certainty", SectionField = "section", Note = "source-note";

    /// <summary>The kinds that somebody writes down, those that come most often first.</summary>
    public static IReadOnlyList<FactKind> Kinds { get; } =
    [
        FactKind.Note, FactKind.Call, FactKind.Held, FactKind.Transferred, FactKind.Hearing, FactKind.Decision, FactKind.Charge, FactKind.Health,
        FactKind.SignOfLife, FactKind.Need, FactKind.Participant, FactKind.Paper, FactKind.Bail, FactKind.Consent, FactKind.Released, FactKind.Wanted, FactKind.Detained,
    ];

    public static bool TryKind(string? text, out FactKind kind) =>
        Enum.TryParse(text, ignoreCase: true, out kind) && (Kinds.Contains(kind) || kind is FactKind.NeedMet or FactKind.ConsentWithdrawn);

    public static FactId IdOf(IFormCollection form) => FactId.TryParse(form[IdField], out var id) ? id : new FactId(Ids.Draw());

    private static bool HasPlace(FactKind kind) => kind is FactKind.Detained or FactKind.Held or FactKind.Transferred or FactKind.Hearing;

    private static bool HasWho(FactKind kind) => kind is FactKind.Participant or FactKind.Call or FactKind.SignOfLife or FactKind.Paper;

    private static bool HasOutcome(FactKind kind) => kind is FactKind.Hearing or FactKind.Bail or FactKind.Call or FactKind.Paper;

    private static bool HasUntil(FactKind kind) => kind is FactKind.Decision or FactKind.Consent or FactKind.Bail;

    private static bool HasEvent(FactKind kind) => kind is FactKind.Charge or FactKind.Hearing or FactKind.Decision or FactKind.Bail or FactKind.Paper or FactKind.Health or FactKind.Detained;

    private static Section Usual(FactKind kind) => kind switch
    {
        FactKind.Charge or FactKind.Hearing or FactKind.Decision or FactKind.Bail or FactKind.Participant or FactKind.Paper => Section.Legal,
        FactKind.Health => Section.Health,
        _ => Section.Basic,
    };

    /// <summary>The form, empty or as it was posted or with the fact that is to be put right.</summary>
    public static IResult Show(Page page, CaseDesk desk, CaseFile file, FactKind kind, IFormCollection? form, Fact? earlier, string about)
    {
        string Value(string name, string other) => form is not null ? form[name].ToString() : other;
        var sections = file.Sections.Where(s => s.Held is not null).Select(s => s.Section).ToList();
        var usual = earlier?.Section ?? (sections.Contains(Usual(kind)) ? Usual(kind) : sections[0]);
        var moments = form is not null ? MomentFields.Read(page, form, file.Zone, out _)
            : earlier is not null ? MomentFields.For(page, earlier.At, file.Zone) : MomentFields.For(page, desk.Now.InZone(file.Zone));
        var fields = new List<Field>(moments.Fields);
        if (kind == FactKind.Need)
            fields.Add(Choose(page, Need, Value(Need, earlier?.Need.ToString() ?? ""), Enum.GetValues<NeedKind>().Select(n => new Choice(n.ToString(), page["Cases.Need." + n]))));
        if (HasPlace(kind))
        {
            var facilities = FacilityRows.Of(desk.Connection, desk.Here.Organisation.Number);
            if (facilities.Count > 0)
                fields.Add(Choose(page, FacilityField, Value(FacilityField, earlier?.Facility ?? ""),
                    facilities.Select(f => new Choice(f.Id.ToString(), f.Name)).Prepend(new Choice("", page["Cases.Fact.Facility.Other"]))));
            fields.Add(Line(page, Place, Value(Place, earlier?.Place ?? ""), 200));
        }
        if (HasWho(kind)) fields.Add(Line(page, Who, Value(Who, earlier?.Who ?? ""), 200));
        if (HasEvent(kind))
            fields.Add(Choose(page, Event, Value(Event, (earlier?.Event ?? CaseEvent.None).Slug()),
                CaseEvents.AllSlugs.Select(s => new Choice(s, page["Cases.Event." + s]))) with { Help = page["Cases.Fact.event.Help"] });
        fields.Add(new Field(FieldKind.Lines, Text, page["Cases.Fact.Text"]) { Rows = 4, MaxLength = Fact.MaxText, Value = Value(Text, earlier?.Text ?? "") });
        if (HasOutcome(kind)) fields.Add(new Field(FieldKind.Lines, Outcome, page["Cases.Fact.Outcome"]) { Rows = 3, MaxLength = Fact.MaxText, Value = Value(Outcome, earlier?.Outcome ?? "") });
        if (HasUntil(kind))
            fields.Add(new Field(FieldKind.Day, Until, page["Cases.Fact.until"])
            {
                Value = Value(Until, earlier?.Until is { } until ? Written.IsoDay(until.InZone(file.Zone).Date.PlusDays(-1)) : ""), Help = page["Cases.Fact.until.Help"],
                Error = form is not null && !IsDay(form[Until].ToString()) ? page["Cases.Moment.NoDay"] : null,
            });
        fields.Add(CaseFields.Source(page, Value("source", (earlier?.Source ?? SourceKind.Unnamed).ToString())));
        fields.Add(Line(page, Note, Value(Note, earlier?.SourceNote ?? ""), 200));
        fields.Add(Choose(page, Certain, Value(Certain, (earlier?.Certainty ?? Certainty.Reported).ToString()), Enum.GetValues<Certainty>()
            .Where(c => c != Certainty.Refuted || earlier is not null).Select(c => new Choice(c.ToString(), page["Cases.Certainty." + c]))));
        if (earlier is null)
            fields.Add(Choose(page, SectionField, Value(SectionField, usual.ToString()),
                sections.Select(s => new Choice(s.ToString(), $"{page["Cases.Section." + s]} ({file.Of(s)!.Room.Code})"))) with { Help = page["Cases.Fact.section.Help"] });
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, earlier is null ? $"{address}/facts/new?kind={CaseRows.Word(kind)}" : $"{address}/facts/{earlier.Id}",
            page[earlier is null ? "Cases.FactNew.Submit" : "Cases.Correct.Submit"], fields, address, page["Cases.Show.Back"])
        {
            Lead = earlier is not null ? page["Cases.Correct.Lead"] : Texts.Has(page.Language, $"Cases.Kind.{kind}.Lead") ? page[$"Cases.Kind.{kind}.Lead"] : null,
            Hidden = [(IdField, form?[IdField] is { Count: > 0 } id ? id.ToString() : Ids.Text(Ids.Draw())), (AboutField, form is not null ? form[AboutField].ToString() : about)],
        }.Show();
    }

    /// <summary>The fact that was posted; null where something is wrong with it.</summary>
    public static Fact? Read(Page page, CaseFile file, FactKind kind, IFormCollection form, FactId id)
    {
        MomentFields.Read(page, form, file.Zone, out var moment);
        var section = Enum.TryParse<Section>(form[SectionField], out var given) ? given : Usual(kind);
        if (moment is null || file.Open(section) is null && !form[SectionField].Equals("") && form.ContainsKey(SectionField) || (HasUntil(kind) && !IsDay(form[Until].ToString()))) return null;
        var facility = HasPlace(kind) ? form[FacilityField].ToString() : "";
        var at = moment.Value;
        return CaseBook.NewFact(section, kind, at, Cut(form[Text], Fact.MaxText)) with
        {
            Id = id, Place = HasPlace(kind) ? Cut(form[Place], 200) : "", Facility = facility, Who = Cut(form[Who], 200), Outcome = Cut(form[Outcome], Fact.MaxText),
            Until = HasUntil(kind) && LocalDatePattern.Iso.Parse(form[Until].ToString()).TryGetValue(default, out var day) ? day.PlusDays(1).AtStartOfDayInZone(file.Zone).ToInstant() : null,
            Event = kind == FactKind.Detained && !form.ContainsKey(Event) ? CaseEvent.Detention : CaseEvents.TryParse(form[Event], out var happened) ? happened : CaseEvent.None,
            Need = Enum.TryParse<NeedKind>(form[Need], out var need) ? need : NeedKind.Other,
            Source = Enum.TryParse<SourceKind>(form["source"], out var source) ? source : SourceKind.Unnamed, SourceNote = Cut(form[Note], 200),
            Certainty = Enum.TryParse<Certainty>(form[Certain], out var certainty) ? certainty : Certainty.Reported,
            About = FactId.TryParse(form[AboutField], out var about) && file.Timeline.Facts.Any(f => f.Id == about) ? about : null,
        };
    }

    private static string Cut(string? text, int length) => (text ?? "").Trim() is var t && t.Length > length ? t[..length] : t;

    private static bool IsDay(string text) => text.Length == 0 || LocalDatePattern.Iso.Parse(text).Success;

    private static Field Line(Page page, string name, string value, int length) => new(FieldKind.Line, name, page["Cases.Fact." + (name == Place ? "other-place" : name)]) { Value = value, MaxLength = length };

    private static Field Choose(Page page, string name, string value, IEnumerable<Choice> choices) =>
        new(FieldKind.Choice, name, page["Cases.Fact." + name]) { Value = value, Choices = [.. choices] };
}
