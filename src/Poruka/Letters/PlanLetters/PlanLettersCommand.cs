using System.Globalization;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Letters.PlanLetters;

/// <summary><c>poruka letters plan</c>: the plan of the period, with the reason for each letter and for each that is missing.</summary>
internal static class PlanLettersCommand
{
    public static Verb Build()
    {
        var unlock = CommandLine.Words("--unlock", "MEMBER", required: true);
        var group = CommandLine.Words("--group", "GROUP");
        var seed = CommandLine.Words("--seed", "N");
        var keep = CommandLine.Flag("--keep");
        var json = CommandLine.Flag("--json");
        return new Verb("plan", run => run.InInstallation(installation =>
        {
            ulong number = 1;
            if (run.Get(seed) is { } text && !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.LettersPlan.NoSeed", text));
            return Task.FromResult(Run(run, installation, run.Get(unlock)!, run.Get(group), number, run.Get(keep), run.Get(json)));
        }), unlock, group, seed, keep, json)
        {
            Examples = ["letters plan --unlock vera", "letters plan --unlock vera --seed 7 --keep --json"],
        };
    }

    private static int Run(CommandRun run, Installation installation, string name, string? slug, ulong seed, bool keep, bool asJson)
    {
        using var connection = installation.Database.Open();
        if (CommandGroup.Find(run, connection, slug) is not { } group) return ExitCode.Refused;
        using var who = Unlocked.Ask(run, installation, connection, name);
        if (who is null) return ExitCode.Refused;
        using var desk = LettersDesk.Open(installation, who.Member, () => who.Keys, group, run.Terminal.Clock.GetCurrentInstant());
        if (desk is null) return run.Say(ExitCode.Refused, "Command.LettersPlan.NoRoom", who.Member.Name, group.Name);
        desk.Note("");
        var plan = Planner.Make(PlanInputs.Of(desk, seed));
        var (letters, missing) = (KeptPlan.Planned(plan), KeptPlan.MissingOf(plan));
        if (keep) KeptPlan.Add(desk, new PlanFacts(letters, missing, seed));
        return asJson ? Json(run, letters, missing) : Table(run, desk, letters, missing, keep);
    }

    private static int Table(CommandRun run, LettersDesk desk, IReadOnlyList<PlannedLetter> letters, IReadOnlyList<MissingLetter> missing, bool keep)
    {
        var table = new TextTable(run.Text("Letters.To"), run.Text("Letters.By"), run.Text("Letters.Language"), run.Text("Letters.Plan.Reason"));
        foreach (var letter in letters)
            table.Add(desk.NameOf(new RecipientId(letter.Recipient)), desk.NameOf(new WriterId(letter.Writer)), Texts.NamesOf(run.Language, letter.Language),
                PlanWords.Reason(run.Language, desk, letter, (key, count, arguments) => Texts.Plural(run.Language, key, count, arguments), Say));
        table.Write(run.Terminal);
        foreach (var one in missing) run.Out.WriteLine(PlanWords.Missing(desk, one, Say));
        if (letters.Count == 0 && missing.Count == 0) run.Tell("Letters.Plan.NothingDue");
        if (keep) run.Tell("Command.LettersPlan.Kept", letters.Count);
        return ExitCode.Done;

        string Say(string key, object?[] arguments) => Texts.Get(run.Language, key, arguments);
    }

    private static int Json(CommandRun run, IReadOnlyList<PlannedLetter> letters, IReadOnlyList<MissingLetter> missing) => run.Json(json =>
    {
        // Ids, not names: what programs keep lies about.
        json.WriteStartObject();
        json.WriteStartArray("letters");
        foreach (var letter in letters)
        {
            json.WriteStartObject();
            json.WriteString("recipient", Ids.Text(letter.Recipient));
            json.WriteString("writer", Ids.Text(letter.Writer));
            json.WriteString("language", letter.Language);
            json.WriteString("cause", letter.Cause.ToString());
            json.WriteNumber("waitedDays", letter.WaitedDays);
            if (letter.Translator is { } translator)
            {
                json.WriteString("translator", Ids.Text(translator));
                json.WriteString("translatedInto", letter.Into);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("missing");
        foreach (var one in missing)
        {
            json.WriteStartObject();
            json.WriteString("recipient", Ids.Text(one.Recipient));
            json.WriteString("cause", one.Cause.ToString());
            json.WriteNumber("waitedDays", one.WaitedDays);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
