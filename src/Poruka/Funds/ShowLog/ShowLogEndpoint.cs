using System.Text;
using NodaTime;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ShowLog;

/// <summary>The latest checkpoint, in the words of a page.</summary>
/// <param name="Size">How many leaves the log has.</param>
/// <param name="PublishedOn">The day of publication.</param>
/// <param name="Note">The signed note.</param>
/// <param name="Witnesses">The known witnesses whose cosignatures are right.</param>
public sealed record PublishedCheckpoint(long Size, LocalDate PublishedOn, string Note, IReadOnlyList<string> Witnesses);

/// <summary>The page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Fund">The fund.</param>
/// <param name="Key">The log's public key, as other programs take it.</param>
/// <param name="Checkpoint">The latest checkpoint; null before the first batch.</param>
public sealed record ShowLogModel(Page Page, Fund Fund, string Key, PublishedCheckpoint? Checkpoint)
{
    /// <summary>Where the log's files begin.</summary>
    public string Address => $"/funds/{Fund.Slug}/log";
}

/// <summary>A fund's public log: a page that explains it, and its files after C2SP tlog-tiles.</summary>
public static class ShowLogEndpoint
{
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Maps the page and the files.</summary>
    public static void MapShowLog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/funds/{slug}/log", Show);
        routes.MapGet("/funds/{slug}/log/checkpoint", Checkpoint);
        routes.MapGet("/funds/{slug}/log/tile/{**path}", Tile);
    }

    private static IResult Show(string slug, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund) return Results.NotFound();
        var log = new FundLog(connection, fund.Number);
        using var signer = FundLog.SignerOf(options.Installation, fund);
        var page = Page.Of(context, "Funds.Log.Title", fund.Name) with { Entry = NavigationEntry.Funds };
        PublishedCheckpoint? latest = null;
        if (log.LatestCheckpoint() is { } note && Ledger.Transparency.Checkpoint.TryParse(note.Text, out var checkpoint))
        {
            note.Verify(log.Witnesses(), out var cosignatures);
            latest = new PublishedCheckpoint(
                checkpoint!.Size,
                Months.Day(Sql.Number(connection, null,
                    "select published_on from log_checkpoint where fund = @fund and size = @size",
                    ("fund", fund.Number), ("size", checkpoint.Size))!.Value),
                Encoding.UTF8.GetString(note.ToBytes()),
                [.. cosignatures.Select(c => c.Verifier.Name)]);
        }
        return ShowLogPage.Create(new ShowLogModel(page, fund, signer.Verifier.ToString(), latest));
    }

    private static IResult Checkpoint(string slug, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (PublicSums.Fund(connection, slug) is not { } fund
            || new FundLog(connection, fund.Number).LatestCheckpoint() is not { } note) return Results.NotFound();
        context.Response.Headers.CacheControl = "no-cache"; // the next one stands at the same address
        return Results.Bytes(note.ToBytes(), "text/plain; charset=utf-8");
    }

    private static IResult Tile(string slug, string? path, HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        if (!TilePath.TryParse("tile/" + path, out var tile)
            || PublicSums.Fund(connection, slug) is not { } fund) return Results.NotFound();
        var log = new FundLog(connection, fund.Number);
        if (log.LatestCheckpoint() is not { } note
            || !Ledger.Transparency.Checkpoint.TryParse(note.Text, out var checkpoint)
            || !IsPublished(tile, checkpoint!.Size)) return Results.NotFound();
        // Whatever is added later, what a path names stays as it is.
        context.Response.Headers.CacheControl = Immutable;
        return Results.Bytes(log.ReadTile(tile), "application/octet-stream");
    }

    /// <summary>Whether a checkpoint covers all of a tile: what no signature stands for is not shown.</summary>
    internal static bool IsPublished(TilePath tile, long size)
    {
        // 256 to the 8th is beyond the range of a tree's size.
        var nodes = tile.Level <= 7 ? size >> (8 * tile.Level) : 0;
        return (Int128)tile.Index * TilePath.FullWidth + tile.Width <= nodes;
    }
}
