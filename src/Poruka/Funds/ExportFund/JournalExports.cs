using System.Globalization;
using Poruka.Ledger;

namespace Poruka.Funds.ExportFund;

/// <summary>
/// A journal for hledger (1.25 and later) and, but for the directives, for Ledger. Signs are as in the books: debits
/// positive. The campaign is a tag of the posting that bears it.
/// </summary>
internal sealed class HledgerExport(ExportWriter text, ExportHead head) : ExportFormat
{
    private static readonly Func<Account, string> NameOf = account => account.Name;

    public override void Begin()
    {
        text.Text($"; {head.Fund.Name} ({head.Fund.Slug})\n");
        text.Text("decimal-mark .\n"u8);
        foreach (var currency in head.Accounts.Select(a => a.Currency).Distinct())
            // The zero after the point says how many digits to show; a currency without any keeps the bare point.
            text.Text("commodity "u8).Text(currency.Exponent == 0 ? "1000." : "1000." + new string('0', currency.Exponent))
                .Text(" "u8).Currency(currency).Text("\n"u8);
        foreach (var account in head.Accounts.Select(a => a.Account).Distinct())
            text.Text("account "u8).Text(account.Name).Text("  ; type: "u8).Text(TypeOf(account)).Text("\n"u8);
    }

    public override void Add(long journal, ref EntryReader entry)
    {
        text.Text("\n"u8).Day(entry.DayNumber).Text(" * ("u8).Number(journal).Text(") "u8)
            .Text(EntryKinds.NameOf(entry.Kind)).Text("  ; id: "u8).Id(entry.Id);
        if (entry.Reverses is { } reverses) text.Text(", reverses: "u8).Id(reverses);
        if (entry.Reference is { } reference) text.Text(", ref: "u8).Text(reference);
        if (entry.Rate is { } rate)
            text.Text(", rate: "u8).Text(Rates.Write(rate)).Text(", rate-source: "u8).Text(rate.Source);
        text.Text("\n"u8);
        while (entry.TryReadPosting(out var posting))
        {
            text.Text("    "u8).Account(posting.Account, NameOf).Text("  "u8).Units(posting.Amount).Text(" "u8)
                .Currency(posting.Amount.Currency);
            if (posting.Campaign != CampaignId.None) text.Text("  ; campaign: "u8).Text(head.Campaigns[posting.Campaign.Number]);
            text.Text("\n"u8);
        }
    }

    public override void End() { }

    private static string TypeOf(Account account) => account.Kind switch
    {
        AccountKind.Asset => "A",
        AccountKind.Liability => "L",
        AccountKind.Income => "R",
        AccountKind.Expense => "X",
        AccountKind.NetAssets => "E",
    };
}

/// <summary>
/// A ledger for Beancount (2 and 3): accounts with their capitals and opened before use, campaigns as metadata of the
/// postings that bear them.
/// </summary>
internal sealed class BeancountExport(ExportWriter text, ExportHead head) : ExportFormat
{
    private static readonly Func<Account, string> NameOf = Capitals;

    public override void Begin()
    {
        text.Text($"option \"title\" \"{Quoted(head.Fund.Name)}\"\n");
        text.Text($"option \"operating_currency\" \"{head.Fund.Currency}\"\n");
        foreach (var account in head.Accounts.GroupBy(a => a.Account, a => a.Currency))
            // The first day that the books can have.
            text.Text("1900-01-01 open "u8).Account(account.Key, NameOf).Text(" "u8)
                .Text(string.Join(',', account.Select(c => c.Code))).Text("\n"u8);
    }

    public override void Add(long journal, ref EntryReader entry)
    {
        text.Text("\n"u8).Day(entry.DayNumber).Text(" * \""u8).Text(EntryKinds.NameOf(entry.Kind)).Text("\"\n"u8);
        text.Text("  journal: "u8).Number(journal).Text("\n  id: \""u8).Id(entry.Id).Text("\"\n"u8);
        if (entry.Reverses is { } reverses) text.Text("  reverses: \""u8).Id(reverses).Text("\"\n"u8);
        if (entry.Reference is { } reference) text.Text("  ref: \""u8).Text(reference).Text("\"\n"u8);
        if (entry.Rate is { } rate)
            text.Text("  rate: \""u8).Text(Rates.Write(rate)).Text("\"\n  rate-source: \""u8).Text(rate.Source).Text("\"\n"u8);
        while (entry.TryReadPosting(out var posting))
        {
            text.Text("  "u8).Account(posting.Account, NameOf).Text("  "u8).Units(posting.Amount).Text(" "u8)
                .Currency(posting.Amount.Currency).Text("\n"u8);
            if (posting.Campaign != CampaignId.None)
                text.Text("    campaign: \""u8).Text(head.Campaigns[posting.Campaign.Number]).Text("\"\n"u8);
        }
    }

    public override void End() { }

    /// <summary>Beancount wants each part to begin with a capital or a digit.</summary>
    internal static string Capitals(Account account) =>
        string.Join(':', account.Name.Split(':').Select(part => char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));

    private static string Quoted(string words) =>
        words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
