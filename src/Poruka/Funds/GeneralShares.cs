using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Which funds hold shares in a fund that is kept together, and what each gave and drew.</summary>
internal static class GeneralShares
{
    /// <summary>The shares in a fund, by the number of the fund that holds them.</summary>
    public static IReadOnlyDictionary<long, GeneralShare> In(DbConnection connection, Fund general)
    {
        var shares = new Dictionary<long, long>();
        using (var command = Sql.Command(connection, null, "select holder, share from general_share where fund = @fund", ("fund", general.Number)))
        using (var row = command.ExecuteReader())
            while (row.Read()) shares[row.GetInt64(0)] = row.GetInt64(1);
        var passed = LocalExchanges.Of(connection, general).Where(e => e.Kind == FundStatementKind.Gift && e.Amount.Currency == general.Currency).ToList();
        return shares.ToDictionary(s => s.Key, s => new GeneralShare(s.Value,
            new Money(passed.Where(e => e.From == s.Key).Sum(e => e.Amount.Minor), general.Currency), new Money(passed.Where(e => e.To == s.Key).Sum(e => e.Amount.Minor), general.Currency)));
    }

    /// <summary>The funds in which a fund holds a share.</summary>
    public static IReadOnlyList<Fund> HeldBy(DbConnection connection, Fund holder)
    {
        var numbers = new HashSet<long>();
        using (var command = Sql.Command(connection, null, "select fund from general_share where holder = @fund", ("fund", holder.Number)))
        using (var row = command.ExecuteReader())
            while (row.Read()) numbers.Add(row.GetInt64(0));
        return [.. FundRows.List(connection).Where(f => numbers.Contains(f.Number))];
    }

    /// <summary>Sets a fund's share; 0 ends it.</summary>
    public static void Set(DbConnection connection, Fund general, Fund holder, long share)
    {
        Sql.Run(connection, null, "delete from general_share where fund = @fund and holder = @holder", ("fund", general.Number), ("holder", holder.Number));
        if (share > 0)
            Sql.Run(connection, null, "insert into general_share (fund, holder, share) values (@fund, @holder, @share) on conflict (fund, holder) do update set share = excluded.share",
                ("fund", general.Number), ("holder", holder.Number), ("share", share));
    }
}
