using System.Collections.Concurrent;
using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Storage;

public sealed class JournalTests(PostgresServer postgres)
{
    private static readonly LocalDate Day = new(2026, 3, 1);

    private static Entry Gift(Fund fund, EntryId id, long minor, LocalDate? day = null) => new(
        fund.Id, id, day ?? Day, EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank), new Money(minor, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(-minor, Currency.Eur)),
        ]);

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task An_entry_posted_twice_is_posted_once(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        var entry = Gift(test.Fund, new EntryId(7, 0), 5_000);
        Assert.Equal(new PostOutcome.Posted(new JournalNumber(1)), await journal.PostAsync(new PostRequest(entry)));
        Assert.Equal(new PostOutcome.AlreadyPosted(new JournalNumber(1)), await journal.PostAsync(new PostRequest(entry)));
        Assert.Equal(
            new PostOutcome.IdTaken(new JournalNumber(1)),
            await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 0), 5_001))));
        Assert.Equal((1L, 1L, 5_000L), Books(test, new Account(AccountClass.Bank)));
    }

    /// <summary>What the server knows of a table after many gifts without a reference must not make it read the table for one.</summary>
    [Fact]
    public void Among_many_gifts_without_a_reference_one_is_found_by_the_index()
    {
        using var test = new TestInstallation(DatabaseKind.PostgreSql, postgres);
        var gifts = Enumerable.Range(0, 5_000).Select(i => new PostRequest(
            Gift(test.Fund, new EntryId(7, i), 100), i % 50 == 0 ? BitConverter.GetBytes((long)i) : []));
        Assert.IsType<BulkOutcome.Posted>(BulkPosting.Post(test.Database, test.Fund, gifts, null, CancellationToken.None));
        using var connection = test.Database.Open();
        Sql.Run(connection, null, "analyze opening");
        using var explain = connection.CreateCommand();
        explain.CommandText = "explain select 1 where not exists (select 1 from opening where fund = 1 and reference = '\\x0102030405060708')";
        var plan = new List<string>();
        using (var rows = explain.ExecuteReader())
            while (rows.Read()) plan.Add(rows.GetString(0));
        Assert.Contains(plan, line => line.Contains("opening_reference", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Many_posters_at_once_leave_no_gap_in_the_journal(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var first = new Journal(test.Database);
        using var second = new Journal(test.Database); // as another process would
        var numbers = new ConcurrentBag<long>();
        await Parallel.ForAsync(0, 400, async (i, _) =>
        {
            var journal = i % 2 == 0 ? first : second;
            // Every tenth posting repeats the one before: it must not take a number.
            var outcome = await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId((UInt128)(uint)(i % 4), i - (i % 10 == 9 ? 4 : 0)), 100 + i % 4)));
            if (outcome is PostOutcome.Posted posted) numbers.Add(posted.Journal.Value);
            else Assert.IsType<PostOutcome.AlreadyPosted>(outcome);
        });
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => (long)n), numbers.Order());
        Assert.Equal(numbers.Count, Books(test, new Account(AccountClass.Bank)).Entries);
        Assert.Equal(numbers.Count, Books(test, new Account(AccountClass.Bank)).Head);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task An_entry_is_reversed_once_and_only_by_its_mirror(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        var entry = Gift(test.Fund, new EntryId(7, 0), 5_000);
        Assert.IsType<PostOutcome.OriginalMissing>(await journal.PostAsync(new PostRequest(entry.Reverse(new EntryId(7, 1), Day))));
        await journal.PostAsync(new PostRequest(entry));
        Assert.IsType<PostOutcome.ReversalDiffers>(await journal.PostAsync(
            new PostRequest(Gift(test.Fund, new EntryId(7, 0), 4_000).Reverse(new EntryId(7, 1), Day))));
        Assert.Equal(new PostOutcome.Posted(new JournalNumber(2)),
            await journal.PostAsync(new PostRequest(entry.Reverse(new EntryId(7, 1), Day))));
        Assert.Equal(new PostOutcome.AlreadyReversed(new JournalNumber(2)),
            await journal.PostAsync(new PostRequest(entry.Reverse(new EntryId(7, 2), Day))));
        Assert.Equal((2L, 2L, 0L), Books(test, new Account(AccountClass.Bank)));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task One_donors_reference_serves_one_gift(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        byte[] reference = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 0), 5_000), reference));
        Assert.Equal(new PostOutcome.ReferenceTaken(new JournalNumber(1)),
            await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 1), 5_000), reference)));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task A_sum_beyond_what_can_be_kept_is_refused_and_the_others_are_posted(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 0), long.MaxValue - 10)));
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 5).Select(i =>
            journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, i), i == 3 ? 1_000 : 2)))));
        Assert.IsType<PostOutcome.SumTooLarge>(outcomes[2]);
        Assert.Equal(4, outcomes.Count(o => o is PostOutcome.Posted));
        Assert.Equal((5L, 5L, long.MaxValue - 2), Books(test, new Account(AccountClass.Bank)));
    }

    [Fact]
    public async Task A_fund_that_is_not_here_takes_no_entry()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var journal = new Journal(test.Database);
        var stranger = test.Fund with { Id = new FundId(99) };
        Assert.IsType<PostOutcome.UnknownFund>(await journal.PostAsync(new PostRequest(Gift(stranger, new EntryId(7, 0), 1))));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task The_database_itself_refuses_to_change_an_entry(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using (var journal = new Journal(test.Database))
            await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 0), 5_000)));
        string[] attempts =
        [
            "update entry set journal = 2", "delete from entry",
            .. kind == DatabaseKind.Sqlite
                ? ["insert or replace into entry select fund, journal, source, number, leaf, bytes from entry",
                   "insert or replace into entry select fund, journal + 1, source, number, leaf, bytes from entry"]
                : (string[])["truncate entry"],
            "update opening set reference = blinding",
        ];
        foreach (var attempt in attempts)
        {
            using var connection = test.Database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = attempt;
            Assert.ThrowsAny<DbException>(() => command.ExecuteNonQuery());
        }
        Assert.Equal((1L, 1L, 5_000L), Books(test, new Account(AccountClass.Bank)));
    }

    private static (long Entries, long Head, long Balance) Books(TestInstallation test, Account account)
    {
        using var connection = test.Database.Open();
        return (Number("select count(*) from entry"), Number("select size from journal_head"),
            Number($"select cast(coalesce(sum(amount), 0) as bigint) from monthly_sum where account = {account.Code}"));

        long Number(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        }
    }
}
