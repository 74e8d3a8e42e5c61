using CsCheck;
using NodaTime;
using Poruka.Funds.PublishLog;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Tests.Funds;

/// <summary>Any sequence of commands leaves books that balance, verify, and equal what a naive model of them says.</summary>
public sealed class ModelTests(PostgresServer postgres)
{
    private static readonly Account[] Own = [new(AccountClass.Bank), new(AccountClass.Bank, 1), new(AccountClass.Cash)];
    private static readonly Account[] Others =
        [new(AccountClass.Gift), new(AccountClass.Dues), new(AccountClass.Legal), new(AccountClass.Medical)];
    private static readonly Currency[] Currencies = [Currency.Eur, Currency.Parse("PLN"), Currency.Parse("JPY")];

    /// <summary>What somebody asks for: a new entry, an old one again, another under an old id, a reversal, a batch.</summary>
    private sealed record Command(int What, int Which, Account Own, Account Other, Money Amount, int Day, int Campaign);

    private static readonly Gen<Command> Commands =
        from what in Gen.Int[0, 9]
        from which in Gen.Int[0, 1_000]
        from own in Gen.Int[0, Own.Length - 1].Select(i => Own[i])
        from other in Gen.Int[0, Others.Length - 1].Select(i => Others[i])
        from minor in Gen.Long[1, 1_000_000_000_000]
        from currency in Gen.Int[0, Currencies.Length - 1].Select(i => Currencies[i])
        from day in Gen.Int[0, 800]
        from campaign in Gen.Int[0, 2]
        select new Command(what, which, own, other, new Money(minor, currency), day, campaign);

    [Fact]
    public void On_sqlite_any_sequence_of_commands_does_what_the_model_does() => Run(DatabaseKind.Sqlite, iterations: 40);

    [Fact]
    public void On_postgresql_any_sequence_of_commands_does_what_the_model_does() => Run(DatabaseKind.PostgreSql, iterations: 8);

    private void Run(DatabaseKind kind, int iterations) =>
        Commands.List[1, 40].Sample(commands => Play(kind, commands), iter: iterations, threads: 1);

    private void Play(DatabaseKind kind, List<Command> commands)
    {
        using var test = new TestInstallation(kind, postgres);
        using var journal = new Journal(test.Database);
        var posted = new List<Entry>();
        var reversed = new HashSet<EntryId>();
        var next = 0L;
        foreach (var command in commands)
        {
            var old = posted.Count == 0 ? null : posted[command.Which % posted.Count];
            switch (command.What)
            {
                case 0:
                    PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: false);
                    break;
                case 1 when old is not null:
                    Assert.IsType<PostOutcome.AlreadyPosted>(Post(old));
                    break;
                case 2 when old is not null:
                    Assert.IsType<PostOutcome.IdTaken>(Post(Build(command, old.Id, extra: 1)));
                    break;
                case 3 or 4 when old is { Kind: not EntryKind.Reversal }:
                    var reversal = old.Reverse(new EntryId(2, next++), old.Day.PlusDays(1));
                    if (reversed.Add(old.Id))
                    {
                        Assert.IsType<PostOutcome.Posted>(Post(reversal));
                        posted.Add(reversal);
                    }
                    else Assert.IsType<PostOutcome.AlreadyReversed>(Post(reversal));
                    break;
                default:
                    var entry = Build(command, new EntryId(1, next++), extra: 0);
                    Assert.IsType<PostOutcome.Posted>(Post(entry));
                    posted.Add(entry);
                    break;
            }
        }
        Assert.Equal(Model(posted), Kept(test));
        var report = VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal(posted.Count, report.Entries);

        Entry Build(Command c, EntryId id, long extra) => new(
            test.Fund.Id, id, new LocalDate(2024, 1, 1).PlusDays(c.Day), EntryKind.Income,
            [
                new Posting(c.Own, c.Amount + new Money(extra, c.Amount.Currency)),
                new Posting(c.Other, -c.Amount - new Money(extra, c.Amount.Currency), new CampaignId(c.Campaign)),
            ]);

        PostOutcome Post(Entry entry) => journal.PostAsync(new PostRequest(entry)).GetAwaiter().GetResult();
    }

    private static SortedDictionary<string, long> Model(List<Entry> entries)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var entry in entries)
            foreach (var posting in entry.Postings)
            {
                var key = Key(posting.Account.Code, posting.Campaign.Number, posting.Amount.Currency.Number, Months.Of(entry.Day));
                sums[key] = sums.GetValueOrDefault(key) + posting.Amount.Minor;
            }
        return sums;
    }

    private static SortedDictionary<string, long> Kept(TestInstallation test)
    {
        using var connection = test.Database.Open();
        using var find = Sql.Command(connection, null, "select account, campaign, currency, month, amount from monthly_sum");
        using var rows = find.ExecuteReader();
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (rows.Read())
            sums[Key(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3))] = rows.GetInt64(4);
        return sums;
    }

    private static string Key(long account, long campaign, long currency, long month) => $"{account} {campaign} {currency} {month}";
}
