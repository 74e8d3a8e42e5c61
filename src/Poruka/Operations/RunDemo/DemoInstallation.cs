using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Operations.RunDemo;

/// <summary>What the demo takes from use cases beside it.</summary>
/// <param name="Publish">Publishes a fund's log as of a day.</param>
/// <param name="IssueReceipt">The file of the receipt for an entry; null where there can't be one.</param>
/// <param name="MapPages">Maps the pages.</param>
internal sealed record DemoParts(
    Action<Installation, Fund, LocalDate> Publish,
    Func<Installation, Fund, JournalNumber, byte[]?> IssueReceipt,
    Action<IEndpointRouteBuilder> MapPages);

/// <summary>An installation with made-up books in a temporary folder; gone when disposed.</summary>
internal sealed class DemoInstallation : IDisposable
{
    /// <summary>How many years the books go back.</summary>
    public const int Years = 5;

    private const int Seed = 1918;

    private DemoInstallation(string folder, Installation installation) => (Folder, Installation) = (folder, installation);

    /// <summary>The folder; readable by its owner only.</summary>
    public string Folder { get; }

    /// <summary>What is in it.</summary>
    public Installation Installation { get; }

    /// <summary>How many funds it has.</summary>
    public int Funds { get; private set; }

    /// <summary>How many entries it has.</summary>
    public long Entries { get; private set; }

    /// <summary>A receipt to try.</summary>
    public string ReceiptPath => Path.Combine(Folder, "receipt.tlog-proof");

    /// <summary>The same receipt with another amount in it.</summary>
    public string ForgedReceiptPath => Path.Combine(Folder, "forged.tlog-proof");

    /// <summary>The address by which somebody becomes a member, behind that of the demo.</summary>
    public string Invitation { get; private set; } = "";

    /// <summary>Makes one. The folder is removed where it fails.</summary>
    /// <param name="parts">Use cases beside it.</param>
    /// <param name="now">The last day of the books, and the moment before which posts went out.</param>
    /// <param name="cancel">Stops it.</param>
    public static DemoInstallation Create(DemoParts parts, Instant now, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("poruka-demo-").FullName;
        try
        {
            var demo = new DemoInstallation(folder, Installation.Create(folder, null, "demo.example"));
            var random = new Random(Seed);
            foreach (var plan in DemoFund.All) demo.Add(plan, parts, now.InUtc().Date, random, cancel);
            demo.Invitation = DemoSite.Make(demo.Installation, now);
            return demo;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public void Dispose()
    {
        Installation.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Add(DemoFund plan, DemoParts parts, LocalDate today, Random random, CancellationToken cancel)
    {
        var from = today.PlusYears(-Years).With(DateAdjusters.StartOfMonth);
        var (fund, campaigns) = AddFund(plan, from, random);
        var books = new DemoBooks(plan, fund.Id, campaigns, from, today, random).Write().ToList();
        JournalNumber? lastGift = null;
        var (posted, published) = (0, 0);
        foreach (var day in PublishingDays(from, today))
        {
            var until = books.FindIndex(posted, request => request.Entry.Day > day);
            var batch = books[posted..(until < 0 ? books.Count : until)];
            Post(fund, batch, cancel);
            parts.Publish(Installation, fund, day);
            posted += batch.Count;
            published = posted;
        }
        // What came after the last batch waits for the next one, as it would.
        Post(fund, books[posted..], cancel);
        for (var i = published - 1; i >= 0 && lastGift is null; i--)
            if (books[i].DonorReference.Length > 0) lastGift = new JournalNumber(i + 1);
        if (Funds == 0 && lastGift is { } gift) WriteReceipts(parts.IssueReceipt(Installation, fund, gift));
        Funds++;
        Entries += books.Count;
    }

    private (Fund Fund, List<CampaignId> Campaigns) AddFund(DemoFund plan, LocalDate from, Random random)
    {
        using var connection = Installation.Database.Open();
        FundRows.TryAdd(connection, new FundId(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())),
            new Fund(0, default, plan.Slug, plan.Name, plan.Purpose, plan.Main, plan.Scale >= 10 ? 10_000 : 1_000, true), from);
        var fund = FundRows.FindBySlug(connection, plan.Slug) ?? throw new InvalidOperationException($"{plan.Slug} is not there.");
        FundRows.AddBankAccount(connection, fund.Number, new BankAccount(new Account(AccountClass.Bank), $"DEMO-{plan.Currency}", plan.Main));
        if (plan.Foreign is { } foreign)
            FundRows.AddBankAccount(connection, fund.Number,
                new BankAccount(new Account(AccountClass.Bank, 1), $"DEMO-{foreign}", Currency.Parse(foreign)));
        return (fund, [.. plan.Campaigns.Select(c => FundRows.AddCampaign(connection, fund.Number, c.Slug, c.Name).Id)]);
    }

    private void Post(Fund fund, List<PostRequest> batch, CancellationToken cancel)
    {
        if (batch.Count == 0) return;
        if (BulkPosting.Post(Installation.Database, fund, batch, null, cancel) is not BulkOutcome.Posted)
            throw new InvalidOperationException($"The books of {fund.Slug} were refused.");
    }

    /// <summary>Once a year at first, then each quarter; the last one a few days ago.</summary>
    private static IEnumerable<LocalDate> PublishingDays(LocalDate from, LocalDate today)
    {
        var last = today.PlusDays(-3);
        for (var day = from.PlusMonths(11); day < last; day = day.PlusMonths(day < last.PlusMonths(-14) ? 12 : 3)) yield return day;
        yield return last;
    }

    private void WriteReceipts(byte[]? receipt)
    {
        if (receipt is null) return;
        File.WriteAllBytes(ReceiptPath, receipt);
        // Somewhere in the opened entry: the second line is "extra" and its base64.
        var extra = receipt.AsSpan().IndexOf("\nextra "u8) + "\nextra ".Length;
        var length = receipt.AsSpan(extra).IndexOf((byte)'\n');
        ref var letter = ref receipt[extra + length - 12];
        letter = letter == 'A' ? (byte)'B' : (byte)'A';
        File.WriteAllBytes(ForgedReceiptPath, receipt);
    }
}
