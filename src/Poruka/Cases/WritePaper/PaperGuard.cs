using Poruka.Casework;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Storage;

namespace Poruka.Cases.WritePaper;

/// <summary>
/// Looks for what doesn't belong in a paper of a case: names of the group's other cases, and what this one knows of relocation. What the
/// case itself knows is what a paper is for; and a paper is often urgent, so that nobody else is asked and nothing waits
/// (docs/decisions/0049-papers-are-looked-at.md).
/// </summary>
internal static class PaperGuard
{
    /// <summary>The words that don't belong in it, as they stand there; none where all of it does.</summary>
    public static IReadOnlyList<string> Look(GuardDesk guardDesk, CaseDesk desk, CaseFile file, string text)
    {
        var own = file.Joined.Select(j => j.Row.Id).Prepend(file.Row.Id).Select(id => Ids.Text(id.Value)).ToHashSet(StringComparer.Ordinal);
        var names = RoomFacts.NamesOf(guardDesk, GuardNames.Of(guardDesk, desk.Here.Organisation.Number).In(guardDesk, text));
        var guard = DisclosureGuard.Over(names.Where(n => !own.Contains(n.Id)).Concat(Relocation(file)));
        // Somebody of the same name is this one.
        foreach (var name in desk.HeadsOf([.. file.Joined.Select(j => j.Row.Id).Prepend(file.Row.Id)]).Values.SelectMany(h => h.Names)) guard.LetPass(name);
        return
        [
            .. guard.Check(text, desk.Today).Where(f => !f.IsGivenName).OrderBy(f => f.Start).Select(f => text.Substring(f.Start, f.Length).ReplaceLineEndings(" "))
                .Distinct(StringComparer.Ordinal).Take(10),
        ];
    }

    private static IEnumerable<RoomFact> Relocation(CaseFile file)
    {
        foreach (var sheet in file.Joined.Prepend(file.Own).SelectMany(p => p.Sections).Where(s => s.Section == Section.Relocation).Select(s => s.Sheet))
            foreach (var (field, value) in sheet) yield return new RoomFact("", field, RoomFactKind.Text, value) { IsGuarded = true };
        foreach (var fact in file.Timeline.Facts.Where(f => f.Section == Section.Relocation))
        {
            yield return new RoomFact("", "fact", RoomFactKind.Text, fact.Text) { IsGuarded = true };
            if (fact.Place.Length > 0) yield return new RoomFact("", "place", RoomFactKind.Place, fact.Place);
        }
    }
}
