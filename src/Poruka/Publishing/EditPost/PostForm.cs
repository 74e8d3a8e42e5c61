using NodaTime;
using NodaTime.Text;
using Poruka.Cases;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Publishing.EditPost;

/// <summary>Fields that belong together, with their heading.</summary>
public sealed record FieldSet(string Heading, string Help, IReadOnlyList<Field> Fields);

/// <summary>The form of a post: reads a draft from it, and shows one in it.</summary>
internal sealed class PostForm(PressDesk desk, Page page, PostKind kind, Draft known, FormInput input, bool wasPublic)
{
    private const int MaxTitle = 160, MaxSummary = 400, MaxText = 60_000, MaxPurpose = 200, MaxGivenBy = 200;

    /// <summary>The draft as it was filled in; the form says what is wrong with it.</summary>
    public Draft Read()
    {
        var texts = new Dictionary<string, DraftText>(StringComparer.Ordinal);
        foreach (var language in Languages.All.Select(l => l.Name))
        {
            var text = new DraftText(
                input.Text("title-" + language, maxLength: MaxTitle), input.Text("summary-" + language, maxLength: MaxSummary),
                input.Text("text-" + language, maxLength: MaxText).ReplaceLineEndings("\n"))
            { Correction = input.Text("correction-" + language, maxLength: MaxSummary) };
            if (text.Title.Length + text.Summary.Length + text.Text.Length == 0) continue;
            if (text.Title.Length == 0 && kind != PostKind.Person) input.Wrong("title-" + language, "Shell.Form.Missing");
            texts[language] = text;
        }
        if (texts.Count == 0) input.Wrong("title-" + page.Language.Name, "Publishing.Wrong.Empty");
        var draft = known with { Texts = texts, Cases = Cases(), FromAt = From() };
        if (kind is PostKind.News or PostKind.Campaign or PostKind.Page or PostKind.Newsletter)
        {
            var slug = input.Text("slug", maxLength: PostSlug.MaxLength).ToLowerInvariant();
            if (slug.Length > 0 && !PostSlug.IsOne(slug)) input.Wrong("slug", "Publishing.Wrong.Slug");
            draft = draft with { Slug = slug };
        }
        if (kind == PostKind.Campaign) draft = ReadCampaign(draft);
        return kind == PostKind.Person ? ReadPerson(draft) : draft;
    }

    /// <summary>The fields of the languages, one beside the other where there is room.</summary>
    public IReadOnlyList<FieldSet> Sides() =>
    [
        .. Languages.All.Select(language =>
        {
            var text = known.Texts.GetValueOrDefault(language.Name, new DraftText("", "", ""));
            var fields = new List<Field>
            {
                Of(FieldKind.Line, "title", language.Name, text.Title, MaxTitle), Of(FieldKind.Lines, "summary", language.Name, text.Summary, MaxSummary, 3),
                Of(FieldKind.Lines, "text", language.Name, text.Text, MaxText, 18),
            };
            if (wasPublic) fields.Add(Of(FieldKind.Lines, "correction", language.Name, text.Correction, MaxSummary, 2));
            return new FieldSet(Texts.Get(language, "Shell.Language.Own"), "", fields);
        }),
    ];

    /// <summary>The other fields.</summary>
    public IReadOnlyList<FieldSet> Others()
    {
        var fields = new List<Field>();
        if (kind is PostKind.News or PostKind.Campaign or PostKind.Page or PostKind.Newsletter) fields.Add(input.Field(FieldKind.Line, "slug", known.Slug, maxLength: PostSlug.MaxLength));
        if (kind == PostKind.Campaign)
        {
            fields.Add(input.Field(FieldKind.Choice, "campaign", known.Campaign, choices: Campaigns()));
            fields.Add(input.Field(FieldKind.Line, "goal", known.Goal > 0 && CurrencyOf(known.Campaign) is { } currency
                ? Written.Amount(System.Globalization.CultureInfo.InvariantCulture, new Money(known.Goal, currency)) : "", maxLength: 20));
        }
        if (kind == PostKind.Person)
        {
            fields.Add(input.Field(FieldKind.Lines, "address", known.Address, maxLength: 400) with { Rows = 4 });
            fields.Add(input.Field(FieldKind.Day, "birthday", known.Birthday is { } day ? Written.IsoDay(Months.Day(day)) : ""));
        }
        var from = known.FromAt == 0 ? (Instant?)null : Instant.FromUnixTimeSeconds(known.FromAt);
        fields.Add(input.Field(FieldKind.Day, "fromday", from is { } f ? Written.IsoDay(f.InUtc().Date) : ""));
        fields.Add(input.Field(FieldKind.Line, "fromtime", from is { } t ? LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(t.InUtc().TimeOfDay) : "", maxLength: 5));
        fields.Add(input.Field(FieldKind.Line, "cases", string.Join(' ', known.Cases.Select(CodeOf)), maxLength: 400));
        var sets = new List<FieldSet> { new(page["Publishing.Edit.Others"], "", fields) };
        if (kind == PostKind.Person) sets.AddRange(Items.All.Select(ConsentSet));
        return sets;
    }

    private Field Of(FieldKind fieldKind, string name, string language, string value, int most, int rows = 1) =>
        input.Field(fieldKind, $"{name}-{language}", value, maxLength: most,
            label: page[kind == PostKind.Person && Texts.Has(page.Language, $"Publishing.Person.{name}") ? $"Publishing.Person.{name}" : $"Publishing.Field.{name}"]) with
        {
            Help = name is "text" or "summary" or "correction" && kind != PostKind.Person ? page[$"Publishing.Field.{name}.Help"] : null, Rows = rows,
        };

    private FieldSet ConsentSet(string item)
    {
        var consent = known.Consents.GetValueOrDefault(item);
        return new FieldSet(page["Publishing.Item." + item], page[consent is null ? "Publishing.Consent.None" : "Publishing.Consent.Given"],
        [
            input.Field(FieldKind.Choice, "audience-" + item, consent?.Audience ?? "", label: page["Publishing.Field.audience"], choices:
                [new("", page["Publishing.Audience.none"]), new(Items.Site, page["Publishing.Audience.site"]), new(Items.Everywhere, page["Publishing.Audience.all"])]),
            input.Field(FieldKind.Line, "purpose-" + item, consent?.Purpose ?? "", maxLength: MaxPurpose, label: page["Publishing.Field.purpose"]),
            input.Field(FieldKind.Day, "until-" + item, consent is null ? "" : Written.IsoDay(Months.Day(consent.Until)), label: page["Publishing.Field.until"]),
            input.Field(FieldKind.Line, "givenby-" + item, consent?.GivenBy ?? "", maxLength: MaxGivenBy, label: page["Publishing.Field.givenby"]),
        ]);
    }

    private Draft ReadPerson(Draft draft)
    {
        var consents = new Dictionary<string, Consent>(StringComparer.Ordinal);
        foreach (var item in Items.All)
        {
            var audience = input.Raw("audience-" + item);
            if (audience is not (Items.Site or Items.Everywhere)) continue;
            var (purpose, givenBy) = (input.Text("purpose-" + item, true, MaxPurpose), input.Text("givenby-" + item, true, MaxGivenBy));
            var until = input.Day("until-" + item, true);
            if (until is { } day && (day < desk.Today || day > desk.Today.PlusYears(3))) input.Wrong("until-" + item, "Publishing.Wrong.Until");
            if (until is null) continue;
            var before = known.Consents.GetValueOrDefault(item);
            var consent = new Consent(audience, purpose, Months.DayNumber(until.Value), givenBy, Months.DayNumber(desk.Today));
            // The day on which it was given stays where nothing about it has changed.
            consents[item] = before is not null && consent with { GivenOn = before.GivenOn } == before ? before : consent;
        }
        return draft with
        {
            Address = input.Text("address", maxLength: 400).ReplaceLineEndings("\n"),
            Birthday = input.Day("birthday") is { } day2 ? Months.DayNumber(day2) : null,
            Consents = consents, Slug = known.Slug.Length > 0 ? known.Slug : PostText.DrawSlug(),
        };
    }

    private Draft ReadCampaign(Draft draft)
    {
        var campaign = Campaigns().Any(c => c.Value == input.Raw("campaign")) ? input.Raw("campaign") : "";
        return draft with
        {
            Campaign = campaign, Goal = CurrencyOf(campaign) is { } currency && input.Amount("goal", currency, required: false) is { } goal ? goal.Minor : 0,
        };
    }

    private Currency? CurrencyOf(string campaign) => PublicSums.Fund(desk.Connection, campaign.Split('/')[0])?.Currency;

    private List<string> Cases()
    {
        var ids = new List<string>();
        foreach (var code in input.Text("cases", maxLength: 400).Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries))
            if (CaseRows.Find(desk.Connection, desk.Group.Number, code.ToUpperInvariant()) is { } found) ids.Add(found.Id.ToString());
            else input.Wrong("cases", "Publishing.Wrong.Case");
        return [.. ids.Distinct()];
    }

    private string CodeOf(string id) => Ids.Parse(id) is { } value ? CaseRows.Find(desk.Connection, new Casework.CaseId(value))?.Code ?? "" : "";

    private long From()
    {
        var day = input.Day("fromday");
        var text = input.Text("fromtime", maxLength: 5);
        var time = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text.Length == 0 ? "00:00" : text);
        if (!time.Success) input.Wrong("fromtime", "Publishing.Wrong.Time");
        return day is null || !time.Success ? 0 : (day.Value + time.Value).InUtc().ToInstant().ToUnixTimeSeconds();
    }

    private List<Choice> Campaigns() =>
    [
        new("", page["Publishing.Campaign.None"]),
        .. from fund in PublicSums.Funds(desk.Connection)
           from campaign in FundRows.Campaigns(desk.Connection, fund.Number)
           select new Choice($"{fund.Slug}/{campaign.Slug}", $"{fund.Name}: {campaign.Name}"),
    ];
}
