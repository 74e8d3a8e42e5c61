using NodaTime;
using NodaTime.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Poruka.Guides;

/// <summary>Reads the fields of a mapping in YAML, and notes each fault with its line.</summary>
public sealed class YamlFields(string path, YamlMappingNode node, List<ContentFault> faults, int lineOffset = 0)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The line on which the mapping begins.</summary>
    public int Line => (int)node.Start.Line + lineOffset;

    /// <summary>What stands before a field in a message: the id of the rule, for example.</summary>
    public string Name { get; set; } = "";

    /// <summary>The mapping that a text holds; null where it holds none, which is noted.</summary>
    public static YamlFields? Parse(string path, string text, List<ContentFault> faults, int lineOffset = 0)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return new YamlFields(path, root, faults, lineOffset);
            faults.Add(new ContentFault(path, 1 + lineOffset, "", ContentFaultKind.NoYaml, "?"));
        }
        catch (YamlException wrong)
        {
            faults.Add(new ContentFault(path, (int)wrong.Start.Line + lineOffset, "", ContentFaultKind.NoYaml, wrong.Message));
        }
        return null;
    }

    /// <summary>Notes a fault.</summary>
    public void Fault(string field, ContentFaultKind kind, params string[] arguments) => faults.Add(new ContentFault(
        path, Find(field) is { } value ? (int)value.Start.Line + lineOffset : Line, Name.Length == 0 ? field : $"{Name} {field}".TrimEnd(), kind, arguments));

    /// <summary>A text; null where it is missing, which is noted if it must be there.</summary>
    public string? Text(string field, bool needed = true)
    {
        if (Find(field) is YamlScalarNode { Value: { Length: > 0 } value }) return value;
        if (needed) Fault(field, ContentFaultKind.Missing);
        return null;
    }

    /// <summary>Notes a field that is missing, or that says something else than the file's name.</summary>
    public void MustBe(string field, string name)
    {
        if (Text(field) is { } text && text != name) Fault(field, ContentFaultKind.NotAsNamed, text, name);
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>A day.</summary>
    public LocalDate? Day(string field, bool needed = true)
    {
        if (Text(field, needed) is not { } text) return null;
        if (LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var day)) return day;
        Fault(field, ContentFaultKind.NoDay, text);
        return null;
    }

    /// <summary>One of a few words; the first where the field is missing and need not be there.</summary>
    public T? OneOf<T>(string field, bool needed, params ReadOnlySpan<(string Word, T Value)> words) where T : struct
    {
        if (Text(field, needed) is not { } text) return needed ? null : words[0].Value;
        foreach (var (word, value) in words)
            if (word == text) return value;
        Fault(field, ContentFaultKind.NotOneOf, text, string.Join(", ", words.ToArray().Select(w => w.Word)));
        return null;
    }

    /// <summary>A text in each of our languages; a single text stands for all where that is allowed.</summary>
    public IReadOnlyDictionary<string, string>? Languages(string field, bool singleIsAll = false)
    {
        if (singleIsAll && Find(field) is YamlScalarNode { Value: { Length: > 0 } one })
            return Shell.Languages.All.ToDictionary(l => l.Name, _ => one);
        if (Find(field) is not YamlMappingNode map)
        {
            Fault(field, ContentFaultKind.Missing);
            return null;
        }
        var fields = new YamlFields(path, map, faults, lineOffset) { Name = $"{Name} {field}".Trim() };
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var language in Shell.Languages.All)
            if (fields.Text(language.Name, needed: false) is { } text) texts[language.Name] = text;
            else fields.Fault("", ContentFaultKind.LanguageMissing, language.Name);
        fields.NothingElse();
        return texts.Count == Shell.Languages.All.Count ? texts : null;
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<(string Text, int Line)> List(string field, bool needed = true)
    {
        if (Find(field) is YamlSequenceNode list)
            return [.. list.Children.OfType<YamlScalarNode>().Select(s => (s.Value ?? "", (int)s.Start.Line + lineOffset))];
        if (needed) Fault(field, ContentFaultKind.Missing);
        return [];
    }

    /// <summary>The mappings of a list.</summary>
    public IEnumerable<YamlFields> Items(string field)
    {
        if (Find(field) is YamlSequenceNode list)
            return [.. list.Children.OfType<YamlMappingNode>().Select(item => new YamlFields(path, item, faults, lineOffset))];
        Fault(field, ContentFaultKind.Missing);
        return [];
    }

    /// <summary>Notes each field that nobody asked for.</summary>
    public void NothingElse()
    {
        foreach (var (key, _) in node.Children)
            if (key is YamlScalarNode { Value: { } name } && !_read.Contains(name)) Fault(name, ContentFaultKind.UnknownField);
    }

    private YamlNode? Find(string field)
    {
        _read.Add(field);
        return node.Children.TryGetValue(new YamlScalarNode(field), out var value) ? value : null;
    }
}
