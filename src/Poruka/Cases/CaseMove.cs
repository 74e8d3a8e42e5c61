using System.Data.Common;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>Moves what is sealed of a section to another room: opened with the one key, sealed with the other.</summary>
internal static class CaseMove
{
    /// <summary>What is to be moved, opened; read before the transaction.</summary>
    public static IReadOnlyList<(SealedPlace Place, byte[] Contents)> Open(CaseDesk desk, CaseRow row, Section section, HeldRoom from)
    {
        var word = CaseRows.Word(section);
        var fields = CaseRows.Sealed(desk.Connection, """
            select s.kind, s.row_id, s.name, s.room, s.subject, s.epoch, s.body from sealed_field s where s.subject = @case and s.room = @room and (
                (s.kind = 'case' and s.row_id = @case and s.name = @sheet)
                or (s.kind = 'case' and s.row_id = @case and s.name = 'name' and @section = 'basic')
                or s.row_id in (select fact from case_fact where support_case = @case and section = @section)
                or s.row_id in (select task from case_task where support_case = @case and section = @section)
                or s.row_id in (select playbook from case_playbook where support_case = @case and section = @section)
                or s.row_id in (select watch from case_watch where support_case = @case and section = @section))
            """, ("case", Ids.Bytes(row.Id.Value)), ("room", Ids.Bytes(from.Room.Id.Value)), ("sheet", "sheet-" + word), ("section", word));
        var opened = new List<(SealedPlace, byte[])>();
        foreach (var field in fields)
            if (from.Read(desk.Connection, field) is { } bytes) opened.Add((field.Place, bytes));
        return opened;
    }

    /// <summary>Seals it to the other room.</summary>
    public static void Seal(CaseDesk desk, DbTransaction transaction, CaseRow row, HeldRoom to, IReadOnlyList<(SealedPlace Place, byte[] Contents)> opened)
    {
        foreach (var (place, contents) in opened) to.Write(desk.Connection, transaction, row.Id.Value, place, contents);
    }
}
