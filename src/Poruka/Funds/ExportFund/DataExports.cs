using System.Text.Encodings.Web;
using Poruka.Ledger;

namespace Poruka.Funds.ExportFund;

/// <summary>A table of postings, one a line. No field can hold a comma or a quotation mark.</summary>
internal sealed class CsvExport(ExportWriter text, ExportHead head) : ExportFormat
{
    private static readonly Func<Account, string> NameOf = account => account.Name;

    public override void Begin() =>
        text.Text("journal,id,day,kind,account,campaign,currency,amount,amountMinor,reverses,reference,rate,rateSource\n"u8);

    public override void Add(long journal, ref EntryReader entry)
    {
        while (entry.TryReadPosting(out var posting))
        {
            text.Number(journal).Text(","u8).Id(entry.Id).Text(","u8).Day(entry.DayNumber).Text(","u8)
                .Text(EntryKinds.NameOf(entry.Kind)).Text(","u8).Account(posting.Account, NameOf).Text(","u8);
            if (posting.Campaign != CampaignId.None) text.Text(head.Campaigns[posting.Campaign.Number]);
            text.Text(","u8).Currency(posting.Amount.Currency).Text(","u8).Units(posting.Amount).Text(","u8)
                .Number(posting.Amount.Minor).Text(","u8);
            if (entry.Reverses is { } reverses) text.Id(reverses);
            text.Text(","u8);
            if (entry.Reference is { } reference) text.Text(reference);
            text.Text(","u8);
            if (entry.Rate is { } rate) text.Text(Rates.Write(rate)).Text(","u8).Text(rate.Source).Text("\n"u8);
            else text.Text(",\n"u8);
        }
    }

    public override void End() { }
}

/// <summary>One JSON document; amounts in minor units, debits positive.</summary>
internal sealed class JsonExport(ExportWriter text, ExportHead head) : ExportFormat
{
    private static readonly Func<Account, string> NameOf = account => account.Name;
    private bool _isFirst = true;

    public override void Begin() => text
        .Text($"{{\"fund\":\"{head.Fund.Slug}\",\"id\":\"{head.Fund.Id}\",\"name\":\"{JavaScriptEncoder.Default.Encode(head.Fund.Name)}\",")
        .Text($"\"currency\":\"{head.Fund.Currency}\",\"entries\":[");

    public override void Add(long journal, ref EntryReader entry)
    {
        text.Text(_isFirst ? "\n"u8 : ",\n"u8);
        _isFirst = false;
        text.Text("{\"journal\":"u8).Number(journal).Text(",\"id\":\""u8).Id(entry.Id).Text("\",\"day\":\""u8).Day(entry.DayNumber)
            .Text("\",\"kind\":\""u8).Text(EntryKinds.NameOf(entry.Kind)).Text("\""u8);
        if (entry.Reverses is { } reverses) text.Text(",\"reverses\":\""u8).Id(reverses).Text("\""u8);
        if (entry.Reference is { } reference) text.Text(",\"reference\":\""u8).Text(reference).Text("\""u8);
        if (entry.Rate is { } rate)
            text.Text(",\"rate\":{\"from\":\""u8).Currency(rate.From).Text("\",\"to\":\""u8).Currency(rate.To)
                .Text("\",\"mantissa\":"u8).Number(rate.Mantissa).Text(",\"decimals\":"u8).Number(rate.Decimals)
                .Text(",\"source\":\""u8).Text(rate.Source).Text("\"}"u8);
        text.Text(",\"postings\":["u8);
        for (var isFirst = true; entry.TryReadPosting(out var posting); isFirst = false)
        {
            text.Text(isFirst ? "{\"account\":\""u8 : ",{\"account\":\""u8).Account(posting.Account, NameOf)
                .Text("\",\"currency\":\""u8).Currency(posting.Amount.Currency).Text("\",\"amountMinor\":"u8)
                .Number(posting.Amount.Minor);
            if (posting.Campaign != CampaignId.None)
                text.Text(",\"campaign\":\""u8).Text(head.Campaigns[posting.Campaign.Number]).Text("\""u8);
            text.Text("}"u8);
        }
        text.Text("]}"u8);
    }

    public override void End() => text.Text("\n]}\n"u8);
}
