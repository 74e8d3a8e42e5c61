using Poruka.Shell;
using Poruka.Shell.Printing;

namespace Poruka.Guides.PrintGuide;

/// <summary>A guide on paper: as a sheet, and as a card for a pocket.</summary>
internal static class PrintGuideEndpoint
{
    public static void MapPrintGuide(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/guides/{country}/{situation}/print.pdf", Print);
        routes.MapGet("/guides/{country}/{situation}/card.pdf", Card);
    }

    private static IResult Print(string country, string situation, HttpContext context, ServeOptions options)
    {
        if (Find(country, situation, context, options) is not { } body) return Results.NotFound();
        if (!PdfPaper.TryParse(context.Request.Query["paper"].ToString() is { Length: > 0 } name ? name : "a4", out var paper))
            return Results.NotFound();
        return Pdf(context, stream => GuideSheet.Write(stream, body, paper), $"{situation}-{country}");
    }

    private static IResult Card(string country, string situation, HttpContext context, ServeOptions options) =>
        Find(country, situation, context, options) is { } body
            ? Pdf(context, stream => PocketCard.Write(stream, body), $"card-{situation}-{country}")
            : Results.NotFound();

    private static GuideBody? Find(string country, string situation, HttpContext context, ServeOptions options)
    {
        var library = GuideLibrary.Of(options.Installation.Folder);
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        return GuideAddress.Find(library, context, country, situation) is { } guide
            ? new GuideBody(library, guide, Page.LanguageOf(context.Request), today) { MadeOn = options.MadeOn(context.Request) }
            : null;
    }

    private static IResult Pdf(HttpContext context, Action<Stream> write, string name)
    {
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        // Whole in memory before it is sent: a guide has a dozen pages, and the writer knows no waiting.
        var bytes = new MemoryStream();
        write(bytes);
        bytes.Position = 0;
        return Results.Stream(bytes, "application/pdf", $"{name}.pdf");
    }
}
