using NodaTime;
using Poruka.Casework;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Cases;

/// <summary>A page with one form and nothing else to do.</summary>
/// <param name="Page">The page.</param>
/// <param name="Action">Where it is posted.</param>
/// <param name="Submit">What the button says.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Back">Where one goes without it.</param>
/// <param name="BackText">What that is called.</param>
public sealed record CaseForm(Page Page, string Action, string Submit, IReadOnlyList<Field> Fields, string Back, string BackText)
{
    /// <summary>What stands above the fields, or null.</summary>
    public string? Lead { get; init; }

    /// <summary>What else is known, a line each.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>What to mind, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether there is a form at all; without one only what is said.</summary>
    public bool HasForm { get; init; } = true;

    /// <summary>What is posted unseen.</summary>
    public IReadOnlyList<(string Name, string Value)> Hidden { get; init; } = [];

    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);

    /// <summary>The page: with the status that says whether it was accepted.</summary>
    public IResult Show() => TypedResults.RazorSlice(CaseFormPage.Create(this), Errors.Any ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
}

/// <summary>The fields of a time that may be uncertain.</summary>
internal sealed class MomentFields
{
    private const string How = "how", Day = "day", Time = "time", LaterDay = "later-day", LaterTime = "later-time";

    private static readonly string[] Names = [How, Day, Time, LaterDay, LaterTime], Ways = ["known", "about", "between", "not-before", "unknown"];

    private readonly Page _page;
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    private MomentFields(Page page, Dictionary<string, string> values) => (_page, _values) = (page, values);

    /// <summary>Empty fields, for now.</summary>
    public static MomentFields For(Page page, ZonedDateTime now) => new(page, new()
    {
        [How] = "known", [Day] = Written.IsoDay(now.Date), [Time] = TimeText(now.TimeOfDay), [LaterDay] = "", [LaterTime] = "",
    });

    /// <summary>The fields with a moment in them.</summary>
    public static MomentFields For(Page page, Moment at, DateTimeZone zone)
    {
        var fields = new MomentFields(page, new()
        {
            [How] = at.Kind switch { MomentKind.Known => "known", MomentKind.About => "about", MomentKind.Between => "between", _ => at.Earliest is null ? "unknown" : "not-before" },
            [Day] = "", [Time] = "", [LaterDay] = "", [LaterTime] = "",
        });
        if (at.Middle is { } middle)
            (fields._values[Day], fields._values[Time]) = (Written.IsoDay(middle.InZone(zone).Date), TimeText(middle.InZone(zone).TimeOfDay));
        if (at.Kind == MomentKind.Between && at.Latest is { } latest)
            (fields._values[LaterDay], fields._values[LaterTime]) = (Written.IsoDay(latest.InZone(zone).Date), TimeText(latest.InZone(zone).TimeOfDay));
        return fields;
    }

    /// <summary>Reads what was posted; null where it isn't accepted, and then the fields say why.</summary>
    public static MomentFields Read(Page page, IFormCollection form, DateTimeZone zone, out Moment? moment)
    {
        var fields = new MomentFields(page, Names.ToDictionary(n => n, n => form[n].ToString().Trim(), StringComparer.Ordinal));
        moment = fields.Parse(zone);
        return fields;
    }

    /// <summary>The fields.</summary>
    public IReadOnlyList<Field> Fields =>
    [
        Of(FieldKind.Choice, How) with { Choices = [.. Ways.Select(v => new Choice(v, _page["Cases.Moment.How." + v]))] },
        Of(FieldKind.Day, Day), Of(FieldKind.Line, Time) with { Help = _page["Cases.Moment.time.Help"], MaxLength = 5, InputMode = "numeric" },
        Of(FieldKind.Day, LaterDay), Of(FieldKind.Line, LaterTime) with { MaxLength = 5, InputMode = "numeric" },
    ];

    private Field Of(FieldKind kind, string name) =>
        new(kind, name, _page["Cases.Moment." + name]) { Value = _values[name], Error = _errors.TryGetValue(name, out var key) ? _page[key] : null };

    private Moment? Parse(DateTimeZone zone)
    {
        if (_values[How] is "unknown" or "") return Moment.Unknown;
        if (ParseOne(Day, Time, zone, endOfDay: false) is not { } at) return null;
        switch (_values[How])
        {
            case "known":
                // A day without a time is known to the day.
                return _values[Time].Length > 0 ? Moment.At(at) : Moment.Between(at, at + Duration.FromDays(1) - Duration.FromMinutes(1));
            case "about":
                return _values[Time].Length > 0 ? Moment.About(at, Duration.FromHours(1)) : Moment.Between(at - Duration.FromDays(1), at + Duration.FromDays(2));
            case "not-before":
                return Moment.NotBefore(at);
            default:
                if (ParseOne(LaterDay, LaterTime, zone, endOfDay: true) is not { } later) return null;
                if (later >= at) return Moment.Between(at, later);
                _errors[LaterDay] = "Cases.Moment.Backwards";
                return null;
        }
    }

    private Instant? ParseOne(string day, string time, DateTimeZone zone, bool endOfDay)
    {
        if (!NodaTime.Text.LocalDatePattern.Iso.Parse(_values[day]).TryGetValue(default, out var date)) _errors[day] = "Cases.Moment.NoDay";
        var hour = endOfDay ? new LocalTime(23, 59) : LocalTime.Midnight;
        if (_values[time].Length > 0 && !NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("H:mm").Parse(_values[time]).TryGetValue(default, out hour))
            _errors[time] = "Cases.Moment.NoTime";
        return _errors.Count > 0 ? null : date.At(hour).InZoneLeniently(zone).ToInstant();
    }

    private static string TimeText(LocalTime time) => NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(time);
}
