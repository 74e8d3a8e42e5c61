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
        Assert.Equal(new PostOutcome.Posted(new JournalNumber(2)),
            await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, 1), 5_000))));
        Assert.Equal((2L, 2L, 10_000L), Books(test, new Account(AccountClass.Bank)));
        Assert.Equal(2, Openings(test));
    }

    /// <summary>As forms of two funds do: each entry is of a source of its own, and some are sent twice or bear a reference that was used.</summary>
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Posters_of_two_funds_who_all_bring_new_sources_dont_wait_for_each_other_in_a_ring(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        Fund[] funds = [test.Fund, test.AddFund("black-cross", "Black Cross")];
        using var first = new Journal(test.Database);
        using var second = new Journal(test.Database); // as another process would
        var outcomes = new ConcurrentBag<(int Fund, PostOutcome Outcome)>();
        await Parallel.ForAsync(0, 400, async (i, _) =>
        {
            var fund = i / 2 % 2;
            var journal = i % 8 < 4 ? first : second;
            // The pairs 0 and 1, 2 and 3… are the same entry; those whose tens are even bear one of ten references.
            var entry = Gift(funds[fund], new EntryId((UInt128)(uint)(1_000 + i / 2), 0), 100);
            var reference = i / 20 % 2 == 0 ? BitConverter.GetBytes((long)(i / 40)) : [];
            outcomes.Add((fund, await journal.PostAsync(new PostRequest(entry, reference))));
        });
        // Of each fund fifty entries without a reference, and one for each of the ten that fifty others share.
        foreach (var fund in new[] { 0, 1 })
        {
            var ofFund = outcomes.Where(o => o.Fund == fund).Select(o => o.Outcome).ToList();
            Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n),
                ofFund.OfType<PostOutcome.Posted>().Select(o => o.Journal.Value).Order());
            Assert.Equal(200 - 60, ofFund.Count(o => o is PostOutcome.AlreadyPosted or PostOutcome.ReferenceTaken));
        }
        Assert.Equal(120, Books(test, new Account(AccountClass.Bank)).Entries);
        Assert.Equal(12_000, Books(test, new Account(AccountClass.Bank)).Balance);
        Assert.Equal(120, Openings(test));
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

    private static long Openings(TestInstallation test)
    {
        using var connection = test.Database.Open();
        return Sql.Number(connection, null, "select count(*) from opening")!.Value;
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
