using System.Globalization;
using Microsoft.Extensions.Primitives;
using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;

namespace Poruka.Shell.Forms;

/// <summary>
/// Reads what was typed into a form, field by field, remembers what is wrong, and builds the fields again with both. The label
/// of a field is the text <c>prefix.name</c>, its help <c>prefix.name.Help</c> where there is such a text.
/// </summary>
/// <remarks>Belongs to a request. Before anything is posted, fields show what they are given.</remarks>
public sealed class FormInput
{
    private readonly Page _page;
    private readonly string _prefix;
    private readonly IFormCollection? _form;
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>Begins.</summary>
    /// <param name="context">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="prefix">What the keys of its labels begin with.</param>
    /// <param name="typed">What was typed at an earlier time and is to stand there again; null where nothing was.</param>
    public FormInput(HttpContext context, Page page, string prefix, IReadOnlyDictionary<string, string>? typed = null)
    {
        (_page, _prefix) = (page, prefix);
        _form = HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType ? context.Request.Form
            : typed is null ? null : new FormCollection(typed.ToDictionary(t => t.Key, t => new StringValues(t.Value), StringComparer.Ordinal));
    }

    /// <summary>Whether anything is wrong.</summary>
    public bool IsWrong => _errors.Count > 0;

    /// <summary>What was typed, without blanks around it, a line's end as one character: as browsers count it against the longest.</summary>
    public string Raw(string name) => _form?[name].ToString().ReplaceLineEndings("\n").Trim() ?? "";

    /// <summary>A text.</summary>
    public string Text(string name, bool required = false, int maxLength = 1_000)
    {
        var text = Raw(name);
        if (required && text.Length == 0) Wrong(name, "Shell.Form.Missing");
        if (text.Length > maxLength) Wrong(name, "Shell.Form.TooLong");
        return text;
    }

    /// <summary>An amount above zero in units: 1234.50 or 1234,50, with blanks between thousands.</summary>
    public Money? Amount(string name, Currency currency, bool required = true)
    {
        var text = Raw(name).Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace(',', '.');
        if (text.Length == 0 && !required) return null;
        if (Money.TryParse(text, currency, out var money, out _) && money.Minor is > 0 and < long.MaxValue / 1_000) return money;
        Wrong(name, text.Length == 0 ? "Shell.Form.Missing" : "Shell.Form.NoAmount");
        return null;
    }

    /// <summary>A day, as browsers post it.</summary>
    public LocalDate? Day(string name, bool required = false)
    {
        var text = Raw(name);
        if (text.Length == 0 && !required) return null;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1900 and <= 2200 } day }) return day;
        Wrong(name, text.Length == 0 ? "Shell.Form.Missing" : "Shell.Form.NoDay");
        return null;
    }

    /// <summary>A whole number.</summary>
    public int Number(string name, int least, int most)
    {
        if (int.TryParse(Raw(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        _errors[name] = _page.Text("Shell.Form.NoNumber", least, most);
        return least;
    }

    /// <summary>Whether a box is ticked.</summary>
    public bool Check(string name) => Raw(name) == "1";

    /// <summary>Says what is wrong with a field.</summary>
    public void Wrong(string name, string key) => _errors.TryAdd(name, _page[key]);

    /// <summary>The field, with what was typed (or <paramref name="value"/> before anything was), and what is wrong with it.</summary>
    /// <param name="kind">How it is filled in.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it shows before anything was typed.</param>
    /// <param name="required">Whether it must be filled in.</param>
    /// <param name="maxLength">How many characters it may have.</param>
    /// <param name="choices">What a choice offers.</param>
    /// <param name="label">Its label, where that isn't the text of its name: one of several fields of a kind.</param>
    public Field Field(
        FieldKind kind, string name, string value = "", bool required = false, int maxLength = 1_000, IReadOnlyList<Choice>? choices = null, string? label = null) =>
        new(kind, name, label ?? _page[$"{_prefix}.{name}"])
        {
            Help = Texts.Has(_page.Language, $"{_prefix}.{name}.Help") ? _page[$"{_prefix}.{name}.Help"] : null,
            Error = _errors.GetValueOrDefault(name),
            Value = _form is null ? value : Raw(name),
            Required = required, MaxLength = maxLength, Choices = choices ?? [],
        };
}
