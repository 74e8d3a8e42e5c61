using System.Text;

namespace Poruka.Casework;

/// <summary>What can be wrong with the text of a template.</summary>
public enum PaperFault
{
    /// <summary>It has no title, or more than one, or another block before it that is no address.</summary>
    Title,

    /// <summary>A field is not closed, or has no name.</summary>
    BrokenField,

    /// <summary>A field that nobody declared.</summary>
    UnknownField,

    /// <summary>A field of its own that the text doesn't use, or one that has the name of another.</summary>
    UnusedField,
}

/// <summary>A fault in the text of a template.</summary>
/// <param name="Line">The line of the text, from 1; 0 for the whole.</param>
/// <param name="Field">The field; may be empty.</param>
/// <param name="Fault">What is wrong.</param>
public readonly record struct PaperTextFault(int Line, string Field, PaperFault Fault);

/// <summary>
/// Reads the text of a template, a small part of Markdown: <c># title</c>, <c>&gt; a line of an address</c>, <c>- item</c>,
/// <c>1. item</c>, paragraphs between empty lines, in which a line that ends with a backslash ends there. <c>{{field}}</c> is a field,
/// <c>{{field?}}</c> one whose line is left out where it is empty.
/// </summary>
public static class PaperText
{
    /// <summary>Reads the blocks; what is wrong is noted, and the rest still read.</summary>
    /// <param name="text">The text, after the front matter.</param>
    /// <param name="own">The template's own fields.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static IReadOnlyList<PaperBlock> Read(string text, IReadOnlyList<PaperField> own, List<PaperTextFault> faults)
    {
        var blocks = new List<PaperBlock>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var known = PaperFields.All.Concat(own.Select(f => f.Name)).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length;)
        {
            var (kind, mark, first) = Opening(lines[i]);
            if (first.Length == 0 && kind == PaperBlockKind.Paragraph)
            {
                i++;
                continue;
            }
            var start = i++;
            var parts = new List<StringBuilder> { new(first) };
            if (kind == PaperBlockKind.Address)
                for (; i < lines.Length && Opening(lines[i]) is (PaperBlockKind.Address, _, var more); i++) parts.Add(new(more));
            else if (kind != PaperBlockKind.Title)
                for (; i < lines.Length && Opening(lines[i]) is (PaperBlockKind.Paragraph, _, { Length: > 0 } more); i++)
                    if (parts[^1].Length > 0 && parts[^1][^1] == '\\')
                    {
                        parts[^1].Length--;
                        parts.Add(new(more));
                    }
                    else parts[^1].Append(' ').Append(more);
            blocks.Add(new PaperBlock(kind, mark, [.. parts.Select(p => Pieces(p.ToString().Trim(), start + 1, known, faults))], start + 1));
        }
        var before = blocks.TakeWhile(b => b.Kind == PaperBlockKind.Address).Count();
        if (blocks.Count(b => b.Kind == PaperBlockKind.Title) != 1 || blocks[before].Kind != PaperBlockKind.Title) faults.Add(new(0, "", PaperFault.Title));
        var used = blocks.SelectMany(b => b.Lines).SelectMany(l => l).Where(p => p.IsField).Select(p => p.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var field in own)
            if (!used.Contains(field.Name) || PaperFields.All.Contains(field.Name) || own.Count(f => f.Name == field.Name) > 1) faults.Add(new(0, field.Name, PaperFault.UnusedField));
        return blocks;
    }

    /// <summary>What a line begins, the mark of an item, and the rest.</summary>
    private static (PaperBlockKind Kind, string Mark, string Text) Opening(string line)
    {
        var text = line.Trim();
        if (text.StartsWith("# ", StringComparison.Ordinal)) return (PaperBlockKind.Title, "", text[2..].Trim());
        if (text.StartsWith('>')) return (PaperBlockKind.Address, "", text[1..].Trim());
        if (text.StartsWith("- ", StringComparison.Ordinal)) return (PaperBlockKind.Item, "•", text[2..].Trim());
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits is 1 or 2 && text.AsSpan(digits).StartsWith(". ") ? (PaperBlockKind.Item, text[..(digits + 1)], text[(digits + 2)..].Trim()) : (PaperBlockKind.Paragraph, "", text);
    }

    private static List<PaperPiece> Pieces(string text, int line, HashSet<string> known, List<PaperTextFault> faults)
    {
        var pieces = new List<PaperPiece>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            var name = close < 0 ? "" : text[(open + 2)..close];
            var isOptional = name.EndsWith('?');
            if (isOptional) name = name[..^1];
            if (!Slugs.IsSlug(name, 40))
            {
                faults.Add(new(line, name, PaperFault.BrokenField));
                break;
            }
            if (!known.Contains(name)) faults.Add(new(line, name, PaperFault.UnknownField));
            if (open > at) pieces.Add(new(text[at..open], false, false));
            pieces.Add(new(name, true, isOptional));
            at = close + 2;
        }
        if (at < text.Length) pieces.Add(new(text[at..], false, false));
        return pieces;
    }
}
