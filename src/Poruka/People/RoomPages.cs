using Poruka.People.AddFile;
using Poruka.People.AddNote;
using Poruka.People.CreateRoom;
using Poruka.People.DeleteItem;
using Poruka.People.ExportAll;
using Poruka.People.ExportRoom;
using Poruka.People.GrantRoom;
using Poruka.People.ListWaiting;
using Poruka.People.OpenFile;
using Poruka.People.RevokeRoom;
using Poruka.People.SealAnew;
using Poruka.People.ShowHolders;
using Poruka.People.ShowNote;
using Poruka.People.ShowRecord;
using Poruka.People.ShowRoom;
using Poruka.People.UseOfflineRoom;

namespace Poruka.People;

/// <summary>The pages of rooms.</summary>
internal static class RoomPages
{
    /// <summary>Maps them.</summary>
    public static void MapRoomPages(this IEndpointRouteBuilder routes)
    {
        routes.MapCreateRoom();
        routes.MapRoom();
        routes.MapAddNote();
        routes.MapShowNote();
        routes.MapAddFile();
        routes.MapOpenFile();
        routes.MapDeleteItem();
        routes.MapHolders();
        routes.MapGrant();
        routes.MapRevoke();
        routes.MapSealAnew();
        routes.MapRecord();
        routes.MapExportRoom();
        routes.MapExportAll();
        routes.MapWaiting();
        routes.MapOffline();
    }
}
