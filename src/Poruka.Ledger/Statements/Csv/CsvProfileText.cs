using System.Globalization;
using System.Text;

namespace Poruka.Ledger.Statements;

/// <summary>The text form of a <see cref="CsvProfile"/>: rows of <c>key = value</c>, comments after <c>#</c> at a row's start.</summary>
/// <remarks>
/// A value is a word, or a text in quotes with <c>\"</c>, <c>\\</c>, <c>\t</c>, <c>\n</c>, <c>\r</c> inside. A column is a
/// number, or its heading in quotes (without, if it does not look like a number).
/// </remarks>
internal static class CsvProfileText
{
    private const int LengthLimit = 65_536;

    public static string Print(CsvProfile profile)
    {
        var text = new StringBuilder();
        Row("encoding", profile.Encoding);
        Row("delimiter", Quoted(profile.Delimiter.ToString()));
        Row("quote", profile.Quote == '\0' ? "none" : Quoted(profile.Quote.ToString()));
        Row("decimal", Quoted(profile.DecimalMark.ToString()));
        Row("date", Quoted(profile.DateFormat));
        Row("skip", profile.SkipRows.ToString(CultureInfo.InvariantCulture));
        Row("header", profile.HasHeader ? "yes" : "no");
        Row("reversed", profile.Reversed ? "yes" : "no");
        Row("debit-words", Quoted(profile.DebitWords));
        Row("credit-words", Quoted(profile.CreditWords));
        Row("default-currency", profile.DefaultCurrency?.Code);
        Row("own-account", profile.OwnAccount is { } own ? Quoted(own) : null);
        foreach (var (key, column) in Columns(profile)) Row(key, column is { } some ? Column(some) : null);
        Row("remittance", profile.Remittance.Count > 0 ? string.Join(", ", profile.Remittance.Select(Column)) : null);
        return text.ToString();

        void Row(string key, string? value)
        {
            if (value is not null) text.Append(key).Append(" = ").Append(value).Append('\n');
        }
    }

    public static CsvProfile? Parse(string text, out CsvProfileProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        var profile = new CsvProfile();
        if (text.Length > LengthLimit)
        {
            problem = new CsvProfileProblem(StatementProblemKind.TooLarge, 1, "", "", $"≤ {LengthLimit}");
            return null;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var range in text.AsSpan().TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var row = text.AsSpan().TrimStart('\uFEFF')[range].Trim();
            if (row.IsEmpty || row[0] == '#') continue;
            var equals = row.IndexOf('=');
            var key = equals < 0 ? "" : row[..equals].Trim().ToString();
            if (equals < 0) { problem = Bad(StatementProblemKind.Malformed, row, "key = value"); return null; }
            if (!seen.Add(key)) { problem = Bad(StatementProblemKind.BadValue, row, "1 ×"); return null; }
            if (Values(row[(equals + 1)..].Trim()) is not { Count: > 0 } values)
            {
                problem = Bad(StatementProblemKind.Malformed, row[(equals + 1)..], "\"…\"");
                return null;
            }
            if (Set(profile, key, values, out var expected) is not { } next)
            {
                problem = Bad(StatementProblemKind.BadValue, row[(equals + 1)..], expected);
                return null;
            }
            profile = next;

            CsvProfileProblem Bad(StatementProblemKind kind, ReadOnlySpan<char> found, string wanted) =>
                new(kind, number, key, StatementRefusal.Shorten(found), wanted);
        }
        problem = Lacking(profile) is { } lacking
            ? new CsvProfileProblem(StatementProblemKind.MissingField, 0, lacking, "", lacking)
            : null;
        return problem is null ? profile : null;
    }

    /// <summary>What a profile must have and does not; null if nothing.</summary>
    public static string? Lacking(CsvProfile profile) =>
        profile.Booked is null ? "booked"
        : profile.Amount is null && profile.Debit is null && profile.Credit is null ? "amount | debit | credit"
        : profile.Currency is null && profile.DefaultCurrency is null ? "currency | default-currency"
        : !profile.HasHeader && Columns(profile).Select(pair => pair.Column).Concat(profile.Remittance.Select(c => (CsvColumn?)c))
            .Any(column => column is { Name: not null }) ? "header"
        : null;

    /// <summary>The keys of columns with what a profile has for them.</summary>
    public static IEnumerable<(string Key, CsvColumn? Column)> Columns(CsvProfile profile) =>
    [
        ("booked", profile.Booked), ("value", profile.Value), ("amount", profile.Amount), ("debit", profile.Debit),
        ("credit", profile.Credit), ("direction", profile.Direction), ("currency", profile.Currency),
        ("name", profile.Name), ("payer", profile.Payer), ("payee", profile.Payee), ("account", profile.Account),
        ("reference", profile.Reference), ("end-to-end", profile.EndToEnd), ("balance", profile.Balance),
    ];

    private readonly record struct Word(string Text, bool Quoted);

    private static CsvProfile? Set(CsvProfile profile, string key, List<Word> values, out string expected)
    {
        expected = "";
        var text = values[0].Text;
        if (values.Count > 1 && key != "remittance") { expected = "1 ×"; return null; }
        switch (key)
        {
            case "encoding":
                expected = "utf-8, windows-1251, windows-1252, iso-8859-1, …";
                return StatementEncodings.Find(text) is null ? null : profile with { Encoding = text };
            case "delimiter":
                expected = "\";\", \",\", \"\\t\", \"|\"";
                return text.Length == 1 && text[0] is not ('\r' or '\n' or '"' or '\0') ? profile with { Delimiter = text[0] } : null;
            case "quote":
                expected = "\"\\\"\", \"'\", none";
                if (text == "none" && !values[0].Quoted) return profile with { Quote = '\0' };
                return text.Length == 1 && text[0] is not ('\r' or '\n' or '\0') ? profile with { Quote = text[0] } : null;
            case "decimal":
                expected = "\".\", \",\"";
                return text is "." or "," ? profile with { DecimalMark = text[0] } : null;
            case "date":
                expected = "yyyy-MM-dd, dd.MM.yyyy, …";
                return CsvCells.IsDateFormat(text) ? profile with { DateFormat = text } : null;
            case "skip":
                expected = "0 … 1000";
                return Number(text, 0) is { } skip ? profile with { SkipRows = skip } : null;
            case "header":
                expected = "yes | no";
                return Flag(text) is { } header ? profile with { HasHeader = header } : null;
            case "reversed":
                expected = "yes | no";
                return Flag(text) is { } reversed ? profile with { Reversed = reversed } : null;
            case "debit-words": return profile with { DebitWords = text };
            case "credit-words": return profile with { CreditWords = text };
            case "default-currency":
                expected = "ISO 4217";
                return Currency.TryParse(text, out var currency) ? profile with { DefaultCurrency = currency } : null;
            case "own-account": return profile with { OwnAccount = text };
            case "remittance":
                expected = "\"…\", \"…\"";
                var columns = values.ConvertAll(Column);
                return columns.TrueForAll(column => column is not null)
                    ? profile with { Remittance = new CsvColumns([.. columns.Select(column => column!.Value)]) }
                    : null;
            default:
                expected = string.Join(", ", Columns(profile).Select(pair => pair.Key));
                return SetColumn(profile, key, Column(values[0]));
        }
    }

    private static CsvProfile? SetColumn(CsvProfile profile, string key, CsvColumn? column) => column is null ? null : key switch
    {
        "booked" => profile with { Booked = column },
        "value" => profile with { Value = column },
        "amount" => profile with { Amount = column },
        "debit" => profile with { Debit = column },
        "credit" => profile with { Credit = column },
        "direction" => profile with { Direction = column },
        "currency" => profile with { Currency = column },
        "name" => profile with { Name = column },
        "payer" => profile with { Payer = column },
        "payee" => profile with { Payee = column },
        "account" => profile with { Account = column },
        "reference" => profile with { Reference = column },
        "end-to-end" => profile with { EndToEnd = column },
        "balance" => profile with { Balance = column },
        _ => null,
    };

    private static CsvColumn? Column(Word word) =>
        !word.Quoted && StatementText.Digits(word.Text) >= 0
            ? Number(word.Text, 1) is { } number ? CsvColumn.Numbered(number) : null
            : string.IsNullOrWhiteSpace(word.Text) ? null : CsvColumn.Named(word.Text);

    private static int? Number(string text, int least) =>
        text.Length is > 0 and <= 4 && StatementText.Digits(text) is var number && number >= least && number <= 1_000 ? number : null;

    private static bool? Flag(string text) => text switch { "yes" => true, "no" => false, _ => null };

    private static string Column(CsvColumn column) => column.Name is { } name ? Quoted(name) : column.ToString();

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"", '\\' => "\\\\", '\t' => "\\t", '\n' => "\\n", '\r' => "\\r", _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    /// <summary>Words with commas between them; null where quotes don't close or something follows them.</summary>
    private static List<Word>? Values(ReadOnlySpan<char> text)
    {
        var words = new List<Word>();
        while (true)
        {
            text = text.TrimStart();
            if (text.IsEmpty) return words.Count == 0 ? words : null;
            if (text[0] == '"')
            {
                if (Unquote(ref text) is not { } word) return null;
                words.Add(new Word(word, true));
            }
            else
            {
                var end = text.IndexOf(',');
                var word = (end < 0 ? text : text[..end]).Trim();
                if (word.IsEmpty || word.Contains('"')) return null;
                words.Add(new Word(word.ToString(), false));
                text = end < 0 ? [] : text[end..];
            }
            text = text.TrimStart();
            if (text.IsEmpty) return words;
            if (text[0] != ',') return null;
            text = text[1..];
        }
    }

    private static string? Unquote(ref ReadOnlySpan<char> text)
    {
        var word = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                return word.ToString();
            }
            if (text[i] != '\\') { word.Append(text[i]); continue; }
            if (++i == text.Length) return null;
            switch (text[i])
            {
                case '"' or '\\': word.Append(text[i]); break;
                case 't': word.Append('\t'); break;
                case 'n': word.Append('\n'); break;
                case 'r': word.Append('\r'); break;
                default: return null;
            }
        }
        return null;
    }
}
