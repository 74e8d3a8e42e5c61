namespace Poruka.Ledger.Statements;

/// <summary>The first rows of a table, of which the columns' meanings are guessed: by heading and by contents together.</summary>
internal sealed class CsvTable(List<string>? headings, List<List<string>> rows, int width)
{
    private static readonly System.Buffers.SearchValues<char> AmountCharacters =
        System.Buffers.SearchValues.Create("0123456789.,+- '\u00A0\u202F\u2212");

    private const int Sure = 95, ByContents = 60, ByHeading = 70, DayOrMonth = 55;

    private readonly CsvColumnGuess[] _guesses = [.. Enumerable.Range(1, width).Select(
        number => new CsvColumnGuess(number, headings?[number - 1].Trim() is { Length: > 0 } heading ? heading : null, null, 0))];

    public (CsvProfile? Profile, IReadOnlyList<CsvColumnGuess> Columns) Guess(string[] dateFormats)
    {
        var profile = new CsvProfile();
        if (DateFormat(dateFormats) is not var (format, sure)) return (null, _guesses);
        var mark = DecimalMark();
        var days = Columns(cell => CsvCells.Date(cell, format) is not null);
        var amounts = Columns(cell => IsAmount(cell, mark)).Except(days).ToList();
        profile = profile with { DateFormat = format, DecimalMark = mark };
        profile = TakeDays(profile, days, sure);
        profile = TakeAmounts(profile, amounts);
        profile = TakeTexts(profile, days, amounts);
        if (profile.Booked is null || profile.Amount is null && profile.Debit is null && profile.Credit is null)
            return (null, _guesses);
        return (CheckBalance(profile), _guesses);
    }

    /// <summary>The first format that all days of a column fit; less sure where day and month could be exchanged.</summary>
    private (string Format, int Percent)? DateFormat(string[] formats)
    {
        foreach (var format in formats)
        {
            if (Columns(cell => CsvCells.Date(cell, format) is not null).Count == 0) continue;
            var other = format.Replace("dd", "?", StringComparison.Ordinal).Replace("MM", "dd", StringComparison.Ordinal)
                .Replace("?", "MM", StringComparison.Ordinal);
            var either = format.Contains('/', StringComparison.Ordinal) && other != format
                && Columns(cell => CsvCells.Date(cell, other) is not null).Count > 0;
            return (format, either ? DayOrMonth : Sure);
        }
        return null;
    }

    /// <summary>The mark that stands last in most amounts that have one before one or two digits.</summary>
    private char DecimalMark()
    {
        var (commas, points) = (0, 0);
        foreach (var cell in rows.SelectMany(row => row))
        {
            var text = cell.AsSpan().Trim().TrimEnd('-');
            var at = text.LastIndexOfAny('.', ',');
            if (at < 0 || text.Length - at - 1 is not (1 or 2) || text.IndexOfAnyExcept(AmountCharacters) >= 0
                || text.Count('.') > 1 && text[at] == '.') continue;
            if (text[at] == ',') commas++;
            else points++;
        }
        return commas > points ? ',' : '.';
    }

    private CsvProfile TakeDays(CsvProfile profile, List<int> days, int sure)
    {
        var value = days.FindIndex(column => Meaning(column) == "value");
        var booked = days.FindIndex(column => Meaning(column) == "booked");
        if (booked < 0) booked = days.FindIndex(column => Meaning(column) != "value");
        if (booked < 0) booked = 0;
        profile = profile with { Booked = Take(days[booked], "booked", Math.Min(sure, Percent(days[booked], "booked"))) };
        return value >= 0 && value != booked
            ? profile with { Value = Take(days[value], "value", Math.Min(sure, Sure)) }
            : profile;
    }

    private CsvProfile TakeAmounts(CsvProfile profile, List<int> amounts)
    {
        foreach (var column in amounts)
            profile = Meaning(column) switch
            {
                "amount" when profile.Amount is null => profile with { Amount = Take(column, "amount", Sure) },
                "balance" when profile.Balance is null => profile with { Balance = Take(column, "balance", Sure) },
                "debit" when profile.Debit is null => profile with { Debit = Take(column, "debit", Sure) },
                "credit" when profile.Credit is null => profile with { Credit = Take(column, "credit", Sure) },
                _ => profile,
            };
        if (profile.Amount is null && profile.Debit is null && profile.Credit is null)
        {
            var column = amounts.FindIndex(number => Meaning(number) is null or "direction");
            if (column >= 0) profile = profile with { Amount = Take(amounts[column], "amount", ByContents) };
        }
        else if (profile.Amount is not null && (profile.Debit ?? profile.Credit) is not null)
        {
            Drop(profile.Debit);
            Drop(profile.Credit);
            profile = profile with { Debit = null, Credit = null };
        }
        return profile;
    }

    private CsvProfile TakeTexts(CsvProfile profile, List<int> days, List<int> amounts)
    {
        var remittance = new List<CsvColumn>();
        for (var column = 0; column < width; column++)
        {
            if (days.Contains(column) || amounts.Contains(column) && Meaning(column) is not ("account" or "reference")) continue;
            var isCurrency = All(column, cell => Currency.TryParse(cell, out _));
            var isIban = All(column, cell => MtDetails.LooksLikeIban(StatementText.Account(cell)));
            var isWord = profile.Amount is not null && All(column, IsDirection);
            var meaning = isCurrency ? "currency" : isIban ? "account" : isWord ? "direction" : Meaning(column);
            profile = meaning switch
            {
                "currency" when profile.Currency is null && isCurrency => profile with { Currency = Take(column, meaning, Sure) },
                "direction" when profile.Direction is null && isWord => profile with { Direction = Take(column, meaning, Sure) },
                "account" when profile.Account is null =>
                    profile with { Account = Take(column, meaning, isIban ? Sure : ByHeading) },
                "name" when profile.Name is null => profile with { Name = Take(column, meaning, ByHeading) },
                "payer" when profile.Payer is null => profile with { Payer = Take(column, meaning, ByHeading) },
                "payee" when profile.Payee is null => profile with { Payee = Take(column, meaning, ByHeading) },
                "reference" when profile.Reference is null => profile with { Reference = Take(column, meaning, ByHeading) },
                "end-to-end" when profile.EndToEnd is null => profile with { EndToEnd = Take(column, meaning, ByHeading) },
                _ => profile,
            };
            if (meaning == "remittance") remittance.Add(Take(column, meaning, ByHeading));
        }
        return profile with { Remittance = new CsvColumns([.. remittance]) };
    }

    /// <summary>A balance that does not run with the lines is none (or is one of another kind): it would refuse every file.</summary>
    private CsvProfile CheckBalance(CsvProfile profile)
    {
        if (profile.Balance is null) return profile;
        var headings = profile with { DefaultCurrency = profile.DefaultCurrency ?? Currency.Eur, HasHeader = false, Currency = null };
        var table = string.Join('\n', rows.Select(
            row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
        var bytes = System.Text.Encoding.UTF8.GetBytes(table);
        var reader = new CsvReader(new HeadedStream(bytes, bytes.Length, Stream.Null), Numbered(headings));
        try
        {
            foreach (var _ in reader.Items()) { }
            return profile;
        }
        catch (StatementRefusal refusal) when (refusal.Problem.Kind == StatementProblemKind.DoesNotAddUp)
        {
            Drop(profile.Balance);
            return profile with { Balance = null };
        }
        catch (StatementRefusal)
        {
            return profile;
        }
    }

    private CsvProfile Numbered(CsvProfile profile) => new()
    {
        HasHeader = false, DateFormat = profile.DateFormat, DecimalMark = profile.DecimalMark, DefaultCurrency = profile.DefaultCurrency,
        Booked = ByNumber(profile.Booked), Amount = ByNumber(profile.Amount), Debit = ByNumber(profile.Debit),
        Credit = ByNumber(profile.Credit), Direction = ByNumber(profile.Direction), Balance = ByNumber(profile.Balance),
    };

    private CsvColumn? ByNumber(CsvColumn? column) => column is not { } some ? null
        : some.Name is not { } name ? some
        : CsvColumn.Numbered(Array.FindIndex(_guesses, guess => guess.Heading == name) + 1);

    private static bool IsDirection(string cell) =>
        "D|DBIT|Debit|S|Soll|C|CRDT|Credit|H|Haben".Split('|').Contains(cell.Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool IsAmount(string cell, char mark) =>
        CsvCells.TryAmount(cell, mark, Currency.Parse("CLF"), out _, out _); // the currency with the most digits

    private CsvColumn Take(int column, string key, int percent)
    {
        _guesses[column] = _guesses[column] with { Key = key, Percent = percent };
        var heading = _guesses[column].Heading;
        return heading is not null && Array.FindIndex(_guesses, guess => guess.Heading == heading) == column
            ? CsvColumn.Named(heading)
            : CsvColumn.Numbered(column + 1);
    }

    private void Drop(CsvColumn? column)
    {
        if (ByNumber(column) is { } some)
            _guesses[some.Number - 1] = _guesses[some.Number - 1] with { Key = null, Percent = 0 };
    }

    private int Percent(int column, string key) => Meaning(column) == key ? Sure : ByContents;

    /// <summary>What the heading says, by the longest of the words known.</summary>
    private string? Meaning(int column)
    {
        if (_guesses[column].Heading is not { } heading) return null;
        var (best, length) = ((string?)null, 0);
        foreach (var (key, parts) in CsvWords.Headings)
            foreach (var part in parts)
                if (part.Length > length && heading.Contains(part, StringComparison.OrdinalIgnoreCase)) (best, length) = (key, part.Length);
        return best;
    }

    /// <summary>The columns whose cells, but for empty ones, all pass.</summary>
    private List<int> Columns(Predicate<string> passes) => Enumerable.Range(0, width).Where(column => All(column, passes)).ToList();

    private bool All(int column, Predicate<string> passes)
    {
        var any = false;
        foreach (var row in rows)
        {
            if (string.IsNullOrWhiteSpace(row[column])) continue;
            if (!passes(row[column].Trim())) return false;
            any = true;
        }
        return any;
    }
}
