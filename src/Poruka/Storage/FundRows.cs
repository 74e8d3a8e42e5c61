using System.Buffers.Binary;
using System.Data.Common;
using Dapper;
using NodaTime;
using Poruka.Ledger;

[module: DapperAot]

namespace Poruka.Storage;

/// <summary>A fund of this installation.</summary>
/// <param name="Number">Its small number here; never shown.</param>
/// <param name="Id">Its id in entries.</param>
/// <param name="Slug">Its name in addresses and commands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What it is for, in a sentence or two; may be empty.</param>
/// <param name="Currency">The currency that its reports are about first.</param>
/// <param name="RoundingMinor">Public figures are rounded to a multiple of this many minor units; 1 is not at all.</param>
/// <param name="IsPublic">Whether it has a public page.</param>
public sealed record Fund(
    long Number, FundId Id, string Slug, string Name, string Purpose, Currency Currency, long RoundingMinor, bool IsPublic);

/// <summary>A campaign of a fund.</summary>
public sealed record Campaign(CampaignId Id, string Slug, string Name);

/// <summary>An account of a fund at a bank, and the number by which statements name it.</summary>
public sealed record BankAccount(Account Account, string Number, Currency Currency);

/// <summary>Reads and writes funds, campaigns and bank accounts.</summary>
internal static class FundRows
{
    private const string Columns =
        "fund as Fund, id as Id, slug as Slug, name as Name, purpose as Purpose, currency as Currency, "
        + "rounding_minor as RoundingMinor, is_public as IsPublic";

    public static IReadOnlyList<Fund> List(DbConnection connection) =>
        [.. connection.Query<FundRow>($"select {Columns} from fund order by name, fund").Select(ToFund)];

    public static Fund? FindBySlug(DbConnection connection, string slug) =>
        ToFundOrNull(connection.QueryFirstOrDefault<FundRow>($"select {Columns} from fund where slug = @slug", new { slug }));

    public static Fund? FindById(DbConnection connection, FundId fund) =>
        List(connection).FirstOrDefault(f => f.Id == fund);

    /// <summary>Adds a fund with its journal; false where the slug is taken.</summary>
    public static bool TryAdd(DbConnection connection, FundId id, Fund fund, LocalDate today)
    {
        using var transaction = connection.BeginTransaction();
        var added = Sql.Run(connection, transaction, """
            insert into fund (fund, id, slug, name, purpose, currency, rounding_minor, is_public, created_on)
            select coalesce(max(fund), 0) + 1, @id, @slug, @name, @purpose, @currency, @rounding, @isPublic, @today
            from fund where true
            on conflict (slug) do nothing
            """,
            ("id", Bytes(id)), ("slug", fund.Slug), ("name", fund.Name), ("purpose", fund.Purpose),
            ("currency", fund.Currency.Code), ("rounding", fund.RoundingMinor), ("isPublic", fund.IsPublic ? 1L : 0L),
            ("today", (long)Months.DayNumber(today)));
        if (added == 0) return false;
        transaction.Commit();
        return true;
    }

    public static IReadOnlyList<Campaign> Campaigns(DbConnection connection, long fund, DbTransaction? transaction = null) =>
    [
        .. connection.Query<CampaignRow>(
            "select campaign as Campaign, slug as Slug, name as Name from campaign where fund = @fund order by campaign",
            new { fund }, transaction).Select(row => new Campaign(new CampaignId((int)row.Campaign), row.Slug, row.Name)),
    ];

    /// <summary>Adds a campaign; the one that has the slug already, where there is one.</summary>
    public static Campaign AddCampaign(DbConnection connection, long fund, string slug, string name, DbTransaction? transaction = null)
    {
        connection.Execute("""
            insert into campaign (fund, campaign, slug, name)
            select @fund, coalesce(max(campaign), 0) + 1, @slug, @name from campaign where fund = @fund
            on conflict (fund, slug) do nothing
            """, new { fund, slug, name }, transaction);
        return Campaigns(connection, fund, transaction).First(c => c.Slug == slug);
    }

    /// <summary>Keeps another name and purpose of a fund, and whether it has a public page.</summary>
    public static void SetWords(DbConnection connection, DbTransaction transaction, Fund fund) => Sql.Run(connection, transaction,
        "update fund set name = @name, purpose = @purpose, is_public = @public where fund = @fund",
        ("name", fund.Name), ("purpose", fund.Purpose), ("public", fund.IsPublic ? 1L : 0L), ("fund", fund.Number));

    public static IReadOnlyList<BankAccount> BankAccounts(DbConnection connection, long fund) =>
    [
        .. connection.Query<BankAccountRow>(
            "select account as Account, number as Number, currency as Currency from bank_account where fund = @fund order by account",
            new { fund }).Select(row =>
                new BankAccount(Account.FromCode((int)row.Account), row.Number, Currency.Parse(row.Currency))),
    ];

    /// <summary>Adds a bank account under the given account.</summary>
    public static void AddBankAccount(DbConnection connection, long fund, BankAccount account, DbTransaction? transaction = null) =>
        connection.Execute(
            "insert into bank_account (fund, account, number, currency) values (@fund, @account, @number, @currency)",
            new { fund, account = (long)account.Account.Code, number = account.Number, currency = account.Currency.Code },
            transaction);

    internal static byte[] Bytes(FundId id) => Ids.Bytes(id.Value);

    private static Fund? ToFundOrNull(FundRow? row) => row is null ? null : ToFund(row);

    private static Fund ToFund(FundRow row) => new(
        row.Fund, new FundId(BinaryPrimitives.ReadUInt128BigEndian(row.Id)), row.Slug, row.Name, row.Purpose,
        Currency.Parse(row.Currency), row.RoundingMinor, row.IsPublic != 0);

    internal sealed class FundRow
    {
        public long Fund { get; set; }
        public byte[] Id { get; set; } = [];
        public string Slug { get; set; } = "";
        public string Name { get; set; } = "";
        public string Purpose { get; set; } = "";
        public string Currency { get; set; } = "";
        public long RoundingMinor { get; set; }
        public long IsPublic { get; set; }
    }

    internal sealed class CampaignRow
    {
        public long Campaign { get; set; }
        public string Slug { get; set; } = "";
        public string Name { get; set; } = "";
    }

    internal sealed class BankAccountRow
    {
        public long Account { get; set; }
        public string Number { get; set; } = "";
        public string Currency { get; set; } = "";
    }
}
