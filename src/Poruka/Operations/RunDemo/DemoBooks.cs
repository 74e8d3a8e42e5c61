using NodaTime;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Operations.RunDemo;

/// <summary>
/// Makes up the books of a fund, day by day: the same for the same seed and days. Members pay dues; gifts come and swell
/// when a campaign begins; what came in last month is spent in this one; nothing is spent that is not there.
/// </summary>
internal sealed class DemoBooks
{
    private static readonly Account Bank = new(AccountClass.Bank), ForeignBank = new(AccountClass.Bank, 1),
        Cash = new(AccountClass.Cash), Bail = new(AccountClass.BailPosted);

    private static readonly int[] GiftSizes = [5, 10, 10, 10, 15, 20, 20, 25, 25, 30, 50, 50, 50, 75, 100, 100, 200, 250, 500];

    private readonly DemoFund _plan;
    private readonly FundId _fund;
    private readonly IReadOnlyList<CampaignId> _campaigns;
    private readonly LocalDate _from, _to;
    private readonly Random _random;
    private readonly UInt128 _source;
    private readonly Currency _currency;
    private readonly List<(LocalDate Day, AccountClass Purpose, long Minor, int Campaign)> _bills = [];
    private readonly List<(LocalDate Day, long Minor, double Forfeited)> _bails = [];
    private readonly List<PostRequest> _today = [];
    private readonly long[] _campaignMinor;
    private long _bank, _cash, _foreign, _cameLastMonth, _number;

    /// <param name="plan">What the fund is like.</param>
    /// <param name="fund">The fund's id.</param>
    /// <param name="campaigns">The campaigns' ids, in the order of the plan.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="random">Seeded.</param>
    public DemoBooks(
        DemoFund plan, FundId fund, IReadOnlyList<CampaignId> campaigns, LocalDate from, LocalDate to, Random random)
    {
        (_plan, _fund, _campaigns, _from, _to, _random) = (plan, fund, campaigns, from, to, random);
        _currency = plan.Main;
        _source = Bits();
        _campaignMinor = new long[plan.Campaigns.Length];
    }

    /// <summary>All entries, in the order of their days.</summary>
    public IEnumerable<PostRequest> Write()
    {
        Open();
        for (var day = _from; day <= _to; day = day.PlusDays(1))
        {
            if (day.Day == 1) PlanMonth(day);
            ReceiveDues(day);
            ReceiveGifts(day);
            ReceiveOthers(day);
            PayBills(day);
            MoveMoney(day);
            MoveBail(day);
            foreach (var request in _today) yield return request;
            _today.Clear();
        }
    }

    private void Open()
    {
        _bank = Minor(2_400);
        var opening = new Money(_bank, _currency);
        _today.Add(new PostRequest(new Entry(_fund, NextId(), _from, EntryKind.Opening,
            [new Posting(Bank, opening), new Posting(new Account(AccountClass.Opening), -opening)])));
    }

    private void ReceiveDues(LocalDate day)
    {
        // A third of the members were there from the beginning; each pays on a day of their own, and now and then forgets.
        var members = (int)(_plan.Members * (1 + 2 * Part(day)) / 3);
        for (var member = 0; member < members; member++)
            if (1 + member * 7 % 28 == day.Day && _random.Next(25) != 0)
                Receive(day, AccountClass.Dues, 5 * (1 + member % 4), -1);
    }

    private void ReceiveGifts(LocalDate day)
    {
        var part = Part(day);
        for (var gifts = Poisson(GiftsOn(part)); gifts > 0; gifts--)
        {
            var open = Enumerable.Range(0, _campaigns.Count).Where(i => IsOpen(i, part)).ToList();
            var campaign = open.Count > 0 && _random.Next(100) < 45 ? open[_random.Next(open.Count)] : -1;
            var units = GiftSizes[_random.Next(GiftSizes.Length)];
            if (campaign < 0 && _plan.Foreign is { } foreign && _random.Next(12) == 0)
            {
                var amount = new Money(units * 100L, Currency.Parse(foreign));
                _foreign += amount.Minor;
                Add(Booking.Income(_fund, NextId(), day, ForeignBank, new Account(AccountClass.Gift), amount), isGift: true);
            }
            else Receive(day, AccountClass.Gift, units, campaign);
        }
    }

    private double GiftsOn(double part)
    {
        var daily = _plan.GiftsAMonth * (0.7 + 0.6 * part) / 30;
        // A campaign is in the news for its first weeks.
        foreach (var campaign in _plan.Campaigns)
            if (part >= campaign.From && part < campaign.From + 0.02) daily *= 3.5;
        return daily;
    }

    private void ReceiveOthers(LocalDate day)
    {
        if (day is { Month: 3 or 10, Day: 14 })
        {
            var units = 150 + _random.Next(250);
            _cash += Minor(units);
            Add(Booking.Income(_fund, NextId(), day, Cash, new Account(AccountClass.Event), Money(Minor(units))));
        }
        if (day is { Month: 6, Day: 2 }) Receive(day, AccountClass.Grant, 500 * (2 + _random.Next(4)), -1);
        if (day is { Month: 12, Day: 31 }) Receive(day, AccountClass.Interest, 3 + _random.Next(9), -1);
    }

    /// <summary>What is to be paid in the month that begins: free money by the plan's weights, campaigns' money for theirs.</summary>
    private void PlanMonth(LocalDate first)
    {
        var restricted = _campaignMinor.Sum();
        var spare = Math.Max(0, _bank - restricted - Minor(1_500));
        var budget = Math.Min(spare, (long)(_cameLastMonth * 0.7) + spare / 8);
        var whole = _plan.Weights.Sum(w => w.Weight);
        foreach (var (purpose, weight) in _plan.Weights)
            Split(first, purpose, (long)(budget * 0.9 * weight / whole), -1);
        Bill(first, AccountClass.RunningCosts, (long)(budget * 0.06), -1);
        _bills.Add((first.PlusDays(27), AccountClass.BankFees, Minor(4) + 90, -1));
        for (var i = 0; i < _campaignMinor.Length; i++)
        {
            var share = IsOpen(i, Part(first)) ? 0.45 : 1;
            Split(first, _plan.Campaigns[i].Purpose, (long)(_campaignMinor[i] * share), i);
        }
        _cameLastMonth = 0;
    }

    private void Split(LocalDate first, AccountClass purpose, long minor, int campaign)
    {
        var bills = Math.Clamp((int)(minor / Minor(120)), 1, 6);
        for (var i = 0; i < bills; i++) Bill(first, purpose, minor / bills, campaign);
    }

    private void Bill(LocalDate first, AccountClass purpose, long minor, int campaign)
    {
        var rounded = (long)(minor * (0.8 + 0.2 * _random.NextDouble())) / 10 * 10;
        if (rounded > 0) _bills.Add((first.PlusDays(_random.Next(27)), purpose, rounded, campaign));
    }

    private void PayBills(LocalDate day)
    {
        foreach (var bill in _bills.Where(b => b.Day == day && b.Minor <= _bank))
        {
            _bank -= bill.Minor;
            if (bill.Campaign >= 0) _campaignMinor[bill.Campaign] -= bill.Minor;
            Add(Booking.Expense(_fund, NextId(), day, Bank, new Account(bill.Purpose), Money(bill.Minor),
                bill.Campaign < 0 ? default : _campaigns[bill.Campaign], Document(day)));
        }
        _bills.RemoveAll(b => b.Day <= day);
    }

    private void MoveMoney(LocalDate day)
    {
        if (day.Day == 20 && _cash > 0)
        {
            Add(Booking.Transfer(_fund, NextId(), day, Cash, Bank, Money(_cash)));
            (_bank, _cash) = (_bank + _cash, 0);
        }
        if (day is { Month: 1 or 4 or 7 or 10, Day: 5 } && _foreign > 10_000 && _plan.Foreign is { } foreign)
        {
            var rate = _plan.ForeignRate * (0.95 + 0.1 * _random.NextDouble());
            var got = (long)(_foreign * rate);
            Add(Booking.Exchange(_fund, NextId(), day, ForeignBank, new Money(_foreign, Currency.Parse(foreign)),
                Bank, Money(got), "bank"));
            (_bank, _foreign) = (_bank + got, 0);
        }
    }

    private void MoveBail(LocalDate day)
    {
        foreach (var plan in _plan.Bails.Where(b => _from.PlusDays((int)(b.At * Days)) == day))
        {
            var minor = (long)(_bank * plan.Share) / 10_000 * 10_000;
            if (minor <= 0) continue;
            _bank -= minor;
            Add(Booking.Transfer(_fund, NextId(), day, Bank, Bail, Money(minor), Document(day)));
            _bails.Add((day.PlusDays(plan.Days), minor, plan.Forfeited));
        }
        foreach (var (_, minor, forfeited) in _bails.Where(b => b.Day == day))
        {
            var kept = (long)(minor * forfeited);
            _bank += minor - kept;
            Add(Booking.Transfer(_fund, NextId(), day, Bail, Bank, Money(minor - kept)));
            if (kept > 0) Add(Booking.Expense(_fund, NextId(), day, Bail, new Account(AccountClass.BailForfeited), Money(kept)));
        }
    }

    private void Receive(LocalDate day, AccountClass source, int units, int campaign)
    {
        var minor = Minor(units);
        var entry = Booking.Income(_fund, NextId(), day, Bank, new Account(source), Money(minor),
            campaign < 0 ? default : _campaigns[campaign]);
        Add(entry, isGift: source is AccountClass.Gift or AccountClass.Dues);
        if (source == AccountClass.Gift && _random.Next(700) == 0)
        {
            // Entered twice, and taken back.
            var again = Booking.Income(_fund, NextId(), day, Bank, new Account(source), Money(minor), entry.Postings[1].Campaign);
            Add(again);
            Add(again.Reverse(NextId(), day));
        }
        _bank += minor;
        if (campaign >= 0) _campaignMinor[campaign] += minor;
        else _cameLastMonth += minor;
    }

    private void Add(Entry entry, bool isGift = false)
    {
        var reference = isGift ? new byte[10] : [];
        _random.NextBytes(reference);
        _today.Add(new PostRequest(entry, reference));
    }

    private int Days => Period.DaysBetween(_from, _to) + 1;

    private double Part(LocalDate day) => (double)Period.DaysBetween(_from, day) / Days;

    private bool IsOpen(int campaign, double part) => part >= _plan.Campaigns[campaign].From && part < _plan.Campaigns[campaign].To;

    private EntryId NextId() => new(_source, _number++);

    private string Document(LocalDate day) => $"{day.Year}-{_number:0000}";

    private long Minor(int units) => (long)(units * _plan.Scale) * 100;

    private Money Money(long minor) => new(minor, _currency);

    private UInt128 Bits() => new((ulong)_random.NextInt64(), (ulong)_random.NextInt64());

    /// <summary>Knuth's way; the means here are small.</summary>
    private int Poisson(double mean)
    {
        var count = 0;
        for (var left = Math.Exp(-mean); _random.NextDouble() is var drawn && (left /= drawn) < 1; count++) { }
        return count;
    }
}
