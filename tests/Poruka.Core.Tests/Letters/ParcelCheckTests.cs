using NodaTime;
using Poruka.Letters;

namespace Poruka.Core.Tests.Letters;

public sealed class ParcelCheckTests
{
    private static readonly LocalDate Day = new(2026, 11, 23);

    private static readonly LetterRules Rules = new(Day, "the facility's list") { MaxParcelGrams = 20_000, MaxParcelsPerYear = 6, MaxBooks = 5 };

    [Theory]
    [InlineData(20_000, 5, 5)]
    [InlineData(20_001, 5, 5, ParcelFinding.TooHeavy)]
    [InlineData(20_000, 5, 6, ParcelFinding.TooMany)]
    [InlineData(20_000, 6, 5, ParcelFinding.TooManyBooks)]
    [InlineData(90_000, 9, 9, ParcelFinding.TooHeavy, ParcelFinding.TooMany, ParcelFinding.TooManyBooks)]
    public void Weight_count_and_books_are_held_against_the_limits(int grams, int books, int sent, params ParcelFinding[] expected) =>
        Assert.Equal(expected, ParcelCheck.Run(grams, books, sent, Rules, Day).Select(f => f.Finding));

    [Fact]
    public void Unknown_rules_are_said_and_stop_nothing()
    {
        Assert.Equal([(ParcelFinding.RulesDoubtful, 0)], ParcelCheck.Run(99_000, 99, 99, null, Day));
        Assert.Contains((ParcelFinding.RulesDoubtful, 0), ParcelCheck.Run(1, 0, 0, Rules, Day.PlusYears(2)));
    }
}
