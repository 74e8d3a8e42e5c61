using System.Data.Common;
using NodaTime;
using Poruka.People;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// How the names of a group's cases stand for a visitor. Asked before they are read: what is written meanwhile is read again the next time, and
/// not missed.
/// </summary>
/// <param name="Rooms">The rooms of the group that the visitor holds, in order.</param>
/// <param name="Turn">How often names were written.</param>
internal readonly record struct NameStand(IReadOnlyList<RoomId> Rooms, long Turn)
{
    /// <summary>How they stand now.</summary>
    public static NameStand Of(DbConnection connection, Visit visit, long organisation, LocalDate today) => new(
        [.. RoomRows.HeldBy(connection, visit.Member.Id, today).Where(r => r.Organisation == organisation).Select(r => r.Id).OrderBy(r => r.Value)],
        CaseRows.NameTurn(connection, organisation));
}
