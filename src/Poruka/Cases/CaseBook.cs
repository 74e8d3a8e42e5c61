using System.Data.Common;
using System.Text.Json;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>
/// Writes into cases: each change in one transaction, with all that follows from it. A case is read, decided on and written
/// under its version: where somebody else wrote meanwhile, it is read anew, so that nothing is worked out from what no longer holds.
/// </summary>
internal static class CaseBook
{
    private const int Tries = 8;

    /// <summary>Opens a case, all of it sealed to one room at first, within a transaction.</summary>
    public static CaseFile Open(
        CaseDesk desk, DbTransaction transaction, HeldRoom room, string name, Sheet basic, UInt128? action = null, byte[]? addedBy = null, CaseId? id = null)
    {
        var row = new CaseRow(id ?? new CaseId(Ids.Draw()), desk.Here.Organisation.Number, CaseRows.DrawCode(), Stage.Detained, Whereabouts.Unknown,
            CaseState.Open, action, 0, null, desk.Today, null, null, null, 1);
        CaseRows.Add(desk.Connection, transaction, row, addedBy);
        var sections = new List<SectionView>();
        foreach (var section in Enum.GetValues<Section>())
        {
            // Where somebody goes is not written down until somebody chooses a room for it.
            if (section == Section.Relocation) continue;
            sections.Add(new SectionView(new SectionRow(section, room.Room.Id, true, 1), room.Room, room, section == Section.Basic ? basic : []));
            CaseRows.PutSection(desk.Connection, transaction, row.Id, sections[^1].Row);
        }
        var head = CaseHead.Of(basic, name);
        PutHead(desk, transaction, room, row.Id, head);
        PutSheet(desk, transaction, room, row.Id, Section.Basic, basic);
        return new CaseFile(new CasePart(row, sections, [], [], []), head, []);
    }

    public static void PutHead(CaseDesk desk, DbTransaction transaction, HeldRoom room, CaseId id, CaseHead head)
    {
        room.Write(desk.Connection, transaction, id.Value, CasePlaces.Name(id), JsonSerializer.SerializeToUtf8Bytes(head, CaseJson.Default.CaseHead));
        CaseRows.TurnName(desk.Connection, transaction, desk.Here.Organisation.Number, id);
    }

    public static void PutSheet(CaseDesk desk, DbTransaction transaction, HeldRoom room, CaseId id, Section section, Sheet sheet) =>
        room.Write(desk.Connection, transaction, id.Value, CasePlaces.Sheet(id, section), JsonSerializer.SerializeToUtf8Bytes(sheet, CaseJson.Default.Sheet));

    /// <summary>Records facts of a case, and what follows: where the person is, what is needed, when things are due.</summary>
    public static void Record(CaseDesk desk, CaseFile file, IReadOnlyList<Fact> facts) => Change(desk, file, (transaction, newest) => Put(desk, transaction, newest, facts));

    /// <summary>Changes a case under its version: tries again with the newest where somebody else was quicker.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="file">The case as it was read.</param>
    /// <param name="change">Writes, and reads within the transaction if at all; it may be called more than once.</param>
    public static void Change(CaseDesk desk, CaseFile file, Action<DbTransaction, CaseFile> change)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            using (var transaction = desk.Connection.BeginTransaction())
            {
                if (CaseRows.TryTurn(desk.Connection, transaction, file.Row))
                {
                    change(transaction, file);
                    transaction.Commit();
                    return;
                }
            }
            file = CaseFile.Read(desk, CaseRows.Find(desk.Connection, file.Row.Id)!);
        }
        throw new InvalidOperationException("A case was changed by others again and again.");
    }

    /// <summary>Writes facts down, within a transaction that has the case's version.</summary>
    public static CaseFile Put(CaseDesk desk, DbTransaction transaction, CaseFile file, IReadOnlyList<Fact> facts)
    {
        var put = new List<Fact>();
        foreach (var given in facts)
        {
            if (file.Timeline.Facts.Any(f => f.Id == given.Id)) continue; // sent twice
            var fact = given with { RecordedAt = desk.Now, RecordedBy = desk.Visit.Member.Name };
            fact = fact with { Number = CaseRows.AddFact(desk.Connection, transaction, file.Row.Id, fact) };
            file.Open(fact.Section)!.Held!.Write(desk.Connection, transaction, file.Row.Id.Value, CasePlaces.Fact(fact.Id),
                JsonSerializer.SerializeToUtf8Bytes(fact, CaseJson.Default.Fact));
            put.Add(fact);
            if (fact is { Kind: FactKind.SignOfLife, At.Earliest: { } at }) CaseWatches.Sign(desk, transaction, file.Watches, at);
        }
        file = file with { Timeline = file.Timeline.With(Timeline.Of(put)) };
        CasePlaybooks.Recompute(desk, transaction, file);
        Follow(desk, transaction, file);
        return file;
    }

    /// <summary>Writes down in the clear what the server must know of a case, as its facts now stand.</summary>
    private static void Follow(CaseDesk desk, DbTransaction transaction, CaseFile file)
    {
        var standing = Standing.Of(file.Timeline, desk.Now);
        // Who can't read the legal section doesn't know how far it has come: a release or an arrest they do.
        var stage = file.Open(Section.Legal) is not null || standing.Stage is Stage.Out or Stage.Wanted || file.Row.Stage is Stage.Out or Stage.Wanted
            ? standing.Stage : file.Row.Stage;
        CaseRows.SetStanding(desk.Connection, transaction, file.Row.Id, stage, standing.Whereabouts, standing.Needs.Count);
        CaseRows.RefreshDue(desk.Connection, transaction, file.Row.Id);
    }

    /// <summary>A new fact, with an id of its own.</summary>
    public static Fact NewFact(Section section, FactKind kind, Moment at, string text) => new(new FactId(Ids.Draw()), section, kind, at, text);
}
