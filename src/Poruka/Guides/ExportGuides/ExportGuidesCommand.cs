using System.CommandLine;
using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides.ExportGuides;

/// <summary><c>poruka guide export</c>, and the same file from the server.</summary>
internal static class ExportGuidesCommand
{
    public static Verb Build()
    {
        var folder = new Argument<string>("FOLDER");
        var country = new Option<string?>("--country") { HelpName = "COUNTRY" };
        return new Verb("export", async run =>
        {
            var library = GuideLibrary.Of(run.Folder);
            Country[] countries = [Country.Any, .. library.Countries.Select(c => c.Country)];
            if (run.Get(country) is { } asked)
            {
                if (!Country.TryParse(asked, out var one) || !countries.Contains(one))
                    return run.Say(ExitCode.Refused, "Command.GuideExport.Unknown", asked, string.Join(", ", countries.Select(c => c.Slug)));
                countries = [one];
            }
            var target = Directory.CreateDirectory(run.Get(folder)).FullName;
            var written = 0;
            foreach (var where in countries)
                foreach (var language in Languages.All)
                {
                    run.Cancelled.ThrowIfCancellationRequested();
                    var guides = new OfflineGuides(library, where, language, run.Today);
                    await using (var file = File.Create(Path.Combine(target, guides.FileName)))
                    await using (var writer = new StreamWriter(file))
                        await OfflineGuidesFile.Create(guides).RenderAsync(writer, OfflineGuidesEndpoint.Encoder, run.Cancelled);
                    written++;
                    foreach (var body in guides.Bodies())
                    {
                        await using var card = File.Create(Path.Combine(target, $"card-{body.Guide.Situation.Slug()}-{where.Slug}.{language.Name}.pdf"));
                        PocketCard.Write(card, body);
                        written++;
                    }
                }
            run.Out.WriteLine(Texts.Plural(run.Language, "Command.GuideExport.Done", written));
            return ExitCode.Done;
        }, folder, country)
        { Examples = ["guide export guides"] };
    }
}
