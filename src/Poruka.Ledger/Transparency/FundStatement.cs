using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Poruka.Ledger.Transparency;

/// <summary>What one fund tells another that it did.</summary>
public enum FundStatementKind
{
    /// <summary>It gives money.</summary>
    Gift,

    /// <summary>It lends money.</summary>
    Loan,

    /// <summary>It pays back what it was lent.</summary>
    Repayment,
}

/// <summary>A part of a loan that is to be paid back on a day.</summary>
public readonly record struct Instalment(LocalDate On, Money Amount);

/// <summary>
/// A statement of one fund to another, on other machines perhaps: a link of a chain, each naming the one before it by its hash.
/// Exchanged as a signed note, and countersigned by who got it. Format: docs/formats/fund-statement.md.
/// </summary>
/// <remarks>Immutable.</remarks>
/// <param name="From">The log's name of the fund that did it.</param>
/// <param name="To">That of the other.</param>
/// <param name="Number">From 1, without gaps, in each direction.</param>
/// <param name="Previous">SHA-256 of the text before it in this direction; zeros for the first.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Reference">An opaque reference, as in entries.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="Day">When.</param>
/// <param name="Plan">How a loan is to be paid back.</param>
public sealed record FundStatement(
    string From, string To, long Number, string Previous, FundStatementKind Kind, string Reference, Money Amount, LocalDate Day, ImmutableArray<Instalment> Plan)
{
    private const string Head = "poruka fund statement v1";
    private const int MaxInstalments = 240;

    /// <summary>What the first of a chain names as the one before it.</summary>
    public static string NoPrevious { get; } = new('0', 64);

    /// <summary>Its text, which is signed.</summary>
    public NoteText ToText()
    {
        var text = new StringBuilder();
        text.Append(Head).Append('\n').Append("from ").Append(From).Append('\n').Append("to ").Append(To).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"number {Number}\nprevious {Previous}\nkind {Kind.ToString().ToLowerInvariant()}\nreference {Reference}\n")
            .Append(CultureInfo.InvariantCulture, $"amount {Amount.Minor} {Amount.Currency.Code}\nday {LocalDatePattern.Iso.Format(Day)}\n");
        foreach (var (on, part) in Plan) text.Append(CultureInfo.InvariantCulture, $"due {LocalDatePattern.Iso.Format(on)} {part.Minor}\n");
        return NoteText.Of(text.ToString());
    }

    /// <summary>By what the next one names it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(ToText().Bytes.Span));

    /// <summary>Reads a text; null where it is none, or not written as <see cref="ToText"/> writes.</summary>
    public static FundStatement? Read(NoteText text)
    {
        var lines = text.ToString().Split('\n');
        if (lines.Length < 10 || lines[0] != Head || lines[^1].Length > 0) return null;
        string? Value(int line, string name) => lines[line].StartsWith(name + " ", StringComparison.Ordinal) ? lines[line][(name.Length + 1)..] : null;
        if (Value(1, "from") is not { Length: > 0 } from || Value(2, "to") is not { Length: > 0 } to
            || !long.TryParse(Value(3, "number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1
            || Value(4, "previous") is not { Length: 64 } previous || !Enum.TryParse<FundStatementKind>(Value(5, "kind"), ignoreCase: true, out var kind)
            || Value(6, "reference") is not { } reference || !Entry.IsWord(reference)
            || Value(7, "amount")?.Split(' ') is not [var digits, var code] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) || minor < 1
            || !Currency.TryParse(code, out var currency) || Value(8, "day") is not { } day || !LocalDatePattern.Iso.Parse(day).TryGetValue(default, out var on)) return null;
        var plan = ImmutableArray.CreateBuilder<Instalment>();
        for (var i = 9; i < lines.Length - 1; i++)
        {
            if (plan.Count >= MaxInstalments || Value(i, "due")?.Split(' ') is not [var dueDay, var part] || !LocalDatePattern.Iso.Parse(dueDay).TryGetValue(default, out var due)
                || !long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var dueMinor) || dueMinor < 1) return null;
            plan.Add(new Instalment(due, new Money(dueMinor, currency)));
        }
        var read = new FundStatement(from, to, number, previous, kind, reference, new Money(minor, currency), on, plan.ToImmutable());
        return read.ToText() == text ? read : null;
    }

    /// <summary>The entry of who did it: the money is on its way until a statement of the bank shows it.</summary>
    /// <param name="fund">Their fund.</param>
    /// <param name="id">The entry's id.</param>
    public Entry SenderEntry(FundId fund, EntryId id) => Kind switch
    {
        FundStatementKind.Gift => new Entry(fund, id, Day, EntryKind.Expense, [new Posting(new Account(AccountClass.RunningCosts), Amount), new Posting(OnItsWay, -Amount)], reference: Reference),
        FundStatementKind.Loan => Transfer(fund, id, new Account(AccountClass.LoanToFund), OnItsWay),
        FundStatementKind.Repayment => Transfer(fund, id, new Account(AccountClass.LoanFromFund), OnItsWay),
    };

    /// <summary>The entry of who it was done to.</summary>
    /// <param name="fund">Their fund.</param>
    /// <param name="id">The entry's id.</param>
    public Entry ReceiverEntry(FundId fund, EntryId id) => Kind switch
    {
        FundStatementKind.Gift => new Entry(fund, id, Day, EntryKind.Income, [new Posting(OnItsWay, Amount), new Posting(new Account(AccountClass.Grant), -Amount)], reference: Reference),
        FundStatementKind.Loan => Transfer(fund, id, OnItsWay, new Account(AccountClass.LoanFromFund)),
        FundStatementKind.Repayment => Transfer(fund, id, OnItsWay, new Account(AccountClass.LoanToFund)),
    };

    private static Account OnItsWay => new(AccountClass.Unrecognised);

    private Entry Transfer(FundId fund, EntryId id, Account to, Account from) =>
        new(fund, id, Day, EntryKind.Transfer, [new Posting(to, Amount), new Posting(from, -Amount)], reference: Reference);
}
