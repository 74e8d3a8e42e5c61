using System.Data.Common;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Cases;

/// <summary>
/// Moves what is sealed of a section to another room: opened with the one key and sealed with the other, all in the transaction that
/// has the case's version, so that nothing is written to the old room behind its back.
/// </summary>
internal static class CaseMove
{
    public static void Move(CaseDesk desk, DbTransaction transaction, CaseRow row, Section section, HeldRoom from, HeldRoom to)
    {
        var word = CaseRows.Word(section);
        var fields = CaseRows.Sealed(desk.Connection, transaction, """
            select s.kind, s.row_id, s.name, s.room, s.subject, s.epoch, s.body from sealed_field s where s.subject = @case and s.room = @room and (
                (s.kind = 'case' and s.row_id = @case and s.name = @sheet)
                or (s.kind = 'case' and s.row_id = @case and s.name = 'name' and @section = 'basic')
                or s.row_id in (select fact from case_fact where support_case = @case and section = @section)
                or s.row_id in (select task from case_task where support_case = @case and section = @section)
                or s.row_id in (select playbook from case_playbook where support_case = @case and section = @section)
                or s.row_id in (select watch from case_watch where support_case = @case and section = @section))
            """, ("case", Ids.Bytes(row.Id.Value)), ("room", Ids.Bytes(from.Room.Id.Value)), ("sheet", "sheet-" + word), ("section", word));
        foreach (var field in fields)
            if (from.Read(desk.Connection, field) is { } contents) to.Write(desk.Connection, transaction, row.Id.Value, field.Place, contents);
        // Whoever keeps names in a session finds it in the other room.
        if (section == Section.Basic) CaseRows.TurnName(desk.Connection, transaction, row.Organisation, row.Id);
    }
}
