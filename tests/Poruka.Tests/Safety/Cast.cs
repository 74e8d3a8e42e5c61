using System.Security.Cryptography;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Safety;

/// <summary>Somebody of the matrix: who they are to the group and to the room in the address.</summary>
/// <param name="Name">What a failure calls them.</param>
/// <param name="IsSignedIn">Whether a session of theirs lives.</param>
/// <param name="IsOfGroup">Whether they belong to the group.</param>
/// <param name="Roles">What they do there.</param>
/// <param name="Holds">Whether they hold a living grant of the room.</param>
/// <param name="Keeps">Whether they keep it.</param>
/// <param name="IsProved">Whether the passphrase was given lately.</param>
/// <param name="Visitor">Their browser.</param>
internal sealed record Actor(
    string Name, bool IsSignedIn, bool IsOfGroup, IReadOnlyList<Role> Roles, bool Holds, bool Keeps, bool IsProved, Visitor Visitor);

/// <summary>A group with somebody for each place in it and around it; every one has a browser with a session begun for them.</summary>
internal sealed class Cast : IDisposable
{
    private readonly WebSite _site;
    private readonly TestInstallation _test;
    private readonly List<Actor> _actors = [];

    private Cast(WebSite site, TestInstallation test) => (_site, _test) = (site, test);

    public IReadOnlyList<Actor> Actors => _actors;

    public Organisation Group { get; private set; } = null!;

    public string Room { get; private set; } = "";

    /// <summary>Somebody who may all: every role of the group, and keeper of its rooms.</summary>
    public Actor Everything => _actors.First(a => a.Name == "everything");

    public static Cast Gather(WebSite site, TestInstallation test, TestClock clock)
    {
        var cast = new Cast(site, test);
        var today = clock.GetCurrentInstant().InUtc().Date;
        using var connection = test.Database.Open();
        using var founderKeys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        var founder = cast.AddMember(connection, "everything", founderKeys, today);
        Organisation other;
        using (var transaction = connection.BeginTransaction())
        {
            cast.Group = FirstGroup.Make(test.Installation, connection, transaction, "Own group", founder, founderKeys, today)!;
            MemberRows.SetRoles(connection, transaction, cast.Group, founder.Id, Roles.All);
            using var strangerKeys = MemberKeys.Draw(RandomNumberGenerator.Fill);
            var stranger = cast.AddMember(connection, "other", strangerKeys, today, transaction);
            other = FirstGroup.Make(test.Installation, connection, transaction, "Other group", stranger, strangerKeys, today)!;
            MemberRows.SetRoles(connection, transaction, other, stranger.Id, Roles.All);
            transaction.Commit();
            cast.Act("member of another group", stranger, strangerKeys, isOfGroup: false, []);
        }
        var room = RoomRows.Find(connection, cast.Group.Number, RoomKind.Team)!;
        cast.Room = Ids.Text(room.Id.Value);
        using var open = HeldRoom.Open(test.Installation, connection, founder.Id, () => founderKeys, room.Id, today)!;

        void Grant(Member member, bool keeper, LocalDate? lastDay)
        {
            using var transaction = connection.BeginTransaction();
            RoomRows.Put(connection, transaction, Vault.Grant.Make(
                open.Secret, member.Id, member.PublicKey, lastDay, founder.Id, founderKeys, RandomNumberGenerator.Fill), founder.VerifyingKey, keeper, today);
            transaction.Commit();
        }

        foreach (var role in Roles.All) cast.Add(connection, role.Word(), [role], today);
        cast.Add(connection, "nothing", [], today);
        cast.Add(connection, "keeper", [Role.Member], today, m => Grant(m, true, null), holds: true, keeps: true);
        cast.Add(connection, "holder", [Role.Member], today, m => Grant(m, false, today), holds: true);
        cast.Add(connection, "lapsed", [Role.Member], today, m => Grant(m, true, today.PlusDays(-1)));
        cast.Add(connection, "revoked", [Role.Member], today, m =>
        {
            Grant(m, true, null);
            using var transaction = connection.BeginTransaction();
            RoomRows.Revoke(connection, transaction, room.Id, m.Id);
            transaction.Commit();
        });
        cast.Add(connection, "not proved", Roles.All, today, m => Grant(m, true, null), holds: true, keeps: true, isProved: false);
        cast.Act("everything", founder, founderKeys, isOfGroup: true, Roles.All, holds: true, keeps: true);

        // Those at the door: nobody, and sessions that are over in each way.
        cast._actors.Add(new Actor("nobody", false, false, [], false, false, false, site.Visit("en")));
        cast.Out(connection, "signed out", today, (m, s) => site.Service<Sessions>().End(s));
        cast.Out(connection, "ran out", today, (m, s) => s.SeenAt = clock.GetCurrentInstant() - Sessions.Idle - Duration.FromSeconds(1));
        cast.Out(connection, "frozen", today, (m, s) => MemberRows.SetState(connection, null, m.Id, MemberState.Frozen));
        cast.Out(connection, "removed", today, (m, s) =>
        {
            using var transaction = connection.BeginTransaction();
            Departure.Take(connection, transaction, cast.Group, m.Id, today);
            transaction.Commit();
        });
        return cast;
    }

    public void Dispose()
    {
        foreach (var actor in _actors) actor.Visitor.Dispose();
    }

    private void Add(
        System.Data.Common.DbConnection connection, string name, IReadOnlyList<Role> roles, LocalDate today,
        Action<Member>? grant = null, bool holds = false, bool keeps = false, bool isProved = true)
    {
        using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        var member = AddMember(connection, name, keys, today);
        Join(connection, member, roles, today);
        grant?.Invoke(member);
        var session = Act(name, member, keys, true, roles, holds, keeps, isProved);
        if (!isProved) session.ProvedAt -= Sessions.Proof + Duration.FromSeconds(1);
    }

    private void Out(System.Data.Common.DbConnection connection, string name, LocalDate today, Action<Member, Session> end)
    {
        using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        var member = AddMember(connection, name, keys, today);
        Join(connection, member, Roles.All, today);
        var session = Act(name, member, keys, true, Roles.All);
        _actors[^1] = _actors[^1] with { IsSignedIn = false };
        end(member, session);
    }

    private void Join(System.Data.Common.DbConnection connection, Member member, IReadOnlyList<Role> roles, LocalDate today)
    {
        using var transaction = connection.BeginTransaction();
        MemberRows.Join(connection, transaction, Group, member.Id, today);
        MemberRows.SetRoles(connection, transaction, Group, member.Id, roles);
        transaction.Commit();
    }

    private Session Act(
        string name, Member member, MemberKeys keys, bool isOfGroup, IReadOnlyList<Role> roles, bool holds = false, bool keeps = false, bool isProved = true)
    {
        var visitor = _site.Visit("en");
        using var secret = SessionSecret.Draw(RandomNumberGenerator.Fill);
        var session = _site.Service<Sessions>().Start(secret, member.Id, keys);
        visitor.SafeCookies.Kept[Visit.Cookie] = secret.ToCookie();
        _actors.Add(new Actor(name, true, isOfGroup, roles, holds, keeps, isProved, visitor));
        return session;
    }

    private Member AddMember(
        System.Data.Common.DbConnection connection, string name, MemberKeys keys, LocalDate today, System.Data.Common.DbTransaction? within = null)
    {
        var member = new Member(new MemberId(Ids.Draw()), name, MemberState.Active, today, keys.PublicKey, keys.VerifyingKey);
        byte[] any = new byte[16];
        var its = new MemberLock(_site.Options.Cost, any, any, any, any, any);
        if (within is not null)
        {
            Assert.True(MemberRows.TryAdd(connection, within, member, its));
            return member;
        }
        using var transaction = connection.BeginTransaction();
        Assert.True(MemberRows.TryAdd(connection, transaction, member, its));
        transaction.Commit();
        return member;
    }
}
