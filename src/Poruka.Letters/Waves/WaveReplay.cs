namespace Poruka.Letters;

/// <summary>
/// Plays years of offers under a policy, and measures who goes unwritten. All policies see the very same offers, and under all
/// of them who isn't willing writes to nobody but the one they asked for.
/// </summary>
public sealed class WaveReplay
{
    private const int WeekDays = 7;

    private readonly OfferYears _stream;
    private readonly WavePolicy _policy;
    private readonly SeededRandom _random;
    private readonly int[] _arrived, _last, _letters, _next;
    private readonly List<Offer> _held = [];
    private readonly int[] _silence; // weeks by days of silence
    private readonly List<double> _rates = [];
    private int _sent, _lost, _longest;

    private WaveReplay(OfferYears stream, WavePolicy policy, ulong seed)
    {
        (_stream, _policy, _random) = (stream, policy, new SeededRandom(seed));
        var recipients = stream.Model.Recipients;
        (_arrived, _last, _letters, _next) = (new int[recipients], new int[recipients], new int[recipients], new int[recipients]);
        _silence = new int[stream.Model.Days + stream.Model.SilenceDays + 1];
    }

    /// <summary>Plays a policy.</summary>
    /// <param name="stream">The offers.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="seed">Decides among equals.</param>
    public static WaveMeasures Play(OfferYears stream, WavePolicy policy, ulong seed)
    {
        var replay = new WaveReplay(stream, policy, seed);
        var at = 0;
        for (var day = 0; day < stream.Model.Days; day++)
        {
            replay.Arrive(day);
            for (; at < stream.Offers.Count && stream.Offers[at].Day == day; at++) replay.Take(stream.Offers[at], day);
            if (day % WeekDays != WeekDays - 1) continue;
            if (policy == WavePolicy.Poruka) replay.Plan(day);
            replay.Measure(day);
        }
        return replay.Sum();
    }

    private int Recipients => _last.Length;

    /// <summary>Somebody leaves, and somebody comes whom nobody has written to yet.</summary>
    private void Arrive(int day)
    {
        for (var r = 0; r < Recipients; r++)
        {
            var arrivals = _stream.Arrivals[r];
            if (_next[r] >= arrivals.Count || arrivals[_next[r]] > day) continue;
            if (_next[r] > 0) Leave(r, day);
            _arrived[r] = _last[r] = arrivals[_next[r]++];
            _letters[r] = 0;
        }
    }

    private void Leave(int recipient, int day)
    {
        var days = day - _arrived[recipient];
        // A rate over less than a quarter says nothing.
        if (days >= 90) _rates.Add((double)_letters[recipient] / days);
    }

    private void Take(Offer offer, int day)
    {
        switch (_policy)
        {
            case WavePolicy.WritersChoice:
                Send(_stream.Languages[offer.Wanted] == offer.Language ? offer.Wanted : -1, day);
                break;
            case WavePolicy.Random:
                Send(offer.Willing ? Anybody(offer.Language) : Only(offer), day);
                break;
            case WavePolicy.LeastWrittenFirst:
                Send(offer.Willing ? LeastWritten(offer.Language) : Only(offer), day);
                break;
            case WavePolicy.Poruka:
                _held.Add(offer);
                break;
        }
    }

    private int Only(Offer offer) => _stream.Languages[offer.Wanted] == offer.Language ? offer.Wanted : -1;

    private int Anybody(int language)
    {
        var found = -1;
        var count = 0;
        for (var r = 0; r < Recipients; r++)
            if (_stream.Languages[r] == language && _random.Below(++count) == 0) found = r;
        return found;
    }

    private int LeastWritten(int language)
    {
        var found = -1;
        var ties = 0;
        for (var r = 0; r < Recipients; r++)
        {
            if (_stream.Languages[r] != language || found >= 0 && _letters[r] > _letters[found]) continue;
            if (found >= 0 && _letters[r] == _letters[found] && _random.Below(++ties + 1) != 0) continue;
            if (found < 0 || _letters[r] < _letters[found]) ties = 0;
            found = r;
        }
        return found;
    }

    private void Send(int recipient, int day)
    {
        if (recipient < 0)
        {
            _lost++;
            return;
        }
        _sent++;
        _letters[recipient]++;
        _longest = Math.Max(_longest, day - _last[recipient]);
        _last[recipient] = day;
    }

    /// <summary>
    /// The week's plan, by the same exact matching as for real: due are those who would be silent before the next plan; what
    /// has been held for the longest is used up first.
    /// </summary>
    private void Plan(int day)
    {
        _lost += _held.RemoveAll(o => day - o.Day > o.Patience);
        var due = new List<(int Recipient, long Weight)>();
        for (var r = 0; r < Recipients; r++)
            if (day - _last[r] + WeekDays > _stream.Model.SilenceDays) due.Add((r, day - _last[r] + 1));
        var edges = new List<int>[due.Count];
        for (var i = 0; i < due.Count; i++)
        {
            edges[i] = [];
            for (var o = 0; o < _held.Count && edges[i].Count < due.Count + WeekDays; o++)
                if (CanGo(_held[o], due[i].Recipient)) edges[i].Add(o);
        }
        var start = new int[due.Count + 1];
        for (var i = 0; i < due.Count; i++) start[i + 1] = start[i] + edges[i].Count;
        var problem = new SlotProblem(
            start, [.. edges.SelectMany(e => e)], [.. Enumerable.Repeat(1, _held.Count)], [.. Enumerable.Range(0, due.Count)], [.. due.Select(d => d.Weight)]);
        var matching = SlotMatching.Solve(problem, [.. due.Select(_ => _random.Next())]);
        var used = new bool[_held.Count];
        for (var i = 0; i < due.Count; i++)
            for (var e = start[i]; e < start[i + 1]; e++)
                if (matching.IsTaken(e))
                {
                    used[problem.EdgeWriter[e]] = true;
                    Send(due[i].Recipient, day);
                }
        for (var o = 0; o < used.Length; o++)
        {
            // Nobody's offer is turned down: what can't be held any longer goes to whoever waits longest.
            if (used[o] || day - _held[o].Day < _stream.Model.HoldDays) continue;
            used[o] = true;
            Send(_held[o].Willing ? LongestUnwritten(_held[o].Language) : Only(_held[o]), day);
        }
        var at = 0;
        _held.RemoveAll(_ => used[at++]);
    }

    private bool CanGo(Offer offer, int recipient) =>
        offer.Language == _stream.Languages[recipient] && (offer.Willing || offer.Wanted == recipient);

    private int LongestUnwritten(int language)
    {
        var found = -1;
        for (var r = 0; r < Recipients; r++)
            if (_stream.Languages[r] == language && (found < 0 || _last[r] < _last[found])) found = r;
        return found;
    }

    private void Measure(int day)
    {
        for (var r = 0; r < Recipients; r++)
        {
            _silence[day - _last[r]]++;
            _longest = Math.Max(_longest, day - _last[r]);
        }
    }

    private WaveMeasures Sum()
    {
        for (var r = 0; r < Recipients; r++) Leave(r, _stream.Model.Days);
        long all = 0, silent = 0;
        for (var days = 0; days < _silence.Length; days++)
        {
            all += _silence[days];
            if (days > _stream.Model.SilenceDays) silent += _silence[days];
        }
        var (percentile, below) = (0, 0L);
        while ((below += _silence[percentile]) < all * 0.95) percentile++;
        return new WaveMeasures(_policy, (double)silent / Math.Max(1, all), _longest, percentile, Gini(_rates), _sent, _lost);
    }

    private static double Gini(List<double> values)
    {
        values.Sort();
        double sum = 0, weighted = 0;
        for (var i = 0; i < values.Count; i++)
        {
            sum += values[i];
            weighted += values[i] * (2 * i - values.Count + 1);
        }
        return sum > 0 ? weighted / (sum * values.Count) : 0;
    }
}
