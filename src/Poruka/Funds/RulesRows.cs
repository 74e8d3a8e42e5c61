using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>A version of a fund's rules, and since when it is there.</summary>
internal sealed record StoredRules(FundRules Rules, LocalDate MadeOn);

/// <summary>Reads and writes the rules of funds. A version that is there is never changed.</summary>
internal static class RulesRows
{
    /// <summary>What counts as a small amount in a fund that has made no rules yet: 500 units.</summary>
    private const long SmallUnits = 500;

    /// <summary>The newest rules; those that every fund begins with where it has made none.</summary>
    public static FundRules Newest(DbConnection connection, Fund fund) =>
        (All(connection, fund) is [.., var last] ? last.Rules : null) ?? FundRules.First(SmallUnits * fund.Currency.MinorPerUnit) with { Version = 0 };

    /// <summary>A version.</summary>
    public static FundRules Find(DbConnection connection, Fund fund, int version) =>
        All(connection, fund).FirstOrDefault(r => r.Rules.Version == version)?.Rules
        ?? FundRules.First(SmallUnits * fund.Currency.MinorPerUnit) with { Version = version };

    /// <summary>All versions, the oldest first.</summary>
    public static IReadOnlyList<StoredRules> All(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null,
            "select body, made_on from fund_rules where fund = @fund order by version", ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var all = new List<StoredRules>();
        while (row.Read())
            all.Add(new StoredRules(JsonSerializer.Deserialize(row.GetString(0), RulesJson.Default.FundRules)!, Months.Day(row.GetInt64(1))));
        return all;
    }

    /// <summary>Adds the next version; false where somebody else has added one meanwhile.</summary>
    public static bool TryAdd(DbConnection connection, Fund fund, FundRules rules, MemberId by, LocalDate today) => Sql.Run(connection, null, """
        insert into fund_rules (fund, version, body, made_by, made_on) values (@fund, @version, @body, @by, @today)
        on conflict (fund, version) do nothing
        """,
        ("fund", fund.Number), ("version", (long)rules.Version), ("body", JsonSerializer.Serialize(rules, RulesJson.Default.FundRules)),
        ("by", Ids.Bytes(by.Value)), ("today", (long)Months.DayNumber(today))) == 1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(FundRules))]
internal sealed partial class RulesJson : JsonSerializerContext;
