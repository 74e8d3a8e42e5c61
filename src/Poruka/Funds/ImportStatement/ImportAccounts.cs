using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary>The fund's accounts that a file is about: known ones, and such as the file brings in.</summary>
internal sealed class ImportAccounts(ImportRows rows, Account? into)
{
    private readonly List<ImportAccount> _known = rows.BankAccounts();

    /// <summary>Those that the file has lines of.</summary>
    public List<ImportAccount> Touched { get; } = [];

    /// <summary>
    /// The account of a number and a currency; a new one where the books don't know it. A file that names no account is
    /// of the account that was asked for, or of the only one of its currency; null where that leaves a choice.
    /// </summary>
    public ImportAccount? Find(string? number, Currency currency)
    {
        var account = into is { } asked
            ? _known.FirstOrDefault(a => a.Bank.Account == asked && a.Bank.Currency == currency)
            : number is not null
                ? _known.FirstOrDefault(a => a.Bank.Number == number && a.Bank.Currency == currency)
                : _known.Where(a => a.Bank.Currency == currency).ToList() is [var only] ? only : null;
        if (account is null)
        {
            if (into is null && number is null && _known.Count > 0) return null;
            var free = into ?? new Account(AccountClass.Bank, _known.Count(a => a.Bank.Account.Class == AccountClass.Bank) switch
            {
                0 => 0,
                _ => _known.Where(a => a.Bank.Account.Class == AccountClass.Bank).Max(a => a.Bank.Account.Sub) + 1,
            });
            if (_known.Any(a => a.Bank.Account == free)) return null; // it is there, in another currency
            account = new ImportAccount(new BankAccount(free, number ?? "", currency), null, null, HasLines: false) { IsNew = true };
            rows.AddBankAccount(account.Bank);
            _known.Add(account);
        }
        if (!Touched.Contains(account)) Touched.Add(account);
        return account;
    }

    /// <summary>The accounts of a currency that a file without a name could be of.</summary>
    public IReadOnlyList<BankAccountChoice> Choices(Currency currency) =>
        [.. _known.Where(a => a.Bank.Currency == currency).Select(a => new BankAccountChoice(a.Bank.Account, a.Bank.Number))];
}

/// <summary>An account of the fund while a file is imported into it.</summary>
internal sealed class ImportAccount(BankAccount bank, Money? opening, LocalDate? openingOn, bool HasLines)
{
    private const int MostDaysKept = 400;

    private readonly Dictionary<LocalDate, HashSet<UInt128>> _identities = [];
    private StatementInFile? _latest;

    public BankAccount Bank { get; } = bank;

    public bool IsNew { get; init; }

    public bool HasLines { get; } = HasLines;

    /// <summary>The balance before the first line in the books.</summary>
    public Money? Opening { get; private set; } = opening;

    /// <summary>The day of that line.</summary>
    public LocalDate? OpeningOn { get; private set; } = openingOn;

    /// <summary>What this import booked as opening.</summary>
    public Money? OpeningPosted { get; set; }

    public void SetOpening(ImportRows rows, Money opening, LocalDate day)
    {
        (Opening, OpeningOn) = (opening, day);
        rows.SetOpening(Bank.Account, opening, day);
    }

    /// <summary>Whether a line is in the books already.</summary>
    public bool Knows(LedgerWriter writer, long fund, LocalDate day, UInt128 identity)
    {
        if (IsNew) return false;
        if (!_identities.TryGetValue(day, out var known))
        {
            if (_identities.Count >= MostDaysKept) _identities.Clear();
            _identities[day] = known = writer.IdentitiesOf(fund, Bank.Account.Code, Months.DayNumber(day));
        }
        return known.Contains(identity);
    }

    /// <summary>A statement of this account ended.</summary>
    public void Closed(StatementInFile statement)
    {
        if (statement.Closing is null || statement.LastDay is null || statement.Closing.Value.Currency != Bank.Currency) return;
        if (_latest is null || statement.LastDay >= _latest.LastDay) _latest = statement;
    }

    public ImportedAccount Summarise(ImportRows rows)
    {
        Money? linesSay = _latest is not null && Opening is { } opening
            ? opening + new Money(rows.SumOfLines(Bank.Account, _latest.LastDay!.Value), Bank.Currency)
            : null;
        return new ImportedAccount(
            Bank.Account, Bank.Number, IsNew, OpeningPosted, _latest?.Closing, linesSay, _latest?.LastDay);
    }
}
