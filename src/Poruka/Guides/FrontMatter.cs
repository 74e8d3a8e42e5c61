namespace Poruka.Guides;

/// <summary>The fields at a text's head, and the text after them.</summary>
/// <param name="Head">The fields.</param>
/// <param name="Body">The text, its lines ended by <c>\n</c>.</param>
/// <param name="Lines">How many lines stand before the text.</param>
public sealed record FrontMatter(YamlFields Head, string Body, int Lines)
{
    private const string Begin = "---\n", End = "\n---\n";

    /// <summary>Parts a file's fields from its text; null where it has none or they can't be read, which is noted.</summary>
    public static FrontMatter? Read(ContentFile file, List<ContentFault> faults)
    {
        var text = file.Text.ReplaceLineEndings("\n");
        var end = text.StartsWith(Begin, StringComparison.Ordinal) ? text.IndexOf(End, Begin.Length - 1, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            faults.Add(new ContentFault(file.Path, 1, "", ContentFaultKind.NoFrontMatter));
            return null;
        }
        var body = end + End.Length;
        return YamlFields.Parse(file.Path, text[Begin.Length..(end + 1)], faults, lineOffset: 1) is { } head
            ? new FrontMatter(head, text[body..], text.AsSpan(0, body).Count('\n'))
            : null;
    }
}
