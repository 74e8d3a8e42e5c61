using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Poruka.Shell;

namespace Poruka.Tests.Web;

public partial class TextsTests
{
    public static TheoryData<string> Files => [.. Texts.Files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_text_is_there_in_every_language(string file)
    {
        var expected = BaseKeys(file, Languages.English);
        Assert.NotEmpty(expected);
        foreach (var language in Languages.All)
        {
            var texts = Load(file, language);
            Assert.Empty(expected.Except(BaseKeys(file, language)));
            Assert.Empty(BaseKeys(file, language).Except(expected));
            foreach (var key in expected.Where(k => k.EndsWith(".*", StringComparison.Ordinal)))
                foreach (var form in Plurals.FormsOf(language))
                    Assert.Contains(key[..^1] + Name(form), texts.Keys);
            foreach (var (key, text) in texts)
            {
                Assert.StartsWith(file + ".", key, StringComparison.Ordinal);
                Assert.False(string.IsNullOrWhiteSpace(text), $"{key} is empty in {language.Name}.");
                Assert.True(text == text.Trim(), $"{key} has spaces around it in {language.Name}.");
                Assert.DoesNotContain('!', text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_same_things_are_filled_in_in_every_language(string file)
    {
        var english = Load(file, Languages.English).ToLookup(t => BaseKey(t.Key), t => Placeholders(t.Value));
        foreach (var language in Languages.All)
            foreach (var (key, text) in Load(file, language))
            {
                // A plural form may leave its number out ("one gift"), and nothing else.
                var expected = english[BaseKey(key)].SelectMany(p => p).Distinct().Order().ToList();
                var found = Placeholders(text);
                if (BaseKey(key) != key) { expected.Remove("{0}"); found.Remove("{0}"); }
                Assert.True(expected.SequenceEqual(found), $"{key} fills in {string.Join(' ', found)} in {language.Name}.");
            }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Russian_and_Ukrainian_are_written_in_their_letters(string file)
    {
        foreach (var (key, text) in Load(file, Languages.Russian))
            Assert.False(text.Any("іїєґІЇЄҐ".Contains), $"{key} has Ukrainian letters in Russian.");
        foreach (var (key, text) in Load(file, Languages.Ukrainian))
            Assert.False(text.Any("ыэъёЫЭЪЁ".Contains), $"{key} has Russian letters in Ukrainian.");
    }

    [Fact]
    public void A_missing_key_throws() =>
        Assert.Throws<MissingManifestResourceException>(() => Texts.Get(Languages.English, "Shell.Nothing.Of.This"));

    private static Dictionary<string, string> Load(string file, CultureInfo language)
    {
        // The neutral resources are English; those of another language are looked at without falling back.
        var culture = language.Equals(Languages.English) ? CultureInfo.InvariantCulture : language;
        var set = new ResourceManager(Texts.Files[file], typeof(Texts).Assembly).GetResourceSet(culture, true, false);
        Assert.NotNull(set);
        return set.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
    }

    private static SortedSet<string> BaseKeys(string file, CultureInfo language) =>
        [.. Load(file, language).Keys.Select(BaseKey)];

    private static string BaseKey(string key) => FormSuffix().Replace(key, ".*");

    private static string Name(PluralForm form) => form.ToString().ToLowerInvariant();

    private static List<string> Placeholders(string text) =>
        [.. Placeholder().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\.(one|few|many|other)$")]
    private static partial Regex FormSuffix();

    [GeneratedRegex(@"\{[0-9]+(:[^}]*)?\}")]
    private static partial Regex Placeholder();
}
