using Poruka.Casework;
using Poruka.Shell;

namespace Poruka.Guides;

/// <summary>A template as it was read.</summary>
public sealed record ReadPaper(ContentFile File, Paper Paper);

/// <summary>Reads <c>templates/country/kind.language.md</c>: front matter in YAML, then the text of the document (docs/formats/templates.md).</summary>
public static class PaperFile
{
    public const string Folder = "templates/";

    private const int MaxFields = 30, MaxLines = 20;

    /// <summary>The languages of the bodies that get documents, and of those who write them.</summary>
    private static readonly string[] Languages = ["be", "de", "en", "pl", "ru", "uk"];

    private static readonly (string Word, Section Value)[] Sections =
        [("legal", Section.Legal), ("basic", Section.Basic), ("health", Section.Health), ("family", Section.Family)];

    public static ReadPaper? Read(ContentFile file, List<ContentFault> faults)
    {
        var before = faults.Count;
        if (NameOf(file, faults) is not var (country, kind, language)) return null;
        if (FrontMatter.Read(file, faults) is not var (head, body, lines)) return null;
        head.MustBe("country", country.Slug);
        head.MustBe("kind", kind.Slug());
        head.MustBe("language", language);
        var (title, about, reviewed) = (head.Text("title"), head.Text("about"), head.Day("reviewed"));
        var section = head.OneOf("section", false, Sections);
        var facts = head.List("facts", needed: false);
        var fields = head.Has("fields") ? Fields(head) : [];
        head.NothingElse();
        var wrong = new List<PaperTextFault>();
        var blocks = PaperText.Read(body, fields, wrong);
        foreach (var (line, field, fault) in wrong) faults.Add(new ContentFault(file.Path, line == 0 ? 1 : lines + line, field, KindOf(fault), field));
        if (title is null || about is null || reviewed is null || section is null || faults.Count > before) return null;
        return new ReadPaper(file, new Paper(country, kind, language, title, about, reviewed.Value, section.Value, [.. facts.Select(f => f.Text)], fields, blocks));
    }

    /// <summary>What can only be seen when all files are read.</summary>
    public static void Across(GuideLibrary library, List<ContentFault> faults)
    {
        foreach (var (file, paper) in library.Papers)
        {
            if (!paper.Country.IsAny && library.Known(paper.Country) is null) faults.Add(new ContentFault(file.Path, 1, "country", ContentFaultKind.UnknownCountry, paper.Country.Slug));
            foreach (var fact in paper.Facts)
                if (RuleId.TryParse(fact, out var id) && library.Rule(id) is { } rule)
                {
                    if (rule.Rule.Country != paper.Country && !rule.Rule.Country.IsAny) faults.Add(new ContentFault(file.Path, 1, "facts", ContentFaultKind.ForeignRule, fact));
                }
                else if (!library.Practice.ContainsKey(fact)) faults.Add(new ContentFault(file.Path, 1, "facts", ContentFaultKind.UnknownFact, fact));
        }
        // What holds in every country is there in full: a country only adds what its facts know.
        foreach (var same in library.Papers.Where(p => p.Paper.Country.IsAny).GroupBy(p => p.Paper.Kind).ToList())
        {
            var first = same.FirstOrDefault(p => p.Paper.Language == "en") ?? same.First();
            foreach (var language in Shell.Languages.All)
                if (same.FirstOrDefault(p => p.Paper.Language == language.Name) is not { } other) faults.Add(new ContentFault(first.File.Path, 1, "", ContentFaultKind.LanguageMissing, language.Name));
                else if (Shape(other.Paper) is var theirs && theirs != Shape(first.Paper))
                    faults.Add(new ContentFault(other.File.Path, 1, "", ContentFaultKind.Differs, first.File.Path, Shape(first.Paper), theirs));
        }
    }

    /// <summary>The fields of a text in their order, and its facts: the same in all languages.</summary>
    private static string Shape(Paper paper) => string.Join(' ', paper.Used.Concat(paper.Facts));

    private static List<PaperField> Fields(YamlFields head)
    {
        var fields = new List<PaperField>();
        foreach (var item in head.Items("fields").Take(MaxFields))
        {
            item.Name = item.Text("name") ?? "";
            var (label, help, lines) = (item.Text("label"), item.Text("help", needed: false) ?? "", item.Text("lines", needed: false) ?? "1");
            if (!int.TryParse(lines, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) || count is < 1 or > MaxLines)
                item.Fault("lines", ContentFaultKind.NotOneOf, lines, $"1–{MaxLines}");
            else if (label is not null) fields.Add(new PaperField(item.Name, label, help, count));
            item.NothingElse();
        }
        return fields;
    }

    private static (Country, PaperKind, string)? NameOf(ContentFile file, List<ContentFault> faults)
    {
        if (file.Path.Split('/') is not ["templates", var folder, var name] || name.Split('.') is not [var slug, var tag, "md"])
            faults.Add(new ContentFault(file.Path, 1, "", ContentFaultKind.NotAsNamed, file.Path, "templates/country/kind.language.md"));
        else if (!Country.TryParse(folder, out var country)) faults.Add(new ContentFault(file.Path, 1, "country", ContentFaultKind.NoId, folder));
        else if (!PaperSlugs.TryParse(slug, out var kind))
            faults.Add(new ContentFault(file.Path, 1, "kind", ContentFaultKind.NotOneOf, slug, string.Join(", ", PaperSlugs.All.Select(k => k.Slug()))));
        else if (!Languages.Contains(tag)) faults.Add(new ContentFault(file.Path, 1, "language", ContentFaultKind.NotOneOf, tag, string.Join(", ", Languages)));
        else return (country, kind, tag);
        return null;
    }

    private static ContentFaultKind KindOf(PaperFault fault) => fault switch
    {
        PaperFault.Title => ContentFaultKind.PaperTitle,
        PaperFault.BrokenField => ContentFaultKind.BrokenField,
        PaperFault.UnknownField => ContentFaultKind.UnknownPlace,
        PaperFault.UnusedField => ContentFaultKind.UnusedField,
    };
}
