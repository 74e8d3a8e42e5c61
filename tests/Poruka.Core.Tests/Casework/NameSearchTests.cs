using CsCheck;
using Poruka.Casework;

namespace Poruka.Core.Tests.Casework;

public class NameSearchTests
{
    [Theory]
    [InlineData("Иванов", "Ivanov", "IVANOV", "Iwanow", "Ivanoff")]
    [InlineData("Щукин", "Shchukin", "Schukin")]
    [InlineData("Хрущёв", "Khrushchev", "Хрущев")]
    [InlineData("Юлия", "Yulia", "Iuliia", "Julia", "Yuliya")]
    [InlineData("Елена", "Yelena", "Elena", "Jelena")]
    [InlineData("Зеленський", "Zelenskyi", "Zelenskyy", "Zelensky", "Зеленский")]
    [InlineData("Ігор", "Ihor", "Igor", "Игорь")]
    [InlineData("Сергій", "Serhii", "Serhiy", "SERHIJ")]
    [InlineData("Чайковский", "Chaikovsky", "Tchaikovsky", "Chaykovskiy")]
    [InlineData("Жуков", "Zhukov", "ЖУКОВ")]
    [InlineData("Андрей", "Andrey", "Andrei", "Andrej")]
    [InlineData("Цветаева", "Tsvetaeva", "Tsvetayeva")]
    [InlineData("Александр", "Aleksandr", "Alexandr")]
    [InlineData("Мар'яна", "Мар’яна", "Marianna", "Maryana")]
    [InlineData("José Müller", "jose muller", "JOSE MULLER")]
    [InlineData("Łukasz Szczęsny", "lukasz szczesny")]
    public void Spellings_of_one_name_are_one(string name, params string[] spellings)
    {
        foreach (var spelling in spellings) Assert.Equal(NameSearch.KeyOf(name), NameSearch.KeyOf(spelling));
    }

    [Theory]
    [InlineData("Анна Сергеевна Петрова", "petr anna", true)]
    [InlineData("Анна Сергеевна Петрова", "ann", true)]
    [InlineData("Анна Сергеевна Петрова", "rova", false)]
    [InlineData("Анна Сергеевна Петрова", "anna boris", false)]
    [InlineData("Анна Сергеевна Петрова", "", true)]
    [InlineData("Anna-Maria O'Neill", "maria oneil", true)]
    public void Beginnings_of_words_are_enough_in_any_order(string name, string typed, bool fits) =>
        Assert.Equal(fits, NameSearch.Fits(NameSearch.KeyOf(name), NameSearch.KeyOf(typed)));

    [Fact]
    public void A_whole_word_comes_before_a_beginning() =>
        Assert.Equal(["Ian Ivan", "Ivanova", "Ivanenko"], NameSearch.Find(["Ivanova", "Ivanenko", "Boris", "Ian Ivan"], n => n, "иван", 10));

    [Fact]
    public void Different_names_stay_different() =>
        Assert.Equal(8, ((string[])["Anna", "Inna", "Ivan", "Boris", "Саша", "Маша", "Жанна", "Зоя"]).Select(NameSearch.KeyOf).Distinct().Count());

    [Fact]
    public void Any_text_has_a_key_and_finds_itself() => Gen.String.Sample(text =>
    {
        var key = NameSearch.KeyOf(text);
        return NameSearch.Fits(key, key) && !key.Contains("  ", StringComparison.Ordinal);
    });
}
