namespace Poruka.Ledger.Statements;

/// <summary>Makes a line of a <c>СекцияДокумент</c>.</summary>
internal static class OneCDocument
{
    /// <summary>The line of the account; null if the document is not of this account.</summary>
    public static StatementLine? Read(IReadOnlyDictionary<string, OneCValue> values, OneCAccount account, int line)
    {
        if (IsOut(values, account.Number.Text) is not { } isOut) return null;
        var amount = OneCValues.Amount(Required(values, "Сумма", line), "Сумма", account.Currency, mayBeNegative: false);
        var booked = isOut ? "ДатаСписано" : "ДатаПоступило";
        var bookedKey = values.ContainsKey(booked) ? booked : "Дата";
        var other = isOut ? "Получатель" : "Плательщик";
        return new StatementLine
        {
            BookedOn = OneCValues.Date(Required(values, bookedKey, line), bookedKey),
            Amount = isOut ? -amount : amount,
            CounterpartyName = Name(values, other),
            // The account at the bank, where the other one is that of the bank itself.
            CounterpartyAccount = StatementText.Account(Text(values, $"{other}РасчСчет") ?? Text(values, $"{other}Счет")),
            Reference = StatementText.Clean(Text(values, "Номер")),
            Remittance = Purpose(values),
            FileLine = line,
        };
    }

    /// <summary>The accounts of both sides, for an error.</summary>
    public static string Sides(IReadOnlyDictionary<string, OneCValue> values) =>
        $"{Text(values, "ПлательщикСчет")} → {Text(values, "ПолучательСчет")}";

    /// <summary>Whether the account pays; null if it neither pays nor is paid. If both, the date tells that is given.</summary>
    private static bool? IsOut(IReadOnlyDictionary<string, OneCValue> values, string account)
    {
        var pays = Is("ПлательщикСчет") || Is("ПлательщикРасчСчет");
        var isPaid = Is("ПолучательСчет") || Is("ПолучательРасчСчет");
        if (pays && isPaid) return !values.ContainsKey("ДатаПоступило") || values.ContainsKey("ДатаСписано");
        return pays ? true : isPaid ? false : null;

        bool Is(string key) => StatementText.Account(Text(values, key)) == account;
    }

    /// <summary>The name alone where the bank gives it; otherwise without the tax number that comes before it.</summary>
    private static string? Name(IReadOnlyDictionary<string, OneCValue> values, string side)
    {
        if (StatementText.Clean(Text(values, $"{side}1")) is { } alone) return alone;
        var name = StatementText.Clean(Text(values, side));
        if (name is null || !name.StartsWith("ИНН ", StringComparison.Ordinal)) return name;
        var blank = name.IndexOf(' ', 4);
        return blank > 0 && StatementText.Digits(name.AsSpan(4, Math.Min(blank - 4, 9))) >= 0
            ? StatementText.Clean(name[blank..]) ?? name
            : name;
    }

    /// <summary>One text, or up to six numbered rows of it.</summary>
    private static string? Purpose(IReadOnlyDictionary<string, OneCValue> values)
    {
        if (StatementText.Clean(Text(values, "НазначениеПлатежа")) is { } whole) return whole;
        string? joined = null;
        for (var row = '1'; row <= '6'; row++)
            joined = StatementText.Join(joined, StatementText.Clean(Text(values, $"НазначениеПлатежа{row}")));
        return joined;
    }

    private static string? Text(IReadOnlyDictionary<string, OneCValue> values, string key) =>
        values.TryGetValue(key, out var value) ? value.Text : null;

    private static OneCValue Required(IReadOnlyDictionary<string, OneCValue> values, string key, int line) =>
        values.TryGetValue(key, out var value)
            ? value
            : throw new StatementRefusal(StatementProblemKind.MissingField, line, key, "", key);
}
