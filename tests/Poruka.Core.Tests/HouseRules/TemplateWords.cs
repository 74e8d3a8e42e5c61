using System.Text;
using System.Text.RegularExpressions;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>
/// Finds the words that a Razor template says by itself: in its text, and in the attributes that are read aloud or shown.
/// It takes expressions and tags away and looks at what is left; it doesn't parse C#, so code is known by its signs.
/// </summary>
internal static partial class TemplateWords
{
    private const char Tag = '\u0001';

    public static IEnumerable<(int Line, string Text)> Of(string template)
    {
        var markup = WithoutExpressions(Aside().Replace(template, KeepLines));
        var file = new SourceFile("", markup);
        foreach (Match match in ShownAttribute().Matches(markup))
            yield return (file.LineOf(match.Index), match.Value[(match.Value.IndexOf('"', StringComparison.Ordinal) + 1)..^1]);
        var text = Element().Replace(markup, match => Tag + KeepLines(match));
        foreach (var (number, line) in new SourceFile("", text).Lines)
            foreach (var words in InLine(line)) yield return (number, words);
    }

    private static IEnumerable<string> InLine(string line)
    {
        if (!line.Contains(Tag, StringComparison.Ordinal))
            return Words().IsMatch(line) && !Code().IsMatch(line) ? [line.Trim()] : [];
        return line.Split(Tag).Select(part => part.Trim()).Where(part => Words().IsMatch(part));
    }

    /// <summary>The template without <c>@directive …</c>, <c>@expression</c>, <c>@(…)</c> and <c>@{ … }</c>; its lines stay.</summary>
    private static string WithoutExpressions(string template)
    {
        var kept = new StringBuilder();
        for (var i = 0; i < template.Length;)
        {
            if (template[i] != '@')
            {
                kept.Append(template[i++]);
                continue;
            }
            var end = EndOfExpression(template, i + 1);
            kept.Append('\n', template.AsSpan(i, end - i).Count('\n'));
            i = end;
        }
        return kept.ToString();
    }

    private static int EndOfExpression(string template, int i)
    {
        if (Directive().Match(template, i) is { Success: true } directive) return directive.Index + directive.Length;
        if (Statement().Match(template, i) is { Success: true } statement) i = statement.Index + statement.Length;
        if (i < template.Length && template[i] is '{') return EndOfGroup(template, i);
        while (i < template.Length)
            if (char.IsLetterOrDigit(template[i]) || template[i] is '_') i++;
            else if (template[i] is '(' or '[') i = EndOfGroup(template, i);
            else if (template[i] is '.' or '?' or '!' && i + 1 < template.Length && (char.IsLetter(template[i + 1]) || template[i + 1] is '.')) i++;
            else break;
        return i;
    }

    /// <summary>The place after the bracket that closes the one here, past brackets in strings.</summary>
    private static int EndOfGroup(string template, int i)
    {
        var depth = 0;
        for (var inString = false; i < template.Length; i++)
        {
            if (template[i] is '"') inString = !inString;
            if (inString) continue;
            if (template[i] is '(' or '[' or '{') depth++;
            if (template[i] is ')' or ']' or '}' && --depth == 0) return i + 1;
        }
        return i;
    }

    private static string KeepLines(Match match) => new('\n', match.Value.AsSpan().Count('\n'));

    // Comments, and what is typed and not read: commands, entities.
    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->|<!DOCTYPE[^>]*>|&#?\w+;|<code>[^<]*</code>|(?<=\n)\s*//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\G(using [A-Z]|inherits|implements|functions|model|namespace|removeTagHelper|tagHelperPrefix)[^\n]*")]
    private static partial Regex Directive();

    [GeneratedRegex(@"\G(if|for|foreach|while|switch|await|lock)\s*(?=[\w(])")]
    private static partial Regex Statement();

    // What looks like a tag behind a word may be the type argument of a generic type.
    [GeneratedRegex(@"</?(?!(string|int|long|byte|bool|char|object|double|decimal)\b)[a-z][\w-]*([^<>""]|""[^""]*"")*>")]
    private static partial Regex Element();

    [GeneratedRegex(@"\b(alt|title|aria-label|placeholder|data-label)=""[^""]*\p{L}\p{L}[^""]*""")]
    private static partial Regex ShownAttribute();

    // Two letters on end, but in no address.
    [GeneratedRegex(@"(?<![/\w])\p{L}\p{L}")]
    private static partial Regex Words();

    [GeneratedRegex(@"[{};()\[\]=<>]|=>|^\s*(else|case|default|break|return|static|private|public|var)\b|^\s*\w+(\.\w+)*,?\s*$|:\s*$")]
    private static partial Regex Code();
}
