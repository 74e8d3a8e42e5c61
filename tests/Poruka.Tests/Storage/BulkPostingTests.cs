using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Storage;

public sealed class BulkPostingTests(PostgresServer postgres)
{
    private const int Many = ReadyBlock.Capacity * 2 + 300;

    private static PostRequest Gift(Fund fund, long number, long minor = 0) => new(
        new Entry(fund.Id, new EntryId(7, number), new LocalDate(2026, 3, 1), EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank), new Money(minor == 0 ? number + 1 : minor, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(minor == 0 ? -number - 1 : -minor, Currency.Eur)),
        ]),
        new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, (byte)(number >> 8), (byte)number });

    private static BulkOutcome Post(TestInstallation test, IEnumerable<PostRequest> requests) =>
        BulkPosting.Post(test.Database, test.Fund, requests, null, TestContext.Current.CancellationToken);

    private static IEnumerable<PostRequest> Gifts(TestInstallation test, int from, int to) =>
        Enumerable.Range(from, to - from).Select(number => Gift(test.Fund, number));

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_stream_posted_again_or_overlapping_is_posted_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Assert.Equal(new BulkOutcome.Posted(Many, 0, new JournalNumber(1)), Post(test, Gifts(test, 0, Many)));
        Assert.Equal(new BulkOutcome.Posted(0, Many, null), Post(test, Gifts(test, 0, Many)));
        Assert.Equal(new BulkOutcome.Posted(200, 100, new JournalNumber(Many + 1)), Post(test, Gifts(test, Many - 100, Many + 200)));
        Assert.Equal((Many + 200L, Many + 200L), Size(test));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Entries_out_of_order_and_twice_in_one_stream_are_posted_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var numbers = Enumerable.Range(0, Many).Concat(Enumerable.Range(0, 10)).Reverse();
        Assert.Equal(new BulkOutcome.Posted(Many, 10, new JournalNumber(1)),
            Post(test, numbers.Select(number => Gift(test.Fund, number))));
        Assert.Equal((Many, (long)Many), Size(test));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_stream_with_one_entry_that_cannot_be_posted_posts_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Post(test, Gifts(test, 0, 10));
        Assert.Equal(
            new BulkOutcome.Refused(new EntryId(7, 3), new PostOutcome.IdTaken(new JournalNumber(4))),
            Post(test, Gifts(test, 10, Many).Append(Gift(test.Fund, 3, 99))));
        var second = Gift(test.Fund, Many) with { DonorReference = Gift(test.Fund, 1_000).DonorReference };
        Assert.Equal(
            new BulkOutcome.Refused(new EntryId(7, Many), new PostOutcome.ReferenceTaken(new JournalNumber(1_001))),
            Post(test, Gifts(test, 10, Many).Append(second)));
        Assert.Equal(
            new BulkOutcome.Refused(null, new PostOutcome.SumTooLarge()),
            Post(test, Gifts(test, 10, Many).Append(Gift(test.Fund, Many, long.MaxValue))));
        Assert.Equal((10L, 10L), Size(test));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_reversal_finds_its_original_in_the_same_stream(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        var reversal = Gift(test.Fund, 5).Entry.Reverse(new EntryId(7, 10), new LocalDate(2026, 3, 2));
        Assert.IsType<BulkOutcome.Posted>(Post(test, Gifts(test, 0, 10).Append(new PostRequest(reversal))));
        Assert.Equal(
            new BulkOutcome.Refused(new EntryId(8, 0), new PostOutcome.AlreadyReversed(new JournalNumber(11))),
            Post(test, [new PostRequest(Gift(test.Fund, 5).Entry.Reverse(new EntryId(8, 0), new LocalDate(2026, 3, 2)))]));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_stream_that_fails_or_is_stopped_midway_posts_nothing(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Assert.Throws<InvalidDataException>(() => Post(test, Gifts(test, 0, Many).Concat(Fail())));
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => BulkPosting.Post(
            test.Database, test.Fund, Gifts(test, 0, Many).Select(gift =>
            {
                if (gift.Entry.Id.Number == Many - 200) stop.Cancel();
                return gift;
            }), null, stop.Token));
        Assert.Equal((0L, 0L), Size(test));
        Assert.Equal(new BulkOutcome.Posted(5, 0, new JournalNumber(1)), Post(test, Gifts(test, 0, 5)));

        static IEnumerable<PostRequest> Fail() =>
            Enumerable.Range(0, 1).Select<int, PostRequest>(_ => throw new InvalidDataException("the stream broke"));
    }

    private static (long Entries, long Head) Size(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return (Sql.Number(connection, null, "select count(*) from entry")!.Value,
            Sql.Number(connection, null, "select size from journal_head")!.Value);
    }
}
