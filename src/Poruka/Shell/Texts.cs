using System.Collections;
using System.Globalization;
using System.Resources;

namespace Poruka.Shell;

/// <summary>
/// Every text that a person sees, on a page or on the command line, in the languages of <see cref="Languages"/>.
/// <code>
/// Texts.Get(culture, "Shell.Nav.Funds")                       // "Funds", "Фонды", "Фонди"
/// Texts.Get(culture, "Command.Import.Posted", "statement.xml") // {0} of the text is the argument
/// Texts.Plural(culture, "Command.Entries", 21)                 // one of Command.Entries.one, .few, .many, .other; {0} is the count
/// </code>
/// The first word of a key names its file: <c>Shell.</c> is in Shell/Texts.resx, <c>Funds.</c> in Funds/Texts.resx,
/// <c>Command.</c> in Shell/Commands.resx, each with a .ru.resx and a .uk.resx beside it. A new file is one line in
/// <see cref="Files"/>. Numbers and dates among the arguments are written as the culture writes them; money and days come
/// from <see cref="Written"/>. A key that is missing throws: the test of the resources holds all keys in all languages.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class Texts
{
    private static readonly Dictionary<string, ResourceManager> Managers = Files.ToDictionary(
        file => file.Key, file => new ResourceManager(file.Value, typeof(Texts).Assembly), StringComparer.Ordinal);

    /// <summary>The first words of keys, each with the name of its resource.</summary>
    public static IReadOnlyDictionary<string, string> Files => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Shell"] = "Poruka.Shell.Texts",
        ["Funds"] = "Poruka.Funds.Texts",
        ["People"] = "Poruka.People.Texts",
        ["Cases"] = "Poruka.Cases.Texts",
        ["Guides"] = "Poruka.Guides.Texts",
        ["Letters"] = "Poruka.Letters.Texts",
        ["Publishing"] = "Poruka.Publishing.Texts",
        ["Guard"] = "Poruka.Publishing.GuardTexts",
        ["Operations"] = "Poruka.Operations.Texts",
        ["Command"] = "Poruka.Shell.Commands",
    };

    /// <summary>The text of a key.</summary>
    /// <exception cref="MissingManifestResourceException">No file has the key.</exception>
    public static string Get(CultureInfo culture, string key) =>
        Find(culture, key) ?? throw new MissingManifestResourceException($"No text has the key '{key}'.");

    /// <summary>The text of a key, its {0}, {1}, … replaced.</summary>
    /// <exception cref="MissingManifestResourceException">No file has the key.</exception>
    public static string Get(CultureInfo culture, string key, params ReadOnlySpan<object?> arguments) =>
        string.Format(culture, Get(culture, key), arguments);

    /// <summary>The text for a count: the key with the plural form of that count in the culture; {0} is the count.</summary>
    /// <param name="culture">The language.</param>
    /// <param name="key">The key without its form.</param>
    /// <param name="count">How many.</param>
    /// <param name="more">{1}, {2}, …</param>
    /// <exception cref="MissingManifestResourceException">No file has the key in this form.</exception>
    public static string Plural(CultureInfo culture, string key, long count, params ReadOnlySpan<object?> more)
    {
        var form = Plurals.FormOf(culture, count) switch
        {
            PluralForm.One => ".one",
            PluralForm.Few => ".few",
            PluralForm.Many => ".many",
            PluralForm.Other => ".other",
        };
        return Get(culture, key + form, [count.ToString("N0", culture), .. more]);
    }

    /// <summary>What languages are called, a comma between them; where we have no name for one, its code.</summary>
    /// <param name="culture">The language to say it in.</param>
    /// <param name="codes">Codes of two or three letters (ISO 639).</param>
    public static string NamesOf(CultureInfo culture, params IEnumerable<string> codes) =>
        string.Join(", ", codes.Select(c => Find(culture, "Shell.LanguageName." + c) ?? c));

    /// <summary>The texts whose keys begin so, each with the rest of its key.</summary>
    /// <param name="culture">One of our languages.</param>
    /// <param name="start">How the keys begin, with the dot: <c>Shell.LanguageName.</c></param>
    public static IEnumerable<KeyValuePair<string, string>> Under(CultureInfo culture, string start) =>
        from text in Managers[start[..start.IndexOf('.', StringComparison.Ordinal)]].GetResourceSet(culture, createIfNotExists: true, tryParents: true)!.Cast<DictionaryEntry>()
        let key = (string)text.Key
        where key.StartsWith(start, StringComparison.Ordinal)
        select KeyValuePair.Create(key[start.Length..], (string)text.Value!);

    /// <summary>Whether there is a text for the key.</summary>
    public static bool Has(CultureInfo culture, string key) => Find(culture, key) is not null;

    private static string? Find(CultureInfo culture, string key)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Managers.TryGetValue(key[..dot], out var file) ? file.GetString(key, culture) : null;
    }
}
