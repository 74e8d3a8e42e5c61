using System.CommandLine;
using System.Text;
using System.Xml.Linq;
using Poruka.Funds;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing.ExportSite;

/// <summary><c>poruka site export</c>, <c>poruka site key</c>, <c>poruka site verify</c></summary>
internal static class ExportSiteCommands
{
    public static Verb Export(Action<IEndpointRouteBuilder> pages)
    {
        var folder = new Argument<string>("FOLDER");
        var address = CommandLine.Words("--address", "ADDRESS");
        return new Verb("export", run => run.InInstallation(async installation =>
        {
            Uri? site = null;
            if (run.Get(address) is { } given && (!Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out site) || site.Scheme is not ("http" or "https")))
                return run.Say(ExitCode.WrongUsage, "Command.SiteExport.BadAddress", given);
            var target = Path.GetFullPath(run.Get(folder));
            var files = await Files(installation, pages, run, file => Path.Combine(target, file) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null);
            if (site is not null) AddMap(installation, files, site);
            using var signer = MirrorFolder.SignerOf(installation);
            var (written, removed) = MirrorFolder.Write(target, files, signer, run.Today);
            run.Tell("Command.SiteExport.Done", files.Count, run.Get(folder), written, removed);
            return ExitCode.Done;
        }), folder, address)
        { Examples = ["site export /srv/www/mirror", "site export /srv/www/mirror --address https://copy.example"] };
    }

    /// <summary>A map of the pages (sitemaps.org) at the mirror's own address, where search engines are welcome.</summary>
    private static void AddMap(Installation installation, SortedDictionary<string, byte[]> files, Uri site)
    {
        using (var connection = installation.Database.Open())
            if (!SiteLook.Read(connection).IsSearchable) return;
        XNamespace map = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var pages = files.Keys.Where(f => f.EndsWith(".html", StringComparison.Ordinal)).Select(f => new XElement(map + "url", new XElement(map + "loc", new Uri(site, f).AbsoluteUri)));
        files["sitemap.xml"] = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement(map + "urlset", pages) + "\n");
        files["robots.txt"] = [.. files["robots.txt"], .. Encoding.UTF8.GetBytes($"Sitemap: {new Uri(site, "sitemap.xml")}\n")];
    }

    public static Verb Key() => new("key", run => run.InInstallation(installation =>
    {
        using var signer = MirrorFolder.SignerOf(installation);
        run.Out.WriteLine(signer.Verifier);
        return Task.FromResult(ExitCode.Done);
    }))
    { Examples = ["site key > mirror.key"] };

    public static Verb Verify()
    {
        var folder = new Argument<string>("FOLDER");
        var key = CommandLine.Words("--key", "KEY", required: true);
        return new Verb("verify", run =>
        {
            if (!NoteVerifier.TryParse(run.Get(key)!, out var verifier, out _)) return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.SiteVerify.BadKey"));
            var fault = MirrorFolder.Check(Path.GetFullPath(run.Get(folder)), verifier!, out var place, out var day, out var count);
            if (fault != MirrorFault.None) return Task.FromResult(run.Say(ExitCode.Refused, "Command.SiteVerify." + fault, place));
            run.Tell("Command.SiteVerify.Good", count, day);
            return Task.FromResult(ExitCode.Done);
        }, folder, key)
        { Examples = ["site verify /media/stick/mirror --key \"$(cat mirror.key)\""] };
    }

    /// <summary>All files of the mirror: the pages from a server of its own on the loopback, and the public logs.</summary>
    private static async Task<SortedDictionary<string, byte[]>> Files(Installation installation, Action<IEndpointRouteBuilder> pages, CommandRun run, Func<string, byte[]?> before)
    {
        var options = new ServeOptions(new Uri("http://127.0.0.1:0"), installation, run.Terminal.Clock) { IsMirror = true };
        await using var app = WebServer.Build(options, pages);
        await app.StartAsync(run.Cancelled);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { BaseAddress = WebServer.AddressOf(app) };
        var files = await new MirrorPages(http, before).Make(run.Cancelled);
        using var connection = installation.Database.Open();
        foreach (var fund in PublicSums.Funds(connection))
        {
            var log = new FundLog(connection, fund.Number);
            if (log.LatestCheckpoint() is not { } note || !Checkpoint.TryParse(note.Text, out var checkpoint)) continue;
            var at = $"funds/{fund.Slug}/log/";
            foreach (var tile in TilePath.ForGrowth(0, checkpoint!.Size)) files[at + tile] = log.ReadTile(tile);
            files[at + "checkpoint"] = note.ToBytes();
        }
        return files;
    }
}
