using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.People;

/// <summary>A member with keys at hand: no browser, no waiting.</summary>
internal sealed record Somebody(Member Member, MemberKeys Keys, string Passphrase) : IDisposable
{
    public void Dispose() => Keys.Dispose();
}

/// <summary>A group in an installation, whose first member is Vera; it has the rooms that every group has.</summary>
internal sealed class SampleGroup : IDisposable
{
    public static readonly LocalDate Today = TestInstallation.Today;

    private readonly List<Somebody> _all = [];

    public SampleGroup(TestInstallation test, string name = "Political Red Cross")
    {
        Test = test;
        Vera = Add("vera");
        using var connection = test.Database.Open();
        using var transaction = connection.BeginTransaction();
        Organisation = FirstGroup.Make(test.Installation, connection, transaction, name, Vera.Member, Vera.Keys, Today)!;
        transaction.Commit();
    }

    public TestInstallation Test { get; }

    public Organisation Organisation { get; private set; } = new(0, "", "");

    public Somebody Vera { get; }

    /// <summary>Adds a member with roles.</summary>
    public Somebody Join(string name, params Role[] roles) => Add(name, roles);

    /// <summary>One of the group's standing rooms.</summary>
    public Room Room(RoomKind kind)
    {
        using var connection = Test.Database.Open();
        return RoomRows.Find(connection, Organisation.Number, kind)!;
    }

    /// <summary>Opens a room as somebody; null where they hold no living grant.</summary>
    public HeldRoom? Open(Room room, Somebody who, LocalDate? today = null)
    {
        using var connection = Test.Database.Open();
        return HeldRoom.Open(Test.Installation, connection, who.Member.Id, () => who.Keys, room.Id, today ?? Today);
    }

    /// <summary>A browser in which somebody has just signed in.</summary>
    public static Visitor SignedIn(WebSite site, Somebody who)
    {
        var visitor = site.Visit("en");
        using var secret = SessionSecret.Draw(RandomNumberGenerator.Fill);
        site.Service<Sessions>().Start(secret, who.Member.Id, who.Keys);
        visitor.SafeCookies.Kept[Visit.Cookie] = secret.ToCookie();
        return visitor;
    }

    public void Dispose()
    {
        foreach (var who in _all) who.Dispose();
    }

    private Somebody Add(string name, params Role[] roles)
    {
        var passphrase = name + " seven words of a passphrase that nobody guesses";
        var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        var member = new Member(new MemberId(Ids.Draw()), name, MemberState.Active, Today, keys.PublicKey, keys.VerifyingKey);
        var cost = new PassphraseCost(8 * 1024, 1);
        var salt = RandomNumberGenerator.GetBytes(PassphraseKeys.SaltSize);
        using var derived = PassphraseKeys.Derive(Encoding.UTF8.GetBytes(passphrase), salt, cost, Test.Installation.Secrets.Pepper);
        using var connection = Test.Database.Open();
        using var transaction = connection.BeginTransaction();
        Assert.True(MemberRows.TryAdd(connection, transaction, member, new MemberLock(cost, salt, derived.Verifier(),
            keys.SealUnder(derived.EncryptionKey, member.Id, SignIns.PassphrasePurpose, cost, RandomNumberGenerator.Fill), [], [])));
        if (Organisation.Number > 0)
        {
            MemberRows.Join(connection, transaction, Organisation, member.Id, Today);
            MemberRows.SetRoles(connection, transaction, Organisation, member.Id, roles);
        }
        transaction.Commit();
        var who = new Somebody(member, keys, passphrase);
        _all.Add(who);
        return who;
    }
}
