using Poruka.People.AcceptInvitation;
using Poruka.People.AddGroup;
using Poruka.People.AgreeOnMember;
using Poruka.People.ChangeRoles;
using Poruka.People.EndSession;
using Poruka.People.EnrolMember;
using Poruka.People.GiveProof;
using Poruka.People.InviteMember;
using Poruka.People.LeaveGroup;
using Poruka.People.ListMembers;
using Poruka.People.RecoverAccount;
using Poruka.People.SetUpGroup;
using Poruka.People.ShowAccount;
using Poruka.People.ShowGroup;
using Poruka.People.ShowHome;
using Poruka.People.ShowMember;
using Poruka.People.StartSession;

namespace Poruka.People;

/// <summary>The pages of members.</summary>
internal static class PeoplePages
{
    /// <summary>Maps them.</summary>
    public static void MapPeoplePages(this IEndpointRouteBuilder routes)
    {
        routes.MapSetUp();
        routes.MapSignIn();
        routes.MapSignOut();
        routes.MapProve();
        routes.MapEnrol();
        routes.MapJoin();
        routes.MapHome();
        routes.MapGroup();
        routes.MapListMembers();
        routes.MapShowMember();
        routes.MapChangeRoles();
        routes.MapAgree();
        routes.MapInvite();
        routes.MapLeave();
        routes.MapAddGroup();
        routes.MapAccount();
        routes.MapRecover();
        routes.MapRoomPages();
    }
}
