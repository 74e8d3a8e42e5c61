using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>An installation in a temporary folder with one fund; removed when disposed.</summary>
internal sealed class Books : IDisposable
{
    private readonly bool _isKept;

    public Books(string? postgres = null, string? folder = null)
    {
        _isKept = folder is not null;
        Folder = folder ?? Directory.CreateTempSubdirectory("poruka-bench-").FullName;
        Installation = Installation.IsIn(Folder) ? Installation.Open(Folder) : Installation.Create(Folder, postgres, "bench.example");
        using var connection = Database.Open();
        FundRows.TryAdd(connection, new FundId(1), new Fund(
            0, default, "bench", "Bench", "", Currency.Eur, 100, true), new LocalDate(2021, 7, 1));
        Fund = FundRows.FindBySlug(connection, "bench")!;
        for (var campaign = 1; campaign <= BooksGenerator.Campaigns; campaign++)
            FundRows.AddCampaign(connection, Fund.Number, $"campaign-{campaign}", $"Campaign {campaign}");
    }

    public string Folder { get; }

    public Installation Installation { get; }

    public Database Database => Installation.Database;

    public Fund Fund { get; }

    public void Dispose()
    {
        Installation.Dispose();
        if (!_isKept) Directory.Delete(Folder, recursive: true);
    }
}
