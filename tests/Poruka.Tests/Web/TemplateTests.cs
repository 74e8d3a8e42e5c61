namespace Poruka.Tests.Web;

/// <summary>House rules of templates that the content security policy would otherwise enforce by breaking the page.</summary>
public class TemplateTests
{
    public static TheoryData<string> Templates =>
        [.. Directory.EnumerateFiles(Source, "*.cshtml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Source, path)).Where(path => path != "_ViewImports.cshtml" && path != SingleFile)];

    // No page: a file to carry on a phone, which must hold its own style and brings a policy of its own.
    private static readonly string SingleFile = Path.Combine("Guides", "OfflineGuidesFile.cshtml");

    private static string Source => Path.Combine(Samples.Root, "src", "Poruka");

    [Theory, MemberData(nameof(Templates))]
    public void A_template_has_no_script_no_style_and_nothing_from_elsewhere(string template)
    {
        var text = File.ReadAllText(Path.Combine(Source, template));
        Assert.DoesNotMatch("(?i)<(script|style|iframe|object|embed|base)\\b", text);
        Assert.DoesNotMatch("(?i)\\s(style|on[a-z]+)\\s*=\\s*[\"']", text);
        Assert.DoesNotMatch("(?i)(https?:|javascript:|data:)", text);
        Assert.DoesNotContain("HtmlString", text, StringComparison.Ordinal); // what is written is always encoded
    }
}
