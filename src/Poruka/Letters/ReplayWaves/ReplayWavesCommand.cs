using System.Globalization;
using Poruka.Shell;

namespace Poruka.Letters.ReplayWaves;

/// <summary><c>poruka letters replay</c></summary>
internal static class ReplayWavesCommand
{
    private const int DefaultSeeds = 20, MaxSeeds = 10_000, MaxRecipients = 5_000;

    public static Verb Build(CommandLine line)
    {
        var seeds = line.Count("--seeds");
        var recipients = line.Count("--recipients");
        var offers = CommandLine.Words("--offers", "N");
        var willing = CommandLine.Words("--willing", "SHARE");
        var json = CommandLine.Flag("--json");
        var svg = CommandLine.Words("--svg", "FILE");
        return new Verb("replay", run =>
        {
            var model = new OfferModel();
            if (run.Has(recipients)) model = model with { Recipients = Math.Clamp(run.Get(recipients), 1, MaxRecipients) };
            if (!TryFraction(run, run.Get(offers), 100, model.OffersPerRecipient, out var rate)
                || !TryFraction(run, run.Get(willing), 1, model.WillingShare, out var share)) return Task.FromResult(ExitCode.WrongUsage);
            model = model with { OffersPerRecipient = rate, WillingShare = share };
            return Task.FromResult(Run(run, model, run.Has(seeds) ? Math.Clamp(run.Get(seeds), 1, MaxSeeds) : DefaultSeeds, run.Get(json), run.Get(svg)));
        }, seeds, recipients, offers, willing, json, svg)
        {
            Examples = ["letters replay", "letters replay --seeds 3 --offers 0.8 --json"],
        };
    }

    private static bool TryFraction(CommandRun run, string? text, double most, double otherwise, out double value)
    {
        value = otherwise;
        if (text is null || double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value <= most) return true;
        run.Say(ExitCode.WrongUsage, "Command.LettersReplay.NoFraction", text, most);
        return false;
    }

    private static int Run(CommandRun run, OfferModel model, int seeds, bool asJson, string? svg)
    {
        var all = new List<IReadOnlyList<WaveMeasures>>();
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            var years = OfferYears.Draw(model, seed);
            all.Add([.. Enum.GetValues<WavePolicy>().Select(policy => WaveReplay.Play(years, policy, seed))]);
        }
        IReadOnlyList<WaveMeasures> means = [.. Enum.GetValues<WavePolicy>().Select(policy => Mean(policy, all))];
        if (svg is not null) File.WriteAllText(svg, WaveChart.Draw(run.Language, all));
        return asJson ? Json(run, all, means) : Table(run, all, means);
    }

    private static WaveMeasures Mean(WavePolicy policy, List<IReadOnlyList<WaveMeasures>> all)
    {
        var own = all.ConvertAll(seed => seed[(int)policy]);
        return new WaveMeasures(
            policy, own.Average(m => m.SilentShare), own.Max(m => m.LongestSilenceDays), (int)Math.Round(own.Average(m => m.SilenceDays95)),
            own.Average(m => m.Gini), (int)Math.Round(own.Average(m => m.Letters)), (int)Math.Round(own.Average(m => m.Lost)));
    }

    private static int Table(CommandRun run, List<IReadOnlyList<WaveMeasures>> all, IReadOnlyList<WaveMeasures> means)
    {
        var table = new TextTable(
            run.Text("Command.LettersReplay.Policy"), run.Text("Command.LettersReplay.Silent"), run.Text("Command.LettersReplay.Worst"),
            run.Text("Command.LettersReplay.Longest"), run.Text("Command.LettersReplay.Days95"), run.Text("Command.LettersReplay.Gini"),
            run.Text("Command.LettersReplay.Letters"), run.Text("Command.LettersReplay.Lost")).Right(1, 2, 3, 4, 5, 6, 7);
        foreach (var mean in means)
            table.Add(
                run.Text("Command.LettersReplay.Policy." + mean.Policy), mean.SilentShare.ToString("P1", run.Language),
                all.Max(seed => seed[(int)mean.Policy].SilentShare).ToString("P1", run.Language), Written.Count(run.Language, mean.LongestSilenceDays),
                Written.Count(run.Language, mean.SilenceDays95), mean.Gini.ToString("0.00", run.Language), Written.Count(run.Language, mean.Letters),
                Written.Count(run.Language, mean.Lost));
        table.Write(run.Terminal);
        return ExitCode.Done;
    }

    private static int Json(CommandRun run, List<IReadOnlyList<WaveMeasures>> all, IReadOnlyList<WaveMeasures> means) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("policies");
        foreach (var mean in means)
        {
            json.WriteStartObject();
            json.WriteString("policy", mean.Policy.ToString());
            json.WriteNumber("silentShare", Math.Round(mean.SilentShare, 5));
            json.WriteNumber("longestSilenceDays", mean.LongestSilenceDays);
            json.WriteNumber("silenceDays95", mean.SilenceDays95);
            json.WriteNumber("gini", Math.Round(mean.Gini, 4));
            json.WriteNumber("letters", mean.Letters);
            json.WriteNumber("lost", mean.Lost);
            json.WriteStartArray("silentShareBySeed");
            foreach (var seed in all) json.WriteNumberValue(Math.Round(seed[(int)mean.Policy].SilentShare, 5));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
