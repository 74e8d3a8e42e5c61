using System.Data.Common;
using System.Globalization;
using System.Text;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.People;

/// <summary>A room as its pages name it.</summary>
/// <param name="Title">Its name; that of its kind where it has none.</param>
/// <param name="Code">What it is called where its name may not be.</param>
/// <param name="Address">Its page.</param>
/// <param name="IsKeeper">Whether the visitor keeps it.</param>
public sealed record RoomHead(string Title, string Code, string Address, bool IsKeeper)
{
    internal static RoomHead Of(HttpContext context, DbConnection connection, HeldRoom held) =>
        new(TitleOf(Page.LanguageOf(context.Request), connection, held), held.Room.Code, AddressOf(held.Room), held.IsKeeper);

    internal static string TitleOf(CultureInfo language, DbConnection connection, HeldRoom held) =>
        held.Read(connection, RoomRows.NameOf(held.Room.Id)) is { Length: > 0 } name
            ? Encoding.UTF8.GetString(name)
            : Texts.Get(language, "People.Room.Kind." + held.Room.Kind);

    internal static string AddressOf(Room room) => "/rooms/" + Ids.Text(room.Id.Value);

    internal static string OfflineAddressOf(Organisation group, Room room) => $"/groups/{group.Slug}/offline/{Ids.Text(room.Id.Value)}";
}
