namespace Poruka.Letters;

/// <summary>
/// How offers to write come in over the years: the model that <see cref="WaveReplay"/> plays. Every number can be changed.
/// </summary>
public sealed record OfferModel
{
    /// <summary>How many people are inside at any time.</summary>
    public int Recipients { get; init; } = 300;

    /// <summary>How many days are played.</summary>
    public int Days { get; init; } = 1_826;

    /// <summary>Letters that are offered, for each person inside, in 30 days.</summary>
    public double OffersPerRecipient { get; init; } = 1.2;

    /// <summary>How many times somebody is in the news.</summary>
    public int Bursts { get; init; } = 10;

    /// <summary>The share of all offers that come in such bursts.</summary>
    public double BurstShare { get; init; } = 0.5;

    /// <summary>In how many days the flood of a burst falls to a third.</summary>
    public double BurstDecayDays { get; init; } = 10;

    /// <summary>How steep fame is outside of bursts: the k-th most famous is asked for in proportion to k to the power of minus this.</summary>
    public double FameExponent { get; init; } = 1.0;

    /// <summary>How many days somebody is inside, on average; then somebody else takes their place in the count.</summary>
    public double StayDays { get; init; } = 730;

    /// <summary>The languages of those inside and of those who offer: the shares of the first, the second and so on.</summary>
    public IReadOnlyList<double> LanguageShares { get; init; } = [0.7, 0.2, 0.1];

    /// <summary>The share of those who offer who would also write to somebody else who waits.</summary>
    public double WillingShare { get; init; } = 0.9;

    /// <summary>The share of the offers that are held which are lost in 30 days, because somebody changes their mind.</summary>
    public double LostPerMonth { get; init; } = 0.05;

    /// <summary>How many days an offer is held at the most; then it goes out to whoever waits longest.</summary>
    public int HoldDays { get; init; } = 180;

    /// <summary>After how many days without a letter somebody counts as unwritten.</summary>
    public int SilenceDays { get; init; } = 30;
}

/// <summary>An offer to write a letter.</summary>
/// <param name="Day">The day on which it comes in.</param>
/// <param name="Wanted">For which of those inside: a place in the count.</param>
/// <param name="Language">In which language.</param>
/// <param name="Willing">Whether they would also write to somebody else.</param>
/// <param name="Patience">How many days it can be held before it is lost.</param>
public readonly record struct Offer(int Day, int Wanted, int Language, bool Willing, int Patience);

/// <summary>Five years of offers and of people inside, drawn from a model by a seed. The same for every policy.</summary>
public sealed class OfferYears
{
    private OfferYears(OfferModel model, IReadOnlyList<Offer> offers, int[] languages, IReadOnlyList<int>[] arrivals) =>
        (Model, Offers, Languages, Arrivals) = (model, offers, languages, arrivals);

    /// <summary>The model.</summary>
    public OfferModel Model { get; }

    /// <summary>The offers, by day.</summary>
    public IReadOnlyList<Offer> Offers { get; }

    /// <summary>The language of each place in the count.</summary>
    public IReadOnlyList<int> Languages { get; }

    /// <summary>For each place, the days on which somebody comes to it; the first of them may lie before the beginning.</summary>
    public IReadOnlyList<int>[] Arrivals { get; }

    /// <summary>Draws one.</summary>
    public static OfferYears Draw(OfferModel model, ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] languages = [.. Enumerable.Range(0, model.Recipients).Select(_ => LanguageOf(model, random))];
        var arrivals = new IReadOnlyList<int>[model.Recipients];
        for (var r = 0; r < arrivals.Length; r++)
        {
            // Who is there on the first day came up to a month ago, or was written to up to a month ago.
            var days = new List<int> { -random.Below(model.SilenceDays) };
            for (var day = Stay(model, random); day < model.Days; day += Stay(model, random)) days.Add(day);
            arrivals[r] = days;
        }
        var fame = Fame(model, random);
        var rate = model.Recipients * model.OffersPerRecipient / 30;
        var offers = new List<Offer>();
        for (var day = 0; day < model.Days; day++)
            for (var n = random.Count(rate * (1 - model.BurstShare)); n > 0; n--) offers.Add(Draw(model, languages, day, Pick(fame, random), random));
        for (var burst = 0; burst < model.Bursts; burst++)
        {
            var (begins, famous) = (random.Below(model.Days), random.Below(model.Recipients));
            for (var n = random.Count(rate * model.Days * model.BurstShare / model.Bursts); n > 0; n--)
            {
                var day = begins + (int)(-Math.Log(1 - random.Fraction()) * model.BurstDecayDays);
                if (day < model.Days) offers.Add(Draw(model, languages, day, famous, random));
            }
        }
        return new OfferYears(model, [.. offers.OrderBy(o => o.Day)], languages, arrivals);
    }

    private static Offer Draw(OfferModel model, int[] languages, int day, int wanted, SeededRandom random)
    {
        // Who asks for somebody writes a language that this person reads; in bursts, whatever the rest of the world writes.
        var patience = model.LostPerMonth <= 0 ? int.MaxValue
            : (int)Math.Min(model.Days, Math.Log(1 - random.Fraction()) / Math.Log(1 - model.LostPerMonth) * 30);
        var language = random.Below(4) == 0 ? LanguageOf(model, random) : languages[wanted];
        return new Offer(day, wanted, language, random.Fraction() < model.WillingShare, patience);
    }

    private static int Stay(OfferModel model, SeededRandom random) => 1 + (int)(-Math.Log(1 - random.Fraction()) * model.StayDays);

    private static int LanguageOf(OfferModel model, SeededRandom random)
    {
        var at = random.Fraction() * model.LanguageShares.Sum();
        for (var i = 0; i < model.LanguageShares.Count - 1; i++)
            if ((at -= model.LanguageShares[i]) < 0) return i;
        return model.LanguageShares.Count - 1;
    }

    /// <summary>For each place, the share of those who are as famous or more.</summary>
    private static (double UpTo, int Recipient)[] Fame(OfferModel model, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, model.Recipients)];
        random.Shuffle<int>(order);
        var sum = 0.0;
        return [.. order.Select((recipient, rank) => (sum += Math.Pow(rank + 1, -model.FameExponent), recipient))];
    }

    private static int Pick((double UpTo, int Recipient)[] fame, SeededRandom random)
    {
        var at = random.Fraction() * fame[^1].UpTo;
        var (low, high) = (0, fame.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (fame[middle].UpTo > at) high = middle;
            else low = middle + 1;
        }
        return fame[low].Recipient;
    }
}
