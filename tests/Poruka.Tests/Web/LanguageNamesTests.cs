using Poruka.Shell;

namespace Poruka.Tests.Web;

/// <summary>Who writes letters says "German", not "de".</summary>
public sealed class LanguageNamesTests
{
    [Fact]
    public void Each_name_in_each_of_our_languages_is_read_as_the_code_that_it_is_shown_for()
    {
        foreach (var language in Languages.All)
        {
            var names = Texts.Under(language, "Shell.LanguageName.").ToList();
            Assert.True(names.Count >= 50);
            foreach (var (code, name) in names)
            {
                Assert.Equal(code, LanguageNames.CodeOf(name));
                Assert.Equal(code, LanguageNames.CodeOf(name.ToUpper(language)));
                Assert.Equal([code], LanguageNames.Read(Texts.NamesOf(language, code)));
            }
            var several = names.Select(n => n.Key).Take(LanguageNames.Most).ToList();
            Assert.Equal(several, LanguageNames.Read(Texts.NamesOf(language, several)));
        }
    }

    [Theory]
    [InlineData("Russian, Ukrainian", "ru uk")]
    [InlineData("ru uk", "ru uk")]
    [InlineData("RU;uk/be", "ru uk be")]
    [InlineData("русский украинский", "ru uk")]
    [InlineData("українська,  якутська, Crimean Tatar, sah", "uk sah crh")]
    [InlineData("", "")]
    [InlineData(" , ", "")]
    public void Names_and_codes_are_read_as_they_are_written(string text, string codes) =>
        Assert.Equal(codes, string.Join(' ', LanguageNames.Read(text)!));

    [Theory]
    [InlineData("German – Russian, en-ru", "de-ru en-ru")]
    [InlineData("de-ru en-ru", "de-ru en-ru")]
    [InlineData("немецкий → русский", "de-ru")]
    [InlineData("", "")]
    public void Pairs_are_read_by_names_and_codes(string text, string pairs) =>
        Assert.Equal(pairs, string.Join(' ', LanguageNames.ReadPairs(text)!));

    [Theory]
    [InlineData("Klingon")]
    [InlineData("ru, 12")]
    [InlineData("Russian Ukrainisch")]
    public void What_is_no_language_is_refused(string text) => Assert.Null(LanguageNames.Read(text));

    [Theory]
    [InlineData("de")]
    [InlineData("de-de")]
    [InlineData("German – Klingon")]
    [InlineData("de-ru-en")]
    public void What_is_no_pair_is_refused(string text) => Assert.Null(LanguageNames.ReadPairs(text));

    [Fact]
    public void More_languages_than_anybody_speaks_are_refused() =>
        Assert.Null(LanguageNames.Read(string.Join(' ', Enumerable.Range(0, LanguageNames.Most + 1).Select(i => "a" + (char)('a' + i)))));
}
