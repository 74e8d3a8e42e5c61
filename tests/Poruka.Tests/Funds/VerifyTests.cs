using System.Security.Cryptography;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.IssueReceipt;
using Poruka.Funds.PublishLog;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Tests.Funds;

public sealed class VerifyTests(PostgresServer postgres)
{
    private static readonly LocalDate Day = new(2026, 3, 1);

    private static Entry Gift(Fund fund, EntryId id, long minor) => new(
        fund.Id, id, Day.PlusDays((int)id.Number % 60), EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank), new Money(minor, Currency.Eur)),
            new Posting(new Account(AccountClass.Gift), new Money(-minor, Currency.Eur)),
        ]);

    private static byte[] Reference(int number) => SHA256.HashData(BitConverter.GetBytes(number))[..DonorReference.Size];

    /// <summary>Books with gifts, a reversal, three published batches and some entries not yet published.</summary>
    private TestInstallation Filled(DatabaseKind kind)
    {
        var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        for (var batch = 0; batch < 3; batch++)
        {
            Post(batch * 150, 150);
            Assert.NotNull(PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false));
        }
        Post(450, 5);
        return test;

        void Post(int first, int count)
        {
            var posted = Enumerable.Range(first, count).Select(i =>
                journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(7, i), 1_000 + i), Reference(i)))).ToArray();
            Assert.All(Task.WhenAll(posted).GetAwaiter().GetResult(), o => Assert.IsType<PostOutcome.Posted>(o));
            if (first == 0)
                Assert.IsType<PostOutcome.Posted>(journal.PostAsync(new PostRequest(
                    Gift(test.Fund, new EntryId(7, 3), 1_003).Reverse(new EntryId(8, 0), Day))).GetAwaiter().GetResult());
        }
    }

    private static VerifyReport Verify(TestInstallation test) =>
        VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None);

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Books_that_nobody_touched_are_sound(DatabaseKind kind)
    {
        using var test = Filled(kind);
        var report = Verify(test);
        Assert.Empty(report.Findings);
        Assert.Equal((456, 912, 5, 3), (report.Entries, report.Postings, report.Unpublished, report.Checkpoints));
        Assert.Equal(451, report.Leaves - report.Fillers);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Books_that_others_post_into_and_publish_meanwhile_are_sound_too(DatabaseKind kind)
    {
        using var test = Filled(kind);
        using var stop = new CancellationTokenSource();
        var posting = Task.Run(async () =>
        {
            using var journal = new Journal(test.Database);
            var posted = 0;
            for (; !stop.IsCancellationRequested; posted++)
            {
                Assert.IsType<PostOutcome.Posted>(await journal.PostAsync(new PostRequest(Gift(test.Fund, new EntryId(9, posted), 5_00), Reference(10_000 + posted))));
                if (posted % 20 == 19) Assert.NotNull(PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false));
            }
            return posted;
        }, TestContext.Current.CancellationToken);
        var seen = new HashSet<long>();
        // On a busy machine it takes longer until something has come between.
        for (var turn = 0; turn < 25 || (seen.Count <= 5 && turn < 2_000); turn++)
        {
            var report = Verify(test);
            Assert.Empty(report.Findings);
            seen.Add(report.Entries);
        }
        await stop.CancelAsync();
        Assert.Equal(456 + await posting, Verify(test).Entries);
        Assert.True(seen.Count > 5, "Nothing was posted meanwhile.");
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void A_byte_changed_anywhere_is_found_and_named(DatabaseKind kind)
    {
        using var test = Filled(kind);
        Disarm(test);
        (string Table, string Column, string Where, string Place)[] places =
        [
            ("entry", "bytes", "journal = 17", "entry 17"), ("entry", "leaf", "journal = 18", "entry 18"),
            ("opening", "blinding", "journal = 19", "entry 19"), ("opening", "reference", "journal = 20", "entry 20"),
            ("log_leaf", "leaf", "log_index = 21", "leaf 21"), ("log_tile", "hashes", "tile = 0", "tile 0/0"),
            ("log_tile", "root", "tile = 0", "tile 0/0"),
            ("log_filler", "blinding", "log_index = (select min(log_index) from log_filler)", "leaf "),
            ("entry_source", "id", "source = 1", "entry 1"),
        ];
        foreach (var (table, column, where, place) in places)
        {
            var original = Bytes(test, $"select {column} from {table} where {where}");
            // Every byte on the one database; on the other, which is slower to ask, each place a few times.
            var step = kind == DatabaseKind.Sqlite && original.Length < 200 ? 1 : Math.Max(1, original.Length / 12);
            for (var at = 0; at < original.Length; at += step)
            {
                var changed = (byte[])original.Clone();
                changed[at] ^= (byte)(1 << at % 8);
                Set(test, table, column, where, changed);
                var report = Verify(test);
                Assert.False(report.IsSound, $"{table}.{column} byte {at}");
                Assert.True(report.Findings.Any(f => f.Place.StartsWith(place, StringComparison.Ordinal)),
                    $"{table}.{column} byte {at}: {string.Join("; ", report.Findings.Take(3))}");
            }
            Set(test, table, column, where, original);
        }
        Assert.Empty(Verify(test).Findings);
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Numbers_changed_and_rows_taken_or_added_are_found_and_named(DatabaseKind kind)
    {
        (string Sql, FindingKind Kind, string Place)[] changes =
        [
            ("update monthly_sum set amount = amount + 1 where account = 65536", FindingKind.SumWrong, "sum assets:bank EUR 2026-03"),
            ("update monthly_sum set postings = postings + 1 where account = 65536", FindingKind.SumWrong, "sum assets:bank EUR 2026-03"),
            ("delete from monthly_sum where account = 65536", FindingKind.SumWrong, "sum assets:bank"),
            ("delete from entry where journal = 30", FindingKind.JournalGap, "entry 31"),
            ("delete from entry where journal = 456", FindingKind.JournalGap, "journal"),
            ("update entry set number = 9999 where journal = 31", FindingKind.EntryMisplaced, "entry 31"),
            (kind == DatabaseKind.PostgreSql ? "update journal_head set size = size + 1"
                : "insert into opening (fund, journal, blinding, reference) values (1, 457, x'00', x'')", FindingKind.JournalGap, "journal"),
            ("delete from reversal", FindingKind.ReversalWrong, "entry 151"),
            ("insert into reversal (fund, reversed, journal) values (1, 40, 41)", FindingKind.ReversalWrong, "entry 40"),
            ("delete from log_leaf where log_index = 33", FindingKind.LeafUnaccounted, "leaf 33"),
            ("delete from log_place where journal = 34", FindingKind.LeafUnaccounted, "leaf"),
            ("update log_checkpoint set note = replace(note, 'test.example', 'best.example') where size = (select min(size) from log_checkpoint)",
                FindingKind.CheckpointUnreadable, "checkpoint"),
        ];
        foreach (var (sql, finding, place) in changes)
        {
            using var test = Filled(kind);
            Disarm(test);
            using (var connection = test.Database.Open()) Assert.NotEqual(0, Sql.Run(connection, null, sql));
            var report = Verify(test);
            Assert.Contains(report.Findings, f => f.Kind == finding && f.Place.StartsWith(place, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_checkpoint_changed_in_any_letter_is_found()
    {
        using var test = Filled(DatabaseKind.Sqlite);
        Disarm(test);
        string note;
        using (var connection = test.Database.Open())
        using (var find = Sql.Command(connection, null, "select note from log_checkpoint order by size limit 1"))
            note = (string)find.ExecuteScalar()!;
        for (var at = 0; at < note.Length; at++)
        {
            var changed = note[..at] + (char)(note[at] ^ 1) + note[(at + 1)..];
            using (var connection = test.Database.Open())
                Sql.Run(connection, null, "update log_checkpoint set note = @note where size = (select min(size) from log_checkpoint)", ("note", changed));
            Assert.False(Verify(test).IsSound, $"letter {at} of {note}");
        }
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void An_erased_opening_is_counted_and_no_fault(DatabaseKind kind)
    {
        using var test = Filled(kind);
        using (var connection = test.Database.Open())
            Assert.Equal(1, Sql.Run(connection, null, "delete from opening where journal = 12"));
        var report = Verify(test);
        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Erased);
        Assert.IsType<ReceiptIssue.Erased>(Receipts.ByJournal(test.Installation, test.Fund, new JournalNumber(12)));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Every_published_gift_has_a_receipt_that_checks_out_offline(DatabaseKind kind)
    {
        using var test = Filled(kind);
        using var signer = FundLog.SignerOf(test.Installation, test.Fund);
        foreach (var number in (int[])[0, 1, 149, 150, 299, 449])
        {
            var issued = Assert.IsType<ReceiptIssue.Issued>(
                Receipts.ByReference(test.Installation, test.Fund, new DonorReference(Reference(number))));
            Assert.Equal(new Money(1_000 + number, Currency.Eur), issued.Amount);
            var checkedReceipt = Receipt.Verify(issued.Proof.ToBytes(), signer.Verifier, [], 0);
            Assert.Equal(ReceiptOutcome.Valid, checkedReceipt.Outcome);
            Assert.Equal(new EntryId(7, number), checkedReceipt.Entry!.Id);
        }
        Assert.IsType<ReceiptIssue.NotYetPublished>(
            Receipts.ByReference(test.Installation, test.Fund, new DonorReference(Reference(452))));
        Assert.IsType<ReceiptIssue.NotFound>(
            Receipts.ByReference(test.Installation, test.Fund, new DonorReference(Reference(9_999))));
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Nothing_is_published_twice_and_an_empty_batch_goes_out_when_asked(DatabaseKind kind)
    {
        using var test = Filled(kind);
        Assert.Equal(5, PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false)!.Entries);
        Assert.Null(PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false));
        var empty = PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true)!;
        Assert.Equal((0, LogBatch.SmallestClass), (empty.Entries, empty.Fillers));
        Assert.Empty(Verify(test).Findings);
    }

    /// <summary>What somebody with the disk in hand would do first: take the triggers off.</summary>
    private static void Disarm(TestInstallation test)
    {
        using var connection = test.Database.Open();
        if (test.Database.Kind == DatabaseKind.PostgreSql)
        {
            foreach (var table in (string[])["entry", "opening", "log_leaf", "log_tile", "log_checkpoint", "reversal"])
                Sql.Run(connection, null, $"alter table {table} disable trigger all");
            return;
        }
        var triggers = new List<string>();
        using (var find = Sql.Command(connection, null, "select name from sqlite_master where type = 'trigger'"))
        using (var rows = find.ExecuteReader())
            while (rows.Read()) triggers.Add(rows.GetString(0));
        foreach (var trigger in triggers) Sql.Run(connection, null, $"drop trigger {trigger}");
    }

    private static byte[] Bytes(TestInstallation test, string sql)
    {
        using var connection = test.Database.Open();
        using var find = Sql.Command(connection, null, sql);
        return (byte[])find.ExecuteScalar()!;
    }

    private static void Set(TestInstallation test, string table, string column, string where, byte[] bytes)
    {
        using var connection = test.Database.Open();
        Assert.Equal(1, Sql.Run(connection, null, $"update {table} set {column} = @bytes where {where}", ("bytes", bytes)));
    }
}
