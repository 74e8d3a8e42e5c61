using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>How money reaches a fund.</summary>
/// <param name="Payee">Whose account it is.</param>
/// <param name="Iban">The account; null where the fund has none in its currency.</param>
/// <param name="Other">Other ways, as the treasurer wrote them; may be empty.</param>
/// <param name="IsPublic">Whether anybody may read it.</param>
public sealed record WaysToPay(string Payee, string? Iban, string Other, bool IsPublic)
{
    /// <summary>Reads it.</summary>
    public static WaysToPay Of(DbConnection connection, Fund fund)
    {
        var iban = FundRows.BankAccounts(connection, fund.Number).Where(a => a.Currency == fund.Currency).Select(a => Ledger.Iban.Parse(a.Number)).FirstOrDefault(i => i is not null);
        using var command = Sql.Command(connection, null, "select text, is_public from fund_ways_to_pay where fund = @fund", ("fund", fund.Number));
        using var row = command.ExecuteReader();
        return row.Read() ? new WaysToPay(fund.Name, iban, row.GetString(0), row.GetInt64(1) != 0) : new WaysToPay(fund.Name, iban, "", false);
    }

    /// <summary>Whether the fund has ever written down how to give: references may have been drawn since.</summary>
    public static bool AreKept(DbConnection connection, DbTransaction? transaction, Fund fund) =>
        Sql.Number(connection, transaction, "select fund from fund_ways_to_pay where fund = @fund", ("fund", fund.Number)) is not null;

    /// <summary>Writes what of it is written.</summary>
    public static void Save(DbConnection connection, Fund fund, string other, bool isPublic, DbTransaction? transaction = null) => Sql.Run(connection, transaction, """
        insert into fund_ways_to_pay (fund, text, is_public) values (@fund, @text, @public)
        on conflict (fund) do update set text = excluded.text, is_public = excluded.is_public
        """, ("fund", fund.Number), ("text", other), ("public", isPublic ? 1L : 0L));

    /// <summary>The code that a banking app reads, as the path of a drawing; null where there is no such code for the fund's currency.</summary>
    public string? Code(Fund fund, Money? amount, string reference) =>
        Iban is not null && fund.Currency == Currency.Eur ? QrPicture.Of(EpcCode.Text(Payee, Iban, amount, reference)) : null;

    /// <summary>The key of references that nothing remembers (<see cref="Ledger.Transparency.GiftReference"/>).</summary>
    public static byte[] GiftKey(HostSecrets secrets) =>
        HMACSHA256.HashData(secrets.LineIdentityKey, Encoding.ASCII.GetBytes("poruka/gift-reference/1"));
}
