using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>The form of a new case, whether it is opened by itself or from a call.</summary>
internal sealed class NewCase
{
    private const string Name = "name", Look = "look", Place = "place", Text = "text", Contacts = "contacts", RoomField = "room", IdField = "id";

    private readonly CaseDesk _desk;
    private readonly Page _page;
    private readonly Func<string, string> _value;
    private readonly bool _isPosted;
    private readonly MomentFields _moments;
    private readonly Moment? _moment;
    private readonly HeldRoom? _room;

    /// <summary>The form as it was posted or, before that, with what is known already.</summary>
    public NewCase(CaseDesk desk, Page page, IFormCollection? form, IReadOnlyDictionary<string, string>? known = null)
    {
        (_desk, _page, _isPosted) = (desk, page, form is not null);
        _value = name => (form is not null ? form[name].ToString() : known?.GetValueOrDefault(name) ?? "").ReplaceLineEndings("\n").Trim();
        ZoneText = form is null && known?.ContainsKey("zone") != true ? CaseFields.UsualZone(desk.Language) : _value("zone");
        var zone = CaseFields.ZoneOf(ZoneText) ?? DateTimeZone.Utc;
        if (form is null) _moments = MomentFields.For(page, desk.Now.InZone(zone));
        else _moments = MomentFields.Read(page, form, zone, out _moment);
        _room = Ids.Parse(_value(RoomField)) is { } id ? desk.Room(new RoomId(id)) : null;
        Id = Ids.Parse(_value(IdField)) is { } given ? new CaseId(given) : new CaseId(Ids.Draw());
    }

    /// <summary>The id of the case that comes of it: sent twice, it is one case.</summary>
    public CaseId Id { get; }

    /// <summary>Whether all of it is accepted.</summary>
    public bool IsComplete => _moment is not null && _room is not null && !IsNameless && CaseFields.ZoneOf(ZoneText) is not null;

    /// <summary>What is posted unseen.</summary>
    public (string Name, string Value) Hidden => (IdField, Id.ToString());

    private string ZoneText { get; }

    private bool IsNameless => _value(Name).Length == 0 && _value(Look).Length == 0;

    /// <summary>The fields.</summary>
    public IReadOnlyList<Field> Fields()
    {
        var rooms = _desk.RoomsToChoose();
        return
        [
            new(FieldKind.Lines, Name, _page["Cases.Sheet.names"])
            {
                Help = _page["Cases.Open.Name.Help"], Rows = 2, MaxLength = 400, Value = _value(Name), Error = _isPosted && IsNameless ? _page["Cases.Open.NoName"] : null,
            },
            new(FieldKind.Lines, Look, _page["Cases.Sheet.look"]) { Help = _page["Cases.Open.Look.Help"], Rows = 2, MaxLength = 1_000, Value = _value(Look) },
            .. _moments.Fields,
            new(FieldKind.Line, Place, _page["Cases.Fact.Place"]) { Help = _page["Cases.Open.Place.Help"], MaxLength = 200, Value = _value(Place) },
            CaseFields.Country(_page, _value("country")), CaseFields.Zone(_page, ZoneText, _isPosted && CaseFields.ZoneOf(ZoneText) is null),
            CaseFields.Source(_page, _value("source") is { Length: > 0 } source ? source : SourceKind.Unnamed.ToString()),
            new(FieldKind.Lines, Text, _page["Cases.Fact.Text"]) { Help = _page["Cases.Open.Text.Help"], Rows = 4, MaxLength = Fact.MaxText, Value = _value(Text) },
            new(FieldKind.Lines, Contacts, _page["Cases.Sheet.contacts"]) { Help = _page["Cases.Open.Contacts.Help"], Rows = 2, MaxLength = Fact.MaxText, Value = _value(Contacts) },
            Room(_page, rooms, _value(RoomField)),
        ];
    }

    /// <summary>The field that asks for the room of a new case.</summary>
    public static Field Room(Page page, IReadOnlyList<(Room Room, string Name)> rooms, string value) => new(FieldKind.Choice, RoomField, page["Cases.Room"])
    {
        Help = page["Cases.Room.Help"], Choices = [.. rooms.Select(r => new Choice(Ids.Text(r.Room.Id.Value), $"{r.Name} ({r.Room.Code})"))], Value = value,
        Error = rooms.Count == 0 ? page["Cases.Room.None"] : null,
    };

    /// <summary>What the name of somebody is in lists whose name nobody knows.</summary>
    public static string Unnamed(System.Globalization.CultureInfo language, string look) =>
        look.Length == 0 ? Texts.Get(language, "Cases.Nameless") : Texts.Get(language, "Cases.Unnamed", look.Length > 60 ? look[..60] + "…" : look);

    /// <summary>Opens the case, within a transaction.</summary>
    public CaseFile Open(DbTransaction transaction)
    {
        var basic = new Sheet();
        foreach (var (field, value) in new[] { ("names", _value(Name)), ("look", _value(Look)), ("zone", ZoneText), ("country", _value("country")), ("contacts", _value(Contacts)) })
            if (value.Length > 0) basic[field] = value;
        // A person without a name is called by how they looked, until somebody knows.
        var file = CaseBook.Open(_desk, transaction, _room!, Unnamed(_desk.Language, _value(Look)), basic, id: Id);
        return CaseBook.Put(_desk, transaction, file,
        [
            CaseBook.NewFact(Section.Basic, FactKind.Detained, _moment!.Value, _value(Text)) with
            {
                Place = _value(Place), Event = CaseEvent.Detention, Source = Enum.TryParse<SourceKind>(_value("source"), out var kind) ? kind : SourceKind.Unnamed,
            },
        ]);
    }
}
