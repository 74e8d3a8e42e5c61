using System.Data.Common;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>Which funds are a group's. A fund of a time before the group was set up belongs to the first group.</summary>
internal static class FundOfGroup
{
    /// <summary>The part of an address that names the fund.</summary>
    public const string Part = "fund";

    /// <summary>The funds of a group, by name.</summary>
    public static IReadOnlyList<Fund> List(DbConnection connection, Organisation group)
    {
        using var command = Sql.Command(connection, null, """
            select slug from fund where organisation = @group
                or (organisation is null and @group = (select min(organisation) from organisation))
            """, ("group", group.Number));
        using var row = command.ExecuteReader();
        var slugs = new HashSet<string>(StringComparer.Ordinal);
        while (row.Read()) slugs.Add(row.GetString(0));
        row.Close();
        return [.. FundRows.List(connection).Where(f => slugs.Contains(f.Slug))];
    }

    /// <summary>The group that a fund is of; null while there is none.</summary>
    public static Organisation? GroupOf(DbConnection connection, Fund fund) =>
        Sql.Number(connection, null, "select coalesce(organisation, (select min(organisation) from organisation)) from fund where fund = @fund", ("fund", fund.Number)) is { } group
            ? MemberRows.Organisations(connection).FirstOrDefault(o => o.Number == group) : null;

    /// <summary>The fund in the address of a group's page; null where the group has none of that name.</summary>
    public static Fund? Find(DbConnection connection, HttpContext context) =>
        List(connection, Visit.Required(context).Here!.Organisation).FirstOrDefault(f => f.Slug == (string?)context.GetRouteValue(Part));

    /// <summary>The address of a fund's page in a group.</summary>
    public static string AddressOf(Organisation group, Fund fund) => $"/groups/{group.Slug}/funds/{fund.Slug}";

    /// <summary>What the fund's money is bound to, in its own currency.</summary>
    public static FundMoney Money(DbConnection connection, Fund fund) =>
        FundMoney.Of(fund.Currency, PublicSums.Of(connection, fund), CampaignRows.Unbound(connection, fund));
}
