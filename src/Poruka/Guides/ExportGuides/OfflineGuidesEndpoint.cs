using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides.ExportGuides;

/// <summary>All guides of a country in one file, to be saved: pages of the server may hold no style of their own.</summary>
internal static class OfflineGuidesEndpoint
{
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);

    public static void MapOfflineGuides(this IEndpointRouteBuilder routes) => routes.MapGet("/guides/{country}/offline.html", Save);

    private static async Task<IResult> Save(string country, HttpContext context, ServeOptions options)
    {
        var library = GuideLibrary.Of(options.Installation.Folder);
        if (!Country.TryParse(country, out var where) || (!where.IsAny && library.Known(where) is null)) return Results.NotFound();
        var guides = new OfflineGuides(
            library, where, Page.LanguageOf(context.Request), options.Clock.GetCurrentInstant().InUtc().Date) { MadeOn = options.MadeOn(context.Request) };
        var bytes = new MemoryStream();
        await using (var writer = new StreamWriter(bytes, new UTF8Encoding(false), leaveOpen: true))
            await OfflineGuidesFile.Create(guides).RenderAsync(writer, Encoder, context.RequestAborted);
        bytes.Position = 0;
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        return Results.Stream(bytes, "text/html; charset=utf-8", guides.FileName);
    }
}
