using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>A value of a 1C file with its place.</summary>
internal readonly record struct OneCValue(string Text, int Line);

/// <summary>Reads the values of <c>1CClientBankExchange</c>.</summary>
internal static class OneCValues
{
    // Digits 6 to 8 of an account of the Bank of Russia's plan (579-P) are its currency's number in the Russian
    // classifier; 810 is the rouble's from before 1998, which accounts have kept.
    private static readonly (string Number, string Code)[] Numbers =
    [
        ("810", "RUB"), ("643", "RUB"), ("840", "USD"), ("978", "EUR"), ("156", "CNY"), ("933", "BYN"), ("398", "KZT"),
        ("980", "UAH"), ("051", "AMD"), ("981", "GEL"), ("417", "KGS"), ("860", "UZS"), ("972", "TJS"), ("944", "AZN"),
        ("498", "MDL"), ("826", "GBP"), ("756", "CHF"), ("392", "JPY"), ("949", "TRY"), ("784", "AED"), ("356", "INR"),
        ("344", "HKD"), ("764", "THB"), ("704", "VND"), ("941", "RSD"), ("985", "PLN"), ("203", "CZK"), ("752", "SEK"),
        ("578", "NOK"), ("208", "DKK"), ("124", "CAD"), ("036", "AUD"), ("702", "SGD"), ("376", "ILS"), ("975", "BGN"),
        ("348", "HUF"), ("946", "RON"), ("934", "TMT"), ("496", "MNT"), ("410", "KRW"), ("710", "ZAR"), ("986", "BRL"),
    ];

    /// <summary>The currency of an account: by its digits 6 to 8 if it has twenty.</summary>
    public static Currency CurrencyOf(OneCValue account)
    {
        if (account.Text.Length == 20 && account.Text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            foreach (var (number, code) in Numbers)
                if (account.Text.AsSpan(5, 3).SequenceEqual(number)) return Currency.Parse(code);
        throw new StatementRefusal(
            StatementProblemKind.BadCurrency, account.Line, "РасчСчет", account.Text, "NNNNN810NNNNNNNNNNNN");
    }

    /// <summary>A day, as in <c>31.12.2024</c>.</summary>
    public static LocalDate Date(OneCValue value, string key)
    {
        var text = value.Text.AsSpan();
        if (text.Length >= 10 && text[2] == '.' && text[5] == '.' && (text.Length == 10 || text[10] == ' ')
            && StatementText.Date(
                StatementText.Digits(text[6..10]), StatementText.Digits(text[3..5]), StatementText.Digits(text[..2])) is { } date)
            return date;
        throw new StatementRefusal(StatementProblemKind.BadDate, value.Line, key, text, "ДД.ММ.ГГГГ");
    }

    /// <summary>An amount with a point or a comma before the kopecks. Balances may be negative, sums not.</summary>
    public static Money Amount(OneCValue value, string key, Currency currency, bool mayBeNegative)
    {
        var mark = value.Text.Contains(',', StringComparison.Ordinal) ? ',' : '.';
        if (Money.TryParse(value.Text, currency, out var money, out var problem, mark)
            && (mayBeNegative || money.Minor >= 0)) return money;
        throw new StatementRefusal(StatementProblemKind.BadAmount, value.Line, key, value.Text, problem switch
        {
            MoneyProblem.TooLarge => $"≤ {new Money(long.MaxValue, currency)}",
            MoneyProblem.TooManyDigits => Money.Zero(currency).ToString(),
            MoneyProblem.None or MoneyProblem.NotANumber => $"{(mayBeNegative ? "" : "≥ ")}{Money.Zero(currency)}",
            _ => throw new ArgumentOutOfRangeException(nameof(value)),
        });
    }
}
