using NodaTime;

namespace Poruka.Letters;

/// <summary>Makes the plan of a period: standing correspondences first, the rest fair and exactly so.</summary>
public static class Planner
{
    private const int TranslationRounds = 8;

    /// <summary>Makes a plan.</summary>
    /// <exception cref="ArgumentException">A recipient or a writer is listed twice.</exception>
    public static LetterPlan Make(PlanRequest request)
    {
        var pairs = new PlanPairs(request);
        var standing = Standing(request, pairs, out var lapsed);
        var slots = Slots(request, pairs);
        var matching = Match(request, pairs, slots);
        // Whoever gets a translator's place may push somebody lighter aside, who may get another's in the next round.
        for (var round = 0; round < TranslationRounds && pairs.Translators.TryGive(slots, matching); round++)
        {
            pairs.List();
            matching = Match(request, pairs, slots);
            if (!pairs.Translators.TakeBack(matching)) continue;
            // Nobody loses anything by it, and who needs no translator can have further letters again.
            pairs.List();
            matching = Match(request, pairs, slots);
        }

        var pairings = new List<Pairing>(standing);
        var left = (int[])pairs.Room.Clone();
        for (var r = 0; r < pairs.Needs.Count; r++)
        {
            var need = pairs.Needs[r];
            var first = pairs.Served[r] == 0;
            for (var e = pairs.EdgeStart[r]; e < pairs.EdgeStart[r + 1]; e++)
            {
                if (!matching.IsTaken(e)) continue;
                var writer = pairs.EdgeWriter[e];
                left[writer]--;
                pairs.Served[r]++;
                pairings.Add(pairs.Translators.Through(
                    new Pairing(need.Recipient, pairs.Writers[writer].Writer, pairs.LanguageOf(r, writer), CauseOf(need, first), Waited(request, need), need.Urgency, pairs.Degree(r)),
                    r, writer));
                first = false;
            }
        }
        return new LetterPlan(
            pairings, UnmetOf(request, pairs, slots, matching), NotDueOf(request, pairs), lapsed,
            [.. pairs.Writers.Select((w, i) => new Spare(w.Writer, left[i])).Where(s => s.Letters > 0)]);
    }

    /// <summary>What a letter to somebody counts for, in days of waiting.</summary>
    public static int DaysCounted(PlanRequest request, Need need) => Waited(request, need) + request.Weights.Of(need.Urgency);

    private static SlotMatching Match(PlanRequest request, PlanPairs pairs, List<(int Recipient, long Weight)> slots) => SlotMatching.Solve(
        // A translator's place is for one letter.
        new SlotProblem(
            pairs.EdgeStart, pairs.EdgeWriter, pairs.Room,
            [.. slots.Select((s, i) => i > 0 && slots[i - 1].Recipient == s.Recipient && pairs.Translators.Has(s.Recipient) ? pairs.Nobody : s.Recipient)],
            [.. slots.Select(s => s.Weight)]),
        [.. slots.Select(s => SeededRandom.Mix(request.Seed, pairs.Needs[s.Recipient].Recipient.Value))]);

    private static PairingCause CauseOf(Need need, bool isFirst) =>
        !isFirst ? PairingCause.Further
        : need.Urgency.HasFlag(Urgency.HandedOn) ? PairingCause.TakenOver
        : need.Urgency.HasFlag(Urgency.FirstLetter) ? PairingCause.First
        : PairingCause.Waiting;

    private static int Waited(PlanRequest request, Need need) => Math.Max(0, Period.DaysBetween(need.WaitsSince, request.Day));

    /// <summary>Whether a letter is due in the period: the cadence has run out, or something makes it urgent.</summary>
    private static bool IsDue(PlanRequest request, Need need) =>
        Waited(request, need) + request.PeriodDays > need.CadenceDays
        || (need.Urgency & (Urgency.Birthday | Urgency.Hearing | Urgency.HandedOn | Urgency.FirstLetter)) != 0;

    private static List<Pairing> Standing(PlanRequest request, PlanPairs pairs, out List<Correspondence> lapsed)
    {
        var pairings = new List<Pairing>();
        lapsed = [];
        // Where a writer has promised more letters than they can write, who has waited longest for theirs is first.
        foreach (var kept in request.Correspondences.OrderBy(c => c.LastLetter).ThenBy(c => c.Recipient).ThenBy(c => c.Writer))
        {
            if (pairs.RecipientOf(kept.Recipient) is not { } r || pairs.Needs[r] is not { Hold: Hold.None } need) continue;
            var state = kept.StateOn(request.Day, request.PeriodDays);
            var known = pairs.WriterOf(kept.Writer);
            if (state == CorrespondenceState.Lapsed || known is null)
            {
                lapsed.Add(kept);
                pairs.HandOn(r, known);
                continue;
            }
            var w = known.Value;
            // They write to each other whenever they do; a second letter by the same hand would be no second voice.
            pairs.Close(r, w);
            if (state != CorrespondenceState.Due || pairs.Room[w] == 0 || request.Exclusions.Contains(new Exclusion(kept.Recipient, kept.Writer))) continue;
            pairs.Room[w]--;
            pairs.Served[r]++;
            pairings.Add(pairs.Translators.Keep(
                new Pairing(kept.Recipient, kept.Writer, pairs.LanguageOf(r, w), PairingCause.Standing, Waited(request, need), need.Urgency, 1), r, w));
        }
        pairs.List();
        return pairings;
    }

    private static List<(int Recipient, long Weight)> Slots(PlanRequest request, PlanPairs pairs)
    {
        var slots = new List<(int, long)>();
        for (var r = 0; r < pairs.Needs.Count; r++)
        {
            var need = pairs.Needs[r];
            if (need.Hold != Hold.None || !IsDue(request, need)) continue;
            for (var letter = pairs.Served[r]; letter < need.Letters; letter++)
                // With the first letter the waiting is over: a further one never stands before anybody's first.
                slots.Add((r, letter == 0 ? 1_000_000L + DaysCounted(request, need) : 1L + request.Weights.Of(need.Urgency) / letter));
        }
        return slots;
    }

    private static List<Unmet> UnmetOf(PlanRequest request, PlanPairs pairs, List<(int Recipient, long Weight)> slots, SlotMatching matching)
    {
        var missing = new int[pairs.Needs.Count];
        for (var i = 0; i < slots.Count; i++)
            if (!matching.Served[i]) missing[slots[i].Recipient]++;
        var least = pairs.LeastServed(matching, r => DaysCounted(request, pairs.Needs[r]));
        var unmet = new List<Unmet>();
        for (var r = 0; r < pairs.Needs.Count; r++)
        {
            var need = pairs.Needs[r];
            var held = need.Hold is not Hold.None and not Hold.Released && IsDue(request, need);
            if (missing[r] == 0 && !held) continue;
            var reached = int.MaxValue;
            for (var e = pairs.EdgeStart[r]; e < pairs.EdgeStart[r + 1]; e++) reached = Math.Min(reached, least[pairs.EdgeWriter[e]]);
            var cause = held ? UnmetCause.OnHold
                : !pairs.AnyWrites(r) ? pairs.Translators.AnyFor(r) ? UnmetCause.TranslationTaken : UnmetCause.NoLanguage
                : pairs.Translators.Has(r) ? UnmetCause.TranslationTaken
                : pairs.Served[r] > 0 && pairs.Served[r] >= pairs.Degree(r) ? UnmetCause.NoOtherWriter
                : pairs.Degree(r) == 0 ? UnmetCause.AllExcluded
                : UnmetCause.WritersTaken;
            unmet.Add(new Unmet(
                need.Recipient, held ? need.Letters : missing[r], cause, Waited(request, need), need.Languages, pairs.Degree(r),
                reached == int.MaxValue ? 0 : reached, DaysCounted(request, need), need.Hold));
        }
        return [.. unmet.OrderByDescending(u => u.WaitedDays).ThenBy(u => u.Recipient)];
    }

    private static List<NotDue> NotDueOf(PlanRequest request, PlanPairs pairs) =>
    [
        .. from index in Enumerable.Range(0, pairs.Needs.Count)
           let need = pairs.Needs[index]
           where need.Hold == Hold.None && pairs.Served[index] == 0 && !IsDue(request, need)
           select new NotDue(need.Recipient, need.WaitsSince.PlusDays(need.CadenceDays)),
    ];
}
