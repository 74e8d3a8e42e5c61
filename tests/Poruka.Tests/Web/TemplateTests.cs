using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Poruka.Tests.Web;

/// <summary>House rules of templates: no words of their own, no script, no style, nothing from elsewhere.</summary>
public partial class TemplateTests
{
    public static TheoryData<string> Templates =>
        [.. Directory.EnumerateFiles(Source, "*.cshtml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Source, path)).Where(path => path != "_ViewImports.cshtml")];

    private static string Source => Path.GetFullPath(Path.Combine(Here(), "../../../src/Poruka"));

    [Theory, MemberData(nameof(Templates))]
    public void A_template_has_no_words_of_its_own(string template) =>
        Assert.Empty(WordsOf(File.ReadAllText(Path.Combine(Source, template))));

    [Theory, MemberData(nameof(Templates))]
    public void A_template_has_no_script_no_style_and_nothing_from_elsewhere(string template)
    {
        var text = File.ReadAllText(Path.Combine(Source, template));
        Assert.DoesNotMatch("(?i)<(script|style|iframe|object|embed|base)\\b", text);
        Assert.DoesNotMatch("(?i)\\s(style|on[a-z]+)\\s*=\\s*[\"']", text);
        Assert.DoesNotMatch("(?i)(https?:|javascript:|data:)", text);
        Assert.DoesNotContain("HtmlString", text, StringComparison.Ordinal); // what is written is always encoded
    }

    [Theory]
    [InlineData("<p>Hello</p>", "Hello")]
    [InlineData("@if (x)\n{\n  <p>Да</p>\n}", "Да")]
    [InlineData("<img alt=\"A cat\" src=\"/x\">", "A cat")]
    [InlineData("<p>@Model[\"Key\"] and more</p>", "and more")]
    [InlineData("<a title=\"@t[\"Key\"] here\">@x</a>", "here")]
    public void A_word_in_a_template_is_found(string template, string word) =>
        Assert.Contains(WordsOf(template), w => w.Contains(word, StringComparison.Ordinal));

    [Theory]
    [InlineData("<p class=\"quiet\">@t.Text(\"Key\", Model.Say(x))</p>")]
    [InlineData("@foreach (var a in b)\n{\n  <li><a href=\"@a.Address\">@a.Name</a></li>\n}")]
    [InlineData("<p>@(x ? \"page\" : null) · 1/2</p>")]
    public void What_comes_from_resources_is_no_word_of_the_template(string template) => Assert.Empty(WordsOf(template));

    /// <summary>Letters between tags, and in attributes that are read aloud, once expressions and code are taken out.</summary>
    private static List<string> WordsOf(string template)
    {
        var text = template;
        var functions = text.IndexOf("@functions", StringComparison.Ordinal);
        var body = functions < 0 ? text : text[..functions];
        // Within @functions, only what stands inside tags is written to the page.
        var written = functions < 0 ? "" : string.Join('\n', Tagged().Matches(text[functions..]).Select(m => m.Value));
        body = Directive().Replace(RemoveExpressions(body + "\n" + written), "");
        var words = new List<string>();
        foreach (Match attribute in Spoken().Matches(body))
            if (attribute.Groups[2].Value.Any(char.IsLetter)) words.Add(attribute.Groups[2].Value);
        foreach (Match between in BetweenTags().Matches(body))
        {
            var rest = Code().Replace(between.Groups[1].Value, "").Trim();
            if (rest.Any(char.IsLetter)) words.Add(rest);
        }
        return words;
    }

    /// <summary>Takes out <c>@name.Member["key"](arguments)</c>, <c>@(…)</c> and <c>@{ … }</c>, with nested brackets.</summary>
    private static string RemoveExpressions(string text)
    {
        var kept = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '@' || i + 1 >= text.Length || CodeKeyword().IsMatch(text[(i + 1)..]))
            {
                kept.Append(text[i]);
                continue;
            }
            i++;
            if (text[i..].StartsWith("await ", StringComparison.Ordinal)) i += 6;
            while (i < text.Length)
            {
                if (text[i] is '(' or '[' || text[i] == '{' && text[i - 1] == '@') i = Close(text, i) + 1;
                else if (char.IsLetterOrDigit(text[i]) || text[i] == '_'
                    || text[i] is '.' or '!' && i + 1 < text.Length && (char.IsLetter(text[i + 1]) || text[i + 1] == '.')) i++;
                else break;
                if (i > 0 && text[i - 1] is '}') break;
            }
            i--;
        }
        return kept.ToString();
    }

    private static int Close(string text, int open)
    {
        var depth = 0;
        var quoted = false;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            if (quoted) continue;
            if (text[i] is '(' or '[' or '{') depth++;
            if (text[i] is ')' or ']' or '}' && --depth == 0) return i;
        }
        return text.Length - 1;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"<[a-z][^\n]*>[^\n<]*</[a-z0-9]+>|<[a-z][^\n]*>")]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^\s*(@(inherits|implements|using|model).*|<!DOCTYPE html>)$", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\b(alt|title|placeholder|aria-label|summary|content)=""([^""]*)""")]
    private static partial Regex Spoken();

    [GeneratedRegex(@">([^<>]*)<|^([^<>]+)$")]
    private static partial Regex BetweenTags();

    [GeneratedRegex(@"@?(if|foreach|for|switch|while|else if)\s*\((?>[^()]+|\((?<d>)|\)(?<-d>))*(?(d)(?!))\)|\belse\b|\b(case|break|default)\b[^;\n]*[;:]|\{|\}|^\s*[A-Z]\w*\([^\n]*\);$", RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(inherits|implements|using|if|foreach|for|switch|while|functions)\b")]
    private static partial Regex CodeKeyword();
}
