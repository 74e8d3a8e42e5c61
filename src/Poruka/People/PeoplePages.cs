using Poruka.People.AcceptInvitation;
using Poruka.People.EndSession;
using Poruka.People.EnrolMember;
using Poruka.People.GiveProof;
using Poruka.People.ListMembers;
using Poruka.People.SetUpGroup;
using Poruka.People.ShowGroup;
using Poruka.People.ShowHome;
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
    }
}
