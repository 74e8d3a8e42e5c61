using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public class MonthlyReportTests
{
    private static readonly YearMonth March = new(2026, 3);

    [Theory]
    [InlineData(0, null)]
    [InlineData(4, null)]
    [InlineData(5, 5)]
    [InlineData(7, 5)]
    [InlineData(8, 10)]
    [InlineData(52, 50)]
    public void People_are_counted_to_a_multiple_of_five_and_fewer_are_not(int helped, int? expected) => Assert.Equal(expected, Report([], helped).Helped);

    [Fact]
    public void A_purpose_with_few_payments_is_not_told_alone()
    {
        var spent = Report([(AccountClass.Legal, 900_00, 9), (AccountClass.Parcel, 100_00, 5), (AccountClass.Medical, 70_00, 1)], 0).Spent;
        Assert.Equal([new ReportedPurpose(AccountClass.Legal, 900_00), new ReportedPurpose(AccountClass.None, 170_00)], spent);
    }

    [Fact]
    public void Whatever_was_paid_the_parts_make_the_whole_and_nothing_small_stands_alone() =>
        Gen.Select(Gen.Int[0, 8].Select(i => (AccountClass)(48 + i)), Gen.Long[1, 1_000].Select(m => m * 100), Gen.Int[1, 6]).Array[0, 6]
            .Select(all => all.DistinctBy(p => p.Item1).ToArray()).Sample(payments =>
        {
            var spent = Report(payments, 0).Spent;
            Assert.Equal(payments.Sum(p => p.Item2), spent.Sum(s => s.Minor));
            foreach (var purpose in spent.Where(s => s.Class != AccountClass.None)) Assert.True(payments.Single(p => p.Item1 == purpose.Class).Item3 >= MonthlyReport.FewestPayments);
            var hidden = payments.Count(p => spent.All(s => s.Class != p.Item1));
            Assert.True(hidden != 1 || payments.Length == 1);
        });

    [Fact]
    public void Few_bails_are_not_told()
    {
        var report = MonthlyReport.Of(Accounts, March, new PublicRounding(100), [], 0, (2, 500_00), (3, 700_00));
        Assert.Equal((null, 700_00L), (report.BailOut, report.BailBack));
    }

    private static PublicAccounts Accounts => new(Currency.Eur, []);

    private static MonthlyReport Report(IReadOnlyList<(AccountClass, long, int)> payments, int helped) =>
        MonthlyReport.Of(Accounts, March, new PublicRounding(100), payments, helped, default, default);
}
