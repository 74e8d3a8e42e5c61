using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.People;

namespace Poruka.Funds;

/// <summary>A payer whom the donors' room knows, and where their payments belong.</summary>
public readonly record struct KnownPayer(DonorId Id, Account Income);

/// <summary>Knows payers by blind index while somebody has the donors' room open.</summary>
/// <remarks>Lives as long as its room is open; not thread safe.</remarks>
internal sealed class KnownPayers : IDisposable
{
    private readonly DonorIndex _index;
    private readonly Dictionary<DonorId, Account> _incomes;

    private KnownPayers(DonorIndex index, Dictionary<DonorId, Account> incomes) => (_index, _incomes) = (index, incomes);

    /// <summary>Opens the index, and reads where each donor's payments belong. Before a transaction begins.</summary>
    public static KnownPayers Open(HeldRoom room, DbConnection connection)
    {
        var incomes = new Dictionary<DonorId, Account>();
        foreach (var donor in Donors.List(connection, room.Room.Organisation))
            if (Donors.DetailsOf(room, connection, donor.Id) is { } details) incomes[donor.Id] = details.Income;
        return new KnownPayers(DonorIndex.Open(room, connection), incomes);
    }

    /// <summary>Whose a payment is; null where nobody is known, or it could be two.</summary>
    public KnownPayer? Find(DbConnection connection, DbTransaction? transaction, StatementLine line) =>
        _index.Find(connection, transaction, line) is { } donor && _incomes.TryGetValue(donor, out var income) ? new KnownPayer(donor, income) : null;

    public void Dispose() => _index.Dispose();
}
