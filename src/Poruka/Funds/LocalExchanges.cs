using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What passed between two funds of this installation.</summary>
/// <param name="From">Who did it.</param>
/// <param name="To">To whom.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Reference">The reference in the entries of both.</param>
/// <param name="Amount">How much.</param>
/// <param name="Day">When.</param>
/// <param name="Plan">How a loan is to be paid back.</param>
public sealed record LocalExchange(long From, long To, FundStatementKind Kind, string Reference, Money Amount, LocalDate Day, ImmutableArray<Instalment> Plan);

/// <summary>Books and remembers what funds of this installation do for each other: in the books of both, in one transaction.</summary>
internal static class LocalExchanges
{
    /// <summary>Books it in both and keeps it; the transaction holds the locks of both.</summary>
    public static void Book(FundTransaction transaction, Fund from, Fund to, FundStatementKind kind, string reference, Money amount, LocalDate day, ImmutableArray<Instalment> plan)
    {
        var id = Ids.Draw();
        var statement = new FundStatement(from.Slug, to.Slug, 1, FundStatement.NoPrevious, kind, reference, amount, day, plan);
        transaction.MustPost(from, statement.SenderEntry(from.Id, new EntryId(id, 0)));
        transaction.MustPost(to, statement.ReceiverEntry(to.Id, new EntryId(id, 1)));
        Sql.Run(transaction.Connection, transaction.Transaction, """
            insert into fund_local_exchange (exchange, from_fund, to_fund, kind, reference, amount_minor, currency, day, plan) values (@id, @from, @to, @kind, @reference, @amount, @currency, @day, @plan)
            """, ("id", Ids.Bytes(id)), ("from", from.Number), ("to", to.Number), ("kind", kind.ToString().ToLowerInvariant()), ("reference", reference), ("amount", amount.Minor),
            ("currency", amount.Currency.Code), ("day", (long)Months.DayNumber(day)),
            ("plan", string.Join('\n', plan.Select(p => string.Create(CultureInfo.InvariantCulture, $"{LocalDatePattern.Iso.Format(p.On)} {p.Amount.Minor}")))));
    }

    /// <summary>What a fund did for others of this installation, and they for it, the newest first.</summary>
    public static IReadOnlyList<LocalExchange> Of(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, """
            select from_fund, to_fund, kind, reference, amount_minor, currency, day, plan from fund_local_exchange where from_fund = @fund or to_fund = @fund order by day desc, exchange
            """, ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<LocalExchange>();
        while (row.Read())
        {
            var currency = Currency.Parse(row.GetString(5));
            all.Add(new LocalExchange(row.GetInt64(0), row.GetInt64(1), Enum.Parse<FundStatementKind>(row.GetString(2), ignoreCase: true), row.GetString(3), new Money(row.GetInt64(4), currency), Months.Day(row.GetInt64(6)),
                [.. row.GetString(7).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Instalment(LocalDatePattern.Iso.Parse(line[..10]).Value, new Money(long.Parse(line[11..], CultureInfo.InvariantCulture), currency)))]));
        }
        return all;
    }
}
