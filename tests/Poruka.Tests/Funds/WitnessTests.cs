using NodaTime;
using Poruka.Funds;
using Poruka.Funds.AuditLog;
using Poruka.Funds.IssueReceipt;
using Poruka.Funds.PublishLog;
using Poruka.Funds.VerifyBooks;
using Poruka.Funds.WitnessLog;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Tests.Funds;

public sealed class WitnessTests(PostgresServer postgres)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);

    private static void Post(TestInstallation test, int first, int count)
    {
        using var journal = new Journal(test.Database);
        var posted = Enumerable.Range(first, count).Select(i => journal.PostAsync(new PostRequest(new Entry(
            test.Fund.Id, new EntryId(7, i), new LocalDate(2026, 3, 1), EntryKind.Income,
            [
                new Posting(new Account(AccountClass.Bank), new Money(100 + i, Currency.Eur)),
                new Posting(new Account(AccountClass.Gift), new Money(-100 - i, Currency.Eur)),
            ])))).ToArray();
        Assert.All(Task.WhenAll(posted).GetAwaiter().GetResult(), o => Assert.IsType<PostOutcome.Posted>(o));
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false);
    }

    private static string Export(TestInstallation test, string name)
    {
        var folder = Path.Combine(test.Folder, name);
        Assert.NotNull(ExportLog.Run(test.Installation, test.Fund, folder, CancellationToken.None));
        return folder;
    }

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void Two_witnesses_cosign_and_a_receipt_bears_their_word(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var ally = new TestInstallation(DatabaseKind.Sqlite, postgres, "ally.example");
        using var other = new TestInstallation(DatabaseKind.Sqlite, postgres, "other.example");
        using var key = FundLog.SignerOf(test.Installation, test.Fund);
        Post(test, 0, 300);
        var folder = Export(test, "log");
        foreach (var witness in (TestInstallation[])[ally, other])
        {
            using var signer = FundLog.WitnessOf(witness.Installation);
            var outcome = WitnessLog.Cosign(witness.Installation, folder, key.Verifier, Now);
            Assert.Equal(PublicLogProblem.None, outcome.Problem);
            Assert.Equal(CosignatureOutcome.UnknownWitness, WitnessLog.AddCosignature(test.Installation, test.Fund, outcome.Cosignature!));
            WitnessLog.AddWitness(test.Installation, test.Fund, signer.Verifier);
            Assert.Equal(CosignatureOutcome.Added, WitnessLog.AddCosignature(test.Installation, test.Fund, outcome.Cosignature!));
        }
        Assert.Equal(CosignatureOutcome.Unreadable, WitnessLog.AddCosignature(test.Installation, test.Fund, "— nobody"));
        var receipt = Assert.IsType<ReceiptIssue.Issued>(Receipts.ByJournal(test.Installation, test.Fund, new JournalNumber(5)));
        var found = Receipt.Verify(receipt.Proof.ToBytes(), key.Verifier, WitnessLog.Witnesses(test.Installation, test.Fund), quorum: 2);
        Assert.Equal((ReceiptOutcome.Valid, 2), (found.Outcome, found.Cosignatures.Length));
        var report = VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal(2, report.Cosignatures);
    }

    [Fact]
    public void A_log_that_was_rewritten_or_shortened_is_not_cosigned()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var ally = new TestInstallation(DatabaseKind.Sqlite, postgres, "ally.example");
        using var key = FundLog.SignerOf(test.Installation, test.Fund);
        Post(test, 0, 20);
        var shorter = Export(test, "first");
        Post(test, 20, 20);
        var whole = Export(test, "second");
        Assert.Equal(PublicLogProblem.None, WitnessLog.Cosign(ally.Installation, whole, key.Verifier, Now).Problem);
        Assert.Equal(PublicLogProblem.Shrunk, WitnessLog.Cosign(ally.Installation, shorter, key.Verifier, Now).Problem);

        // The same key signs another history of the same length.
        var other = Directory.CreateDirectory(Path.Combine(test.Folder, "other")).FullName;
        var growth = new LogGrowth(0, (_, _) => throw new InvalidOperationException(), []);
        for (var i = 0; i < 56; i++) growth.Append(new byte[BlindedLeaf.Size]);
        foreach (var (path, bytes) in growth.Files())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(other, path.ToString()))!);
            File.WriteAllBytes(Path.Combine(other, path.ToString()), bytes);
        }
        File.WriteAllBytes(Path.Combine(other, "checkpoint"), new Checkpoint(key.Verifier.Name, growth.Size, growth.Root).Sign(key).ToBytes());
        Assert.Equal(PublicLogProblem.NotConsistent, WitnessLog.Cosign(ally.Installation, other, key.Verifier, Now).Problem);
    }

    [Fact]
    public void A_copy_of_the_public_files_can_be_audited_by_anybody()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var key = FundLog.SignerOf(test.Installation, test.Fund);
        Post(test, 0, 700);
        var folder = Export(test, "log");
        Assert.True(SignedNote.TryParse(File.ReadAllBytes(Path.Combine(folder, "checkpoint")), out var kept, out _));
        Post(test, 700, 100);
        Assert.True(ExportLog.Run(test.Installation, test.Fund, folder, CancellationToken.None) > 0);
        Assert.Equal(0, ExportLog.Run(test.Installation, test.Fund, folder, CancellationToken.None));
        Assert.Equal(new FolderAudit(PublicLogProblem.None, "", 896, 0), AuditLog.Folder(folder, key.Verifier, [], kept));

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // Partial tiles of earlier sizes are no part of the log as it is now.
            if (file.Contains(".p", StringComparison.Ordinal) && !InLog(file, folder, 896)) continue;
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
            Assert.NotEqual(PublicLogProblem.None, AuditLog.Folder(folder, key.Verifier, [], kept).Problem);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        static bool InLog(string file, string folder, long size) =>
            TilePath.ForGrowth(0, size).Any(path => Path.Combine(folder, path.ToString()) == file);
    }

    [Fact]
    public void An_audit_is_said_in_the_next_checkpoint()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        Assert.Null(AuditLog.Record(test.Installation, test.Fund, TestInstallation.Today));
        Post(test, 0, 20);
        Assert.Equal(24, AuditLog.Record(test.Installation, test.Fund, TestInstallation.Today));
        var batch = PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true)!;
        Assert.True(Checkpoint.TryParse(batch.Checkpoint.Text, out var checkpoint));
        Assert.Equal(["audited-to 24"], checkpoint!.Extensions);
    }
}
