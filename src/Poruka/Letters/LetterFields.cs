using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Letters;

/// <summary>Reads what was typed into forms about letters, and keeps it in the fields.</summary>
internal sealed class LetterFields(Page page, Func<string, string> typed)
{
    private const int MaxLanguages = 300;

    private readonly List<Field> _fields = [];

    public IReadOnlyList<Field> All => _fields;

    public bool Ok => _fields.TrueForAll(f => f.Error is null);

    /// <summary>Fields that show what is stored, or what was posted.</summary>
    public static LetterFields Of(Page page, HttpRequest request, Func<string, string> stored) =>
        new(page, HttpMethods.IsPost(request.Method) ? name => request.Form[name].ToString() : stored);

    public string Line(string name, bool required = false, int maxLength = 200) => Text(FieldKind.Line, name, required, maxLength, 1);

    public string Lines(string name, bool required = false, int maxLength = 8_000, int rows = 6) => Text(FieldKind.Lines, name, required, maxLength, rows);

    public int Number(string name, int least, int most, int otherwise)
    {
        var value = typed(name).Trim();
        var number = otherwise;
        var ok = value.Length == 0 || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
        Add(new Field(FieldKind.Line, name, page["Letters.Field." + name]) { Value = value, InputMode = "numeric", MaxLength = 9, Help = HelpOf(name) },
            ok ? null : page.Text("Letters.Wrong.Number", least, most));
        return ok ? number : otherwise;
    }

    public int? Limit(string name)
    {
        var number = Number(name, 0, 1_000_000, -1);
        return number < 0 ? null : number;
    }

    public LocalDate? Day(string name)
    {
        var value = typed(name).Trim();
        var parsed = LocalDatePattern.Iso.Parse(value);
        Add(new Field(FieldKind.Day, name, page["Letters.Field." + name]) { Value = value, Help = HelpOf(name) },
            value.Length == 0 || parsed.Success ? null : page["Letters.Wrong.Day"]);
        return parsed.Success ? parsed.Value : null;
    }

    public bool Check(string name)
    {
        var on = typed(name) == "1";
        Add(new Field(FieldKind.Check, name, page["Letters.Field." + name]) { Value = on ? "1" : "", Help = HelpOf(name) }, null);
        return on;
    }

    public string Choice(string name, IReadOnlyList<Choice> choices)
    {
        var value = typed(name);
        if (!choices.Any(c => c.Value == value)) value = choices[0].Value;
        Add(new Field(FieldKind.Choice, name, page["Letters.Field." + name]) { Value = value, Choices = choices, Help = HelpOf(name) }, null);
        return value;
    }

    /// <summary>Languages, by their names or codes, as codes.</summary>
    public IReadOnlyList<string> Languages(string name, bool required = true)
    {
        var value = typed(name);
        var codes = LanguageNames.Read(value);
        Add(new Field(FieldKind.Line, name, page["Letters.Field." + name]) { Value = value, Required = required, MaxLength = MaxLanguages, Help = HelpOf(name) },
            codes is null || required && codes.Count == 0 ? page["Letters.Wrong.Languages"] : null);
        return codes ?? [];
    }

    /// <summary>One language, by its name or code, as its code; empty where there is an error.</summary>
    public string Language(string name)
    {
        var value = typed(name);
        var code = LanguageNames.CodeOf(value);
        Add(new Field(FieldKind.Line, name, page["Letters.Field." + name]) { Value = value, Required = true, MaxLength = 60, Help = HelpOf(name) }, code is null ? page["Letters.Wrong.Language"] : null);
        return code ?? "";
    }

    /// <summary>What somebody translates, from and to, by names or codes, as codes: <c>de-ru</c>.</summary>
    public IReadOnlyList<string> Pairs(string name)
    {
        var value = typed(name);
        var pairs = LanguageNames.ReadPairs(value);
        Add(new Field(FieldKind.Line, name, page["Letters.Field." + name]) { Value = value, MaxLength = MaxLanguages, Help = HelpOf(name) }, pairs is null ? page["Letters.Wrong.Pairs"] : null);
        return pairs ?? [];
    }

    public void Fail(string name, string error)
    {
        var at = _fields.FindIndex(f => f.Name == name);
        _fields[at] = _fields[at] with { Error = error };
    }

    public ErrorSummary Errors => new(page["Letters.Wrong"], HttpErrors());

    private List<Field> HttpErrors() => _fields;

    private string Text(FieldKind kind, string name, bool required, int maxLength, int rows)
    {
        var value = typed(name).ReplaceLineEndings("\n");
        Add(new Field(kind, name, page["Letters.Field." + name]) { Value = value, Required = required, MaxLength = maxLength, Rows = rows, Help = HelpOf(name) },
            required && value.Trim().Length == 0 ? page["Letters.Wrong.Empty"] : value.Length > maxLength ? page.Text("Letters.Wrong.Long", maxLength) : null);
        return value.Trim();
    }

    private string? HelpOf(string name) => Helped.Contains(name) ? page[$"Letters.Field.{name}.Help"] : null;

    private void Add(Field field, string? error) => _fields.Add(field with { Error = _isNew ? null : error });

    private bool _isNew;

    /// <summary>Shows no errors: nobody has filled it in yet.</summary>
    public LetterFields Fresh(bool isNew = true)
    {
        _isNew = isNew;
        return this;
    }

    private static readonly HashSet<string> Helped = new(StringComparer.Ordinal)
    {
        "languages", "address", "birthday", "cadence", "consent", "about", "text", "contact", "code", "translation", "translates", "member", "typed", "writtenon", "agreed", "cost",
    };
}
