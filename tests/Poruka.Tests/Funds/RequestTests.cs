using CsCheck;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Vault;

namespace Poruka.Tests.Funds;

/// <summary>Requests over the books of both databases: whoever asks at the same time, the same money is promised once.</summary>
public sealed class RequestTests(PostgresServer postgres)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task Sixty_four_trustees_approving_two_hundred_requests_never_promise_more_than_there_is(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var trustees = Enumerable.Range(0, 64).Select(i => AddMember(group, $"trustee-{i:00}", "trustee")).ToList();
        const long Each = 100_00, Enough = 57; // for 57 and a half of the 200
        Give(test, Each * Enough + 50_00);
        // Up to 10,000 two approvals, at once.
        SetRules(test, FundRules.First(10_00) with { Tiers = [new RuleTier(long.MaxValue, 2, false)], UnopposedPercent = 0 });
        var requests = Enumerable.Range(0, 200).Select(i => Ask(test, group, Each)).ToList();

        var outcomes = new System.Collections.Concurrent.ConcurrentBag<RequestOutcome>();
        // A thread for each of them, as the pool would let only a few in at once.
        await Task.WhenAll(trustees.Select((trustee, t) => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < 8; i++)
                outcomes.Add(RequestDesk.Do(test.Installation, group.Organisation, test.Fund, requests[(t * 25 + i * 7) % 200], RequestAct.Approve, trustee, Now)!.Value.Outcome);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        using var connection = test.Database.Open();
        var all = RequestRows.Since(connection, test.Fund, Now.InUtc().Date);
        var approved = all.Where(r => r.Request.State == RequestState.Approved).ToList();
        var money = FundOfGroup.Money(connection, test.Fund);
        Assert.Equal(Enough, approved.Count);
        Assert.Equal(Each * Enough, money.Reserved.Minor);
        Assert.Equal(50_00, money.Free.Minor);
        // Every outcome is explained by the state that came of it.
        Assert.Equal(approved.Count, outcomes.Count(o => o == RequestOutcome.Approved));
        Assert.All(outcomes, o => Assert.Contains(o, (RequestOutcome[])[RequestOutcome.Done, RequestOutcome.Approved, RequestOutcome.NotEnoughMoney, RequestOutcome.NotNow, RequestOutcome.AlreadyDone]));
        Assert.All(all.Where(r => r.Request.State == RequestState.Open && r.Request.Approvals.Count >= 2), r => Assert.True(r.Request.Amount.Minor > money.Free.Minor));
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
    }

    private static readonly Gen<(int Act, int Who, int Which, int Days)[]> Plays = Gen.Select(
        Gen.Int[0, 16], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 4]).Array[5, 60];

    [Fact]
    public void On_sqlite_whatever_is_done_the_books_say_what_the_model_says() => Play(DatabaseKind.Sqlite, 12);

    [Fact]
    public void On_postgresql_whatever_is_done_the_books_say_what_the_model_says() => Play(DatabaseKind.PostgreSql, 3);

    /// <summary>
    /// A naive model beside the books: a pot of money, three requests, two of them for bail, and what each step may do to the pot.
    /// Of rules it knows only that courts give back and keep no more than they hold: it takes the outcome as told, and holds the books to it.
    /// </summary>
    private void Play(DatabaseKind kind, int iterations) => Plays.Sample(play =>
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        var people = new[] { group.Vera.Member.Id, AddMember(group, "ana", "trustee"), AddMember(group, "boris", "trustee"), AddMember(group, "clara", "trustee") };
        Give(test, 1_000_00);
        SetRules(test, FundRules.First(300_00) with { ObjectionDays = 3, VoteDays = 2, LapseDays = 9 });
        UInt128[] requests = [Ask(test, group, 250_00), Ask(test, group, 400_00, AccountClass.BailPosted), Ask(test, group, 700_00, AccountClass.BailPosted)];
        var (pot, promised, paid, now) = (1_000_00L, new Dictionary<UInt128, long>(), new HashSet<UInt128>(), Now);
        var (courts, lost) = (new Dictionary<UInt128, long>(), 0L);
        foreach (var (act, who, which, days) in play)
        {
            now += Duration.FromDays(days == 4 ? 1 : 0);
            if (act > 13)
            {
                SettleBail(act, ((long[])[50_00, 200_00, 350_00, 400_00])[who], requests[which]);
                Compare();
                continue;
            }
            RequestAct[] acts = [RequestAct.Approve, RequestAct.Approve, RequestAct.Approve, RequestAct.Oppose, RequestAct.VoteYes, RequestAct.VoteNo, RequestAct.Release,
                RequestAct.Withdraw, RequestAct.Pay, RequestAct.Evidence, RequestAct.Close, RequestAct.DeclareTie, RequestAct.Look, RequestAct.Abstain];
            var before = promised.ContainsKey(requests[which]);
            var (outcome, stored) = RequestDesk.Do(test.Installation, group.Organisation, test.Fund, requests[which], acts[act], people[who], now,
                (new Account(AccountClass.Bank), now.InUtc().Date))!.Value;
            var amount = stored.Request.Amount.Minor;
            if (outcome == RequestOutcome.Approved)
            {
                Assert.False(before);
                Assert.True(amount <= pot - promised.Values.Sum());
            }
            if (stored.Request.HoldsMoney) promised[requests[which]] = amount;
            else
            {
                // Time may have approved it a moment before it was paid: then it was never seen as promised.
                promised.Remove(requests[which]);
                if (stored.Request.State == RequestState.Paid && paid.Add(requests[which]))
                {
                    pot -= amount;
                    if (which > 0) courts[requests[which]] = amount;
                }
            }
            Compare();
            using var connection = test.Database.Open();
            // What is read again is what was decided.
            var again = RequestRows.Find(connection, test.Fund, requests[which])!.Request;
            Assert.Equal((stored.Request.State, stored.Request.Way, stored.Request.Ratified, stored.Request.Round), (again.State, again.Way, again.Ratified, again.Round));
            Assert.True(stored.Request.Approvals.SetEquals(again.Approvals) && stored.Request.Objections.SetEquals(again.Objections) && stored.Request.Votes.Count == again.Votes.Count);
        }
        Assert.Empty(Poruka.Funds.VerifyBooks.VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);

        // 14: some comes back; 15: some is lost; 16: half and half, or nothing at all where that is more than is held.
        void SettleBail(int act, long minor, UInt128 id)
        {
            var (back, gone) = act switch { 14 => (minor, 0L), 15 => (0L, minor), _ => (minor / 2, minor / 2) };
            using var looked = test.Database.Open();
            var seen = BailRows.List(looked, test.Fund).FirstOrDefault(b => b.Id == id)?.Bail.Held ?? Money.Zero(Currency.Eur);
            var outcome = BailDesk.Settle(test.Installation, test.Fund, id, new BailNews(now.InUtc().Date, Some(back), new Account(AccountClass.Bank), Some(gone), Money.Zero(Currency.Eur), null, seen));
            if (!courts.TryGetValue(id, out var held))
            {
                Assert.Null(outcome);
                return;
            }
            // Once all came back nothing is left to be lost.
            Assert.Equal(held == 0 || back == held && gone > 0 ? BailOutcome.Settled : back + gone > held ? BailOutcome.MoreThanHeld : BailOutcome.Done,
                outcome!.Value.Returned != BailOutcome.Done ? outcome.Value.Returned : outcome.Value.Forfeited);
            if (back + gone > held) return;
            (courts[id], pot, lost) = (held - back - gone, pot + back, lost + gone);
            Money? Some(long some) => some == 0 ? null : new Money(some, Currency.Eur);
        }

        void Compare()
        {
            using var connection = test.Database.Open();
            var money = FundOfGroup.Money(connection, test.Fund);
            Assert.Equal((pot, promised.Values.Sum(), courts.Values.Sum()), (money.AtHand.Minor, money.Reserved.Minor, money.BailOut.Minor));
            Assert.True(money.Free.Minor >= 0);
            Assert.Equal(lost, PublicSums.Of(connection, test.Fund).Where(s => s.Account.Class == AccountClass.BailForfeited).Sum(s => s.Amount.Minor));
            var bail = BailRows.List(connection, test.Fund);
            Assert.Equal(courts.Where(c => c.Value > 0).Select(c => (c.Key, c.Value)).Order(), bail.Where(b => b.SettledOn is null).Select(b => (b.Id, b.Bail.Held.Minor)).Order());
            Assert.Equal(courts.Count, bail.Count);
        }
    }, iter: iterations, threads: 1);

    [Theory, MemberData(nameof(Both))]
    public void What_time_brings_about_is_brought_about_by_itself(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        AddMember(group, "ana", "trustee");
        Give(test, 10_000_00);
        var request = Ask(test, group, 400_00);
        Assert.Equal(0, RequestDesk.LookAtAll(test.Installation, Now + Duration.FromDays(6)));
        Assert.Equal(1, RequestDesk.LookAtAll(test.Installation, Now + Duration.FromDays(7)));
        Assert.Equal(0, RequestDesk.LookAtAll(test.Installation, Now + Duration.FromDays(7)));
        using var connection = test.Database.Open();
        Assert.Equal((RequestState.Approved, ApprovalWay.Unopposed), RequestRows.Find(connection, test.Fund, request) is { Request: var r } ? (r.State, r.Way) : default);
        Assert.Equal(400_00, FundOfGroup.Money(connection, test.Fund).Reserved.Minor);
    }

    internal static void Give(TestInstallation test, long minor)
    {
        using var journal = new Journal(test.Database);
        Assert.IsType<PostOutcome.Posted>(journal.PostAsync(new PostRequest(Booking.Income(test.Fund.Id, new EntryId(Ids.Draw(), 0), Now.InUtc().Date,
            new Account(AccountClass.Bank), new Account(AccountClass.Gift), new Money(minor, Currency.Eur)))).GetAwaiter().GetResult());
    }

    internal static MemberId AddMember(SampleGroup group, string name, params string[] roles)
    {
        var id = new MemberId(Ids.Draw());
        using var connection = group.Test.Database.Open();
        using var transaction = connection.BeginTransaction();
        Sql.Run(connection, transaction, """
            insert into member (member, name, state, joined_on, memory_kib, passes, salt, verifier, public_key, verifying_key, keys_sealed, keys_recovery, totp_sealed, totp_step)
            values (@id, @name, 'active', 20000, 8, 1, @b, @b, @b, @b, @b, @b, @b, 0)
            """, ("id", Ids.Bytes(id.Value)), ("name", name), ("b", new byte[32]));
        MemberRows.Join(connection, transaction, group.Organisation, id, SampleGroup.Today);
        MemberRows.SetRoles(connection, transaction, group.Organisation, id, roles.Select(r => Roles.OfWord(r)!.Value));
        transaction.Commit();
        return id;
    }

    private static void SetRules(TestInstallation test, FundRules rules)
    {
        using var connection = test.Database.Open();
        Assert.True(RulesRows.TryAdd(connection, test.Fund, rules, default, Now.InUtc().Date));
    }

    /// <summary>A request of Vera's, whose evidence somebody has read.</summary>
    private static UInt128 Ask(TestInstallation test, SampleGroup group, long minor, AccountClass purpose = AccountClass.Legal)
    {
        var id = Ids.Draw();
        using (var transaction = FundTransaction.Begin(test.Database, test.Fund.Number))
        {
            RequestRows.Save(transaction.Connection, transaction.Transaction, new StoredRequest(id, test.Fund.Number, RequestDesk.DrawReference(), RequestOrigin.Member,
                new RequestedCost(minor, false, null), Now.InUtc().Date, new Request
                {
                    Rules = RulesRows.Newest(transaction.Connection, test.Fund), Requester = new DeciderId(group.Vera.Member.Id.Value),
                    Amount = new Money(minor, Currency.Eur), Purpose = purpose,
                }));
            transaction.Commit();
        }
        Assert.Equal(RequestOutcome.Done, RequestDesk.Do(test.Installation, group.Organisation, test.Fund, id, RequestAct.Submit, group.Vera.Member.Id, Now)!.Value.Outcome);
        Assert.Equal(RequestOutcome.Done, RequestDesk.Do(test.Installation, group.Organisation, test.Fund, id, RequestAct.Verify, new MemberId(77), Now)!.Value.Outcome);
        return id;
    }
}
