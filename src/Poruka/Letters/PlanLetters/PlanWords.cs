using System.Globalization;
using Poruka.Shell;
using Poruka.Shell.Tables;

namespace Poruka.Letters.PlanLetters;

/// <summary>Says in words why two were brought together, and why somebody goes without.</summary>
internal sealed class PlanWords(Page page, LettersDesk desk)
{
    public Table Letters(IReadOnlyList<PlannedLetter> letters) => new(
        page["Letters.Plan"], [new(page["Letters.To"]), new(page["Letters.By"]), new(page["Letters.Language"]), new(page["Letters.Plan.Reason"])],
        [
            .. letters.Select(l => (IReadOnlyList<Cell>)
            [
                new(desk.NameOf(new RecipientId(l.Recipient)), desk.Address("recipients/" + Storage.Ids.Text(l.Recipient))), new(desk.NameOf(new WriterId(l.Writer))), new(page.NamesOf(l.Language)),
                new(Reason(page.Language, desk, l, (key, count, arguments) => page.Plural(key, count, arguments), (key, arguments) => page.Text(key, arguments))),
            ]),
        ]);

    /// <summary>Why a letter stands in the plan, and through whom it goes; for who has no page, too.</summary>
    public static string Reason(CultureInfo language, LettersDesk desk, PlannedLetter letter, Func<string, int, object?[], string> plural, Func<string, object?[], string> say) =>
        plural("Letters.Plan.Cause." + letter.Cause, letter.WaitedDays, [letter.CouldWrite])
        + (letter.Translator is { } translator ? " " + say("Letters.Plan.Through", [Texts.NamesOf(language, letter.Language), Texts.NamesOf(language, letter.Into), desk.NameOf(new WriterId(translator))]) : "");

    public string Missing(MissingLetter missing) => Missing(desk, missing, (key, arguments) => page.Text(key, arguments));

    /// <summary>The same for who has no page.</summary>
    public static string Missing(LettersDesk desk, MissingLetter missing, Func<string, object?[], string> say) => say(
        "Letters.Plan.Missing." + (missing.Cause == UnmetCause.OnHold ? "OnHold." + missing.Hold : missing.Cause.ToString()),
        [desk.NameOf(new RecipientId(missing.Recipient)), missing.WaitedDays, missing.CouldWrite, missing.LeastServedDays]);
}
