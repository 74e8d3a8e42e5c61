namespace Poruka.Ledger.Statements;

/// <summary>
/// Reads <c>1CClientBankExchange</c>, the exchange format of 1C:Enterprise with banks, versions 1.01 to 1.03 (its
/// description: v8.1c.ru, «Обмен с системами клиент банка»).
/// </summary>
/// <remarks>
/// One account: its documents are given on as they are read. Several: they are mixed in the file, and wait until the
/// file or the group of accounts ends.
/// </remarks>
internal sealed class OneCReader(OneCLines lines)
{
    private const int WaitingLimit = 200_000, KeyLimit = 500, RowLimit = 100;
    private const string
        AccountSection = "СекцияРасчСчет", AccountEnd = "КонецРасчСчет", DocumentSection = "СекцияДокумент",
        DocumentEnd = "КонецДокумента", FileEnd = "КонецФайла", AccountKey = "РасчСчет";

    private readonly List<OneCAccount> _accounts = [];
    private readonly Dictionary<string, OneCValue> _values = new(StringComparer.Ordinal);
    private OneCValue? _headerAccount;
    private bool _documents;
    private int _lineCount;

    /// <summary>The items. Refusals are thrown; <see cref="StatementReading"/> makes them the last item.</summary>
    public IEnumerable<StatementItem> Items()
    {
        if (!lines.Next() || !lines.Key.Equals("1CClientBankExchange", StringComparison.OrdinalIgnoreCase))
            throw Refuse(StatementProblemKind.UnknownFormat, lines.Key, "1CClientBankExchange");
        var ended = false;
        while (!ended && lines.Next())
            switch (lines.Key)
            {
                case AccountSection:
                    if (ReadAccount() is { } earlier)
                        foreach (var item in earlier) yield return item;
                    break;
                case DocumentSection:
                    foreach (var item in ReadDocument()) yield return item;
                    break;
                case FileEnd:
                    ended = true;
                    break;
                case AccountKey when lines.Value is { Length: > 0 } account:
                    _headerAccount = new OneCValue(Number(account), lines.Number);
                    break;
            }
        if (!ended) throw Refuse(StatementProblemKind.Truncated, "", FileEnd);
        if (_accounts.Count == 0) throw Refuse(StatementProblemKind.MissingField, "", AccountSection);
        foreach (var item in EndAccounts()) yield return item;
    }

    /// <summary>
    /// Reads a section of an account. Another account after documents ends the ones before: their items are returned.
    /// </summary>
    private List<StatementItem>? ReadAccount()
    {
        var line = lines.Number;
        ReadValues(AccountEnd);
        if (!_values.TryGetValue(AccountKey, out var number))
            number = _headerAccount ?? throw Refuse(StatementProblemKind.MissingField, "", AccountKey);
        number = number with { Text = Number(number.Text) };
        var account = _accounts.Find(known => known.Number.Text == number.Text);
        List<StatementItem>? ended = null;
        if (account is null)
        {
            if (_documents) ended = EndAccounts();
            _accounts.Add(account = new OneCAccount(number));
            account.Add(_values, line, first: true);
        }
        else account.Add(_values, line, first: false);
        return ended;
    }

    private IEnumerable<StatementItem> ReadDocument()
    {
        var line = lines.Number;
        ReadValues(DocumentEnd);
        if (_accounts.Count == 0) // the file of a bank that writes no sections
            _accounts.Add(new OneCAccount(_headerAccount ?? throw Refuse(StatementProblemKind.MissingField, "", AccountSection)));
        var streaming = _accounts.Count == 1;
        if (!_documents && streaming) yield return Start(_accounts[0]);
        _documents = true;
        if (++_lineCount > StatementText.LineLimit)
            throw Refuse(StatementProblemKind.TooLarge, "", $"≤ {StatementText.LineLimit}");
        var ofAny = false;
        foreach (var account in _accounts)
        {
            if (OneCDocument.Read(_values, account, line) is not { } read) continue;
            ofAny = true;
            account.Sums.Add(read.Amount);
            if (streaming) yield return read;
            else account.Waiting.Add(read);
        }
        if (!ofAny)
            throw new StatementRefusal(
                StatementProblemKind.BadValue, line, "ПлательщикСчет | ПолучательСчет", OneCDocument.Sides(_values),
                _accounts[0].Number.Text);
        if (!streaming && _lineCount > WaitingLimit)
            throw Refuse(StatementProblemKind.TooLarge, "", $"≤ {WaitingLimit}");
    }

    private List<StatementItem> EndAccounts()
    {
        var items = new List<StatementItem>();
        var streamed = _accounts.Count == 1 && _documents;
        foreach (var account in _accounts)
        {
            account.Check();
            if (!streamed) items.Add(Start(account));
            items.AddRange(account.Waiting);
            items.Add(new StatementEnd(account.Currency, account.Closing));
        }
        _accounts.Clear();
        _documents = false;
        _lineCount = 0;
        return items;
    }

    private static StatementStart Start(OneCAccount account) =>
        new(null, account.Number.Text, account.Currency, account.Sums.Opening);

    /// <summary>Reads keys and values up to the end of a section. A row without a key goes on with the one before.</summary>
    private void ReadValues(string end)
    {
        _values.Clear();
        string? last = null;
        var rows = 0;
        while (lines.Next())
        {
            if (lines.Key == end) return;
            if (lines.Key is AccountSection or DocumentSection or FileEnd)
                throw Refuse(StatementProblemKind.Malformed, lines.Key, end);
            if (lines.Value is { } value)
            {
                if (_values.Count == KeyLimit) throw Refuse(StatementProblemKind.TooLarge, lines.Key, $"≤ {KeyLimit}");
                (last, rows) = (lines.Key, 0);
                if (value.Length > 0) _values.TryAdd(last, new OneCValue(value, lines.Number));
            }
            else if (++rows > RowLimit) throw Refuse(StatementProblemKind.TooLarge, lines.Key, $"≤ {RowLimit}");
            else if (last is not null && _values.TryGetValue(last, out var begun)
                && begun.Text.Length + lines.Key.Length < StatementText.FieldLimit)
                _values[last] = begun with { Text = $"{begun.Text} {lines.Key}" };
            else throw Refuse(StatementProblemKind.Malformed, lines.Key, "…=…");
        }
        throw Refuse(StatementProblemKind.Truncated, "", end);
    }

    private static string Number(string account) => account.Replace(" ", "", StringComparison.Ordinal);

    private StatementRefusal Refuse(StatementProblemKind kind, string found, string expected) =>
        new(kind, Math.Max(1, lines.Number), lines.Key, found, expected);
}
