using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>That a case was joined to another.</summary>
/// <param name="Id">Which act it was: what had been joined to the joined case went along in the same.</param>
/// <param name="Kept">The case that stayed.</param>
/// <param name="Joined">The case that was joined to it.</param>
/// <param name="Before">What it was joined to until then, or null.</param>
/// <param name="At">When.</param>
internal sealed record CaseMerge(UInt128 Id, CaseId Kept, CaseId Joined, CaseId? Before, Instant At)
{
    /// <summary>How long there is a way back.</summary>
    public static readonly Duration TimeToUndo = Duration.FromDays(30);

    /// <summary>Whether there still is.</summary>
    public bool CanBeUndone(Instant now) => now - At <= TimeToUndo;
}

/// <summary>
/// Joins two cases of one person, and takes them apart again. Nothing is moved and nothing is copied: what is sealed of the joined case
/// stays under its own salt in its own rooms, and its facts, tasks and watches are read along with those of the case that stays.
/// </summary>
internal static class CaseMerges
{
    private const int Tries = 8;

    /// <summary>The act that joined a case to the one it is joined to now; null where it isn't.</summary>
    public static CaseMerge? Newest(DbConnection connection, CaseId joined) => List(connection,
        "where joined = @case and undone_at is null order by merged_at desc", ("case", Ids.Bytes(joined.Value))).FirstOrDefault();

    /// <summary>Joins one case to another; false where one of them isn't open any more, or is joined to a third.</summary>
    public static bool Join(CaseDesk desk, CaseFile kept, CaseFile joined, UInt128 id)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (kept.Row.Id == joined.Row.Id || kept.Row is not { State: CaseState.Open, MergedInto: null } || joined.Row is not { State: CaseState.Open, MergedInto: null }) return false;
            using (var transaction = desk.Connection.BeginTransaction())
            {
                if (TryTurn(desk.Connection, transaction, kept.Row, joined.Row))
                {
                    foreach (var part in joined.Joined.Prepend(joined.Own)) Set(desk, transaction, id, kept.Row.Id, part.Row);
                    Record(desk, transaction, new CaseFile(kept.Own, kept.Head, [.. kept.Joined, joined.Own, .. joined.Joined]), "Cases.Merge.Done", joined.Row.Code);
                    transaction.Commit();
                    return true;
                }
            }
            (kept, joined) = (CaseFile.Read(desk, CaseRows.Find(desk.Connection, kept.Row.Id)!), CaseFile.Read(desk, CaseRows.Find(desk.Connection, joined.Row.Id)!));
        }
        throw new InvalidOperationException("Two cases were changed by others again and again.");
    }

    /// <summary>Takes apart what was joined in one act. What was written to the case that stayed since then stays with it.</summary>
    public static bool TakeApart(CaseDesk desk, CaseFile kept, CaseMerge merge)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var moved = List(desk.Connection, "where merge_id = @merge and undone_at is null", ("merge", Ids.Bytes(merge.Id))).ToDictionary(m => m.Joined);
            var parts = kept.Joined.Where(j => moved.ContainsKey(j.Row.Id)).ToList();
            if (kept.Row.State != CaseState.Open || parts.Count == 0) return false;
            using (var transaction = desk.Connection.BeginTransaction())
            {
                if (CaseRows.TryTurn(desk.Connection, transaction, kept.Row))
                {
                    foreach (var part in parts) CaseRows.SetMergedInto(desk.Connection, transaction, part.Row.Id, moved[part.Row.Id].Before);
                    Sql.Run(desk.Connection, transaction, "update case_merge set undone_at = @now where merge_id = @merge and undone_at is null",
                        ("now", desk.Now.ToUnixTimeSeconds()), ("merge", Ids.Bytes(merge.Id)));
                    Record(desk, transaction, new CaseFile(kept.Own, kept.Head, [.. kept.Joined.Except(parts)]), "Cases.Merge.Undone", string.Join(", ", parts.Select(p => p.Row.Code)));
                    // Each stands for itself again, with those that were joined to it before.
                    foreach (var own in parts.Where(p => moved[p.Row.Id].Before is null))
                        Record(desk, transaction, new CaseFile(own, null, [.. parts.Where(p => moved[p.Row.Id].Before == own.Row.Id)]), "Cases.Merge.UndoneFrom", kept.Row.Code);
                    transaction.Commit();
                    return true;
                }
            }
            kept = CaseFile.Read(desk, CaseRows.Find(desk.Connection, kept.Row.Id)!);
        }
        throw new InvalidOperationException("A case was changed by others again and again.");
    }

    private static void Record(CaseDesk desk, DbTransaction transaction, CaseFile file, string key, string code)
    {
        // Who holds no room of it writes no line there; that it was joined or taken apart holds all the same.
        if (file.Sections.All(s => s.Held is null)) return;
        CaseBook.Put(desk, transaction, file,
        [
            CaseBook.NewFact(file.Nearest(Section.Basic), FactKind.Work, Moment.At(desk.Now), Texts.Get(desk.Language, key, code)) with { Source = SourceKind.Member, Certainty = Certainty.Confirmed },
        ]);
    }

    private static void Set(CaseDesk desk, DbTransaction transaction, UInt128 id, CaseId kept, CaseRow row)
    {
        Sql.Run(desk.Connection, transaction, """
            insert into case_merge (merge_id, kept, joined, before, merged_by, merged_at, undone_at) values (@merge, @kept, @joined, @before, @by, @now, null)
            """, ("merge", Ids.Bytes(id)), ("kept", Ids.Bytes(kept.Value)), ("joined", Ids.Bytes(row.Id.Value)),
            ("before", row.MergedInto is { } before ? Ids.Bytes(before.Value) : null), ("by", Ids.Bytes(desk.Visit.Member.Id.Value)), ("now", desk.Now.ToUnixTimeSeconds()));
        CaseRows.SetMergedInto(desk.Connection, transaction, row.Id, kept);
    }

    /// <summary>Takes the versions of both, the smaller id first, so that two who join the same two don't wait for one another.</summary>
    private static bool TryTurn(DbConnection connection, DbTransaction transaction, CaseRow a, CaseRow b)
    {
        var (first, second) = a.Id.Value < b.Id.Value ? (a, b) : (b, a);
        return CaseRows.TryTurn(connection, transaction, first) && CaseRows.TryTurn(connection, transaction, second);
    }

    private static List<CaseMerge> List(DbConnection connection, string which, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, $"select merge_id, kept, joined, before, merged_at from case_merge {which}", parameters);
        using var row = command.ExecuteReader();
        var merges = new List<CaseMerge>();
        while (row.Read())
            merges.Add(new CaseMerge(Ids.Read(row.GetFieldValue<byte[]>(0)), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(1))), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(2))),
                row.IsDBNull(3) ? null : new CaseId(Ids.Read(row.GetFieldValue<byte[]>(3))), Instant.FromUnixTimeSeconds(row.GetInt64(4))));
        return merges;
    }
}
