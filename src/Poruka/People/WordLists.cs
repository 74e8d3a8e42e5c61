using System.Globalization;
using Poruka.Vault.Passphrases;

namespace Poruka.People;

/// <summary>Which words a passphrase is made of.</summary>
internal static class WordLists
{
    /// <summary>The list of a language.</summary>
    public static WordList Of(CultureInfo language) => language.TwoLetterISOLanguageName switch
    {
        "ru" => WordList.Russian,
        "uk" => WordList.Ukrainian,
        _ => WordList.English,
    };
}
