namespace Poruka.Ledger.Statements;

/// <summary>What field <c>:86:</c> says: who, from which account, why.</summary>
/// <param name="Name">The counterparty's name.</param>
/// <param name="Account">Their account, without spaces.</param>
/// <param name="Remittance">The text.</param>
/// <param name="EndToEndId">The payer's reference.</param>
internal sealed record MtDetailsRead(string? Name, string? Account, string? Remittance, string? EndToEndId);

/// <summary>
/// Reads the structures that banks hide in field <c>:86:</c>; where there is none of them, all of it is the text.
/// </summary>
internal static class MtDetails
{
    private const int SwiftWidth = 65, CodedWidth = 64;

    private static readonly MtDetailsRead Nothing = new(null, null, null, null);

    /// <summary>Reads the fields of one line: mostly one, in the Netherlands once one for each row of text.</summary>
    public static MtDetailsRead Read(List<List<string>> fields)
    {
        var rows = fields.SelectMany(field => field).ToList();
        var first = rows.Find(row => !string.IsNullOrWhiteSpace(row))?.TrimStart();
        if (first is null) return Nothing;
        if (Separator(first) is { } separator) return Subfields(Concat(rows), separator);
        if (MtCodes.Begins(first)) return MtCodes.Read(Wrapped(rows, CodedWidth));
        var text = Spaced(rows);
        if (text.Contains("TYT.:", StringComparison.Ordinal)) return Polish(text);
        if (MtCodes.HasSepa(text)) return MtCodes.ReadSepa(Wrapped(rows, SwiftWidth));
        return Labelled(rows) ?? Nothing with { Remittance = Plain(fields) };
    }

    /// <summary>Whether a text is an IBAN by its look: two letters, two digits, 11 to 30 letters and digits.</summary>
    public static bool LooksLikeIban(string? text)
    {
        if (text is not { Length: >= 15 and <= 34 }) return false;
        for (var i = 0; i < text.Length; i++)
            if (i < 2 ? !char.IsAsciiLetterUpper(text[i]) : i < 4 ? !char.IsAsciiDigit(text[i]) : !char.IsAsciiLetterOrDigit(text[i]))
                return false;
        return true;
    }

    /// <summary>
    /// The mark between subfields after the German standard (DFÜ agreement, annex 3): a code of three digits, the mark,
    /// a number of two. Banks elsewhere took it over with other marks, or without the code.
    /// </summary>
    private static char? Separator(string text)
    {
        var code = text.Length > 3 && StatementText.Digits(text.AsSpan(0, 3)) >= 0 ? 3 : 0;
        return text.Length >= code + 3 && "?>~^<|@".Contains(text[code], StringComparison.Ordinal)
            && StatementText.Digits(text.AsSpan(code + 1, 2)) >= 0
                ? text[code]
                : null;
    }

    /// <summary>20 to 29 and 60 to 63 text, 31 and 38 account, 32 and 33 name, 00 kind of booking.</summary>
    private static MtDetailsRead Subfields(string text, char separator)
    {
        var (remittance, name) = (new MtPieces(), new MtPieces());
        string? account = null, booking = null;
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        while (at >= 0)
        {
            var next = NextSubfield(text, separator, at + 3);
            var value = text[(at + 3)..(next < 0 ? text.Length : next)];
            switch (StatementText.Digits(text.AsSpan(at + 1, 2)))
            {
                case 0: booking = value; break;
                case (>= 20 and <= 29) or (>= 60 and <= 63): remittance.Add(value); break;
                case 31: account ??= StatementText.Account(value); break;
                case 38: account = StatementText.Account(value) ?? account; break;
                case 32 or 33: name.Add(value); break;
            }
            at = next;
        }
        var read = MtCodes.HasSepa(remittance.Text)
            ? MtCodes.ReadSepa(remittance.Text)
            : Nothing with { Remittance = StatementText.Clean(remittance.Text) };
        return read with
        {
            Name = StatementText.Clean(name.Text) ?? read.Name,
            Account = account ?? read.Account,
            Remittance = read.Remittance ?? StatementText.Clean(booking),
        };
    }

    private static int NextSubfield(string text, char separator, int from)
    {
        for (var at = text.IndexOf(separator, from); at >= 0; at = text.IndexOf(separator, at + 1))
            if (at + 2 < text.Length && StatementText.Digits(text.AsSpan(at + 1, 2)) >= 0) return at;
        return -1;
    }

    /// <summary>mBank's and its like: <c>Z RACH.: account; OD: name  address; TYT.: text; TNR: number</c>.</summary>
    private static MtDetailsRead Polish(string text)
    {
        string? name = null, account = null, remittance = null;
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries))
        {
            if (Value(part, "Z RACH.:") is { } from) account = StatementText.Account(from);
            else if (Value(part, "NA RACH.:") is { } to) account = StatementText.Account(to);
            else if ((Value(part, "OD:") ?? Value(part, "DLA:")) is { } who)
                name = StatementText.Clean(who.Split("  ", 2)[0]); // two blanks part the name from the address
            else if (Value(part, "TYT.:") is { } title) remittance = StatementText.Clean(title);
        }
        return new MtDetailsRead(name, account, remittance ?? StatementText.Clean(text), null);
    }

    /// <summary>Knab's: a last row <c>REK: account/NAAM: name</c>.</summary>
    private static MtDetailsRead? Labelled(List<string> rows)
    {
        var at = rows.FindIndex(row => row.StartsWith("REK: ", StringComparison.Ordinal));
        if (at < 0 || rows[at].IndexOf("/NAAM: ", StringComparison.Ordinal) is not (> 0 and var slash)) return null;
        return new MtDetailsRead(
            StatementText.Clean(rows[at][(slash + 7)..]), StatementText.Account(rows[at][5..slash]),
            StatementText.Clean(Wrapped(rows.Take(at).ToList(), SwiftWidth)), null);
    }

    private static string? Value(string part, string label) =>
        part.StartsWith(label, StringComparison.Ordinal) ? part[label.Length..].Trim() : null;

    private static string? Plain(List<List<string>> fields)
    {
        string? text = null;
        foreach (var field in fields) text = StatementText.Join(text, StatementText.Clean(Wrapped(field, SwiftWidth)));
        return text;
    }

    private static string Concat(List<string> rows) => string.Concat(rows);

    /// <summary>Rows that are as wide as SWIFT allows were cut there; shorter ones ended of themselves.</summary>
    private static string Wrapped(List<string> rows, int width)
    {
        var text = new System.Text.StringBuilder();
        var full = true;
        foreach (var row in rows)
        {
            var part = full ? row.AsSpan().TrimEnd() : row.AsSpan().Trim();
            if (part.IsEmpty) continue;
            if (!full) text.Append(' ');
            text.Append(part);
            full = row.Length >= width;
        }
        return text.ToString().Trim();
    }

    /// <summary>Rows in which blanks count: one is added only where neither side has any.</summary>
    private static string Spaced(List<string> rows)
    {
        var text = new System.Text.StringBuilder();
        foreach (var row in rows)
        {
            if (text.Length > 0 && text[^1] != ' ' && !row.StartsWith(' ')) text.Append(' ');
            text.Append(row);
        }
        return text.ToString();
    }
}

/// <summary>A text in subfields, which are 27 wide: a full one goes on in the next, a shorter one has ended.</summary>
internal sealed class MtPieces
{
    private const int Width = 27;

    private readonly System.Text.StringBuilder _text = new();
    private bool _full = true;

    public string Text => _text.ToString();

    public void Add(string piece)
    {
        if (!_full && _text.Length > 0 && _text[^1] != ' ' && !piece.StartsWith(' ')) _text.Append(' ');
        _text.Append(piece);
        _full = piece.Length >= Width;
    }
}
