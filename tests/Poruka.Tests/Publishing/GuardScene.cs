using System.Security.Cryptography;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Storage;
using Poruka.Tests.Cases;
using Poruka.Tests.Cli;
using Poruka.Tests.People;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Tests.Publishing;

/// <summary>A group, a case, and a room of which only Vera knows what is in it.</summary>
internal sealed class GuardScene(Crew crew, Person vera, Person olga, Person ivan) : IAsyncDisposable
{
    /// <summary>A village that only the room of the way knows.</summary>
    public const string Secret = "Вересница";

    private static readonly UInt128 Item = 77;

    public Crew Crew => crew;

    public Person Vera => vera;

    public Person Olga => olga;

    public Person Ivan => ivan;

    public AgeIdentity Identity { get; } = new(RandomNumberGenerator.GetBytes(32));

    public CaseId Case { get; private set; }

    public Room Way { get; private set; } = null!;

    public static async Task<GuardScene> Play(DatabaseKind kind, PostgresServer postgres, bool withOffline = false)
    {
        var (crew, vera) = await Crew.Start(kind, postgres);
        var scene = new GuardScene(crew, vera, await crew.Join("olga", Role.Caseworker), await crew.Join("ivan", Role.Caseworker));
        crew.Grant(vera, scene.Olga, crew.Team());
        var address = await crew.OpenCase(vera, ("name", "Anna Petrova"), ("country", "ru"), ("zone", "Europe/Moscow"), ("text", "taken with a banner"));
        using var connection = crew.Test.Database.Open();
        scene.Case = CaseRows.Find(connection, crew.Group.Number, address.Split('/')[^1])!.Id;
        var choose = address + "/rooms/relocation";
        RoomId room;
        if (withOffline)
        {
            using var transaction = connection.BeginTransaction();
            var made = new Room(new RoomId(Ids.Draw()), crew.Group.Number, RoomKind.Offline, RoomRows.DrawCode(), 0, scene.Identity.Recipient.ToString(), crew.Today);
            RoomRows.Insert(connection, transaction, made);
            transaction.Commit();
            room = made.Id;
        }
        else room = crew.MakeRoom(vera, "The way");
        await Crew.Post(vera, await vera.Browser.Get(choose), choose, ("room", Ids.Text(room.Value)));
        if (!withOffline)
        {
            var sheet = address + "/sheets/relocation";
            await Crew.Post(vera, await vera.Browser.Get(sheet), sheet, ("relocation", $"Ночевали у пасечника за мельницей, село {Secret}. Звонить +7 926 555-01-37."));
        }
        scene.Way = RoomRows.Find(connection, room)!;
        scene.PublishHerName();
        return scene;
    }

    /// <summary>That Anna Petrova was arrested was published before; who let it out said that her name may be read.</summary>
    private void PublishHerName()
    {
        using var connection = crew.Test.Database.Open();
        var standing = Ask(vera, "Anna Petrova was arrested.", 0);
        // An offline room speaks for itself, and a room of named people found nothing: it is the team's that knows her name.
        foreach (var word in standing.Words)
            Assert.True(GuardRows.TrySay(connection, null, standing.Ask.Id, word.Room.Id, word.State, GuardWordState.Allowed, null, crew.Clock.GetCurrentInstant()));
        var author = MemberRows.FindByName(connection, vera.Name)!.Id;
        using (var transaction = connection.BeginTransaction())
        {
            PostRows.Add(connection, transaction, new PostRow(Item, crew.Group.Number, PostKind.News, PostState.Published, author, null, 1, crew.Today));
            Sql.Run(connection, transaction, """
                insert into public_post (post, organisation, kind, slug, version, from_at, changed_at, state, body) values (@post, @organisation, 'news', 'arrested', 1, 0, 0, 'public', @body)
                """, ("post", Ids.Bytes(Item)), ("organisation", crew.Group.Number), ("body", new PublicPost { Texts = new Dictionary<string, DraftText>(StringComparer.Ordinal) { ["en"] = new("Anna Petrova was arrested.", "", "") } }.ToJson()));
            transaction.Commit();
        }
        Assert.True(GoesOut(vera, 0));
    }

    public TextStanding Ask(Person who, string text, long version, bool tick = true)
    {
        using var desk = Desk(who);
        return GuardGate.Ask(desk, new OutgoingText(OutgoingKind.Post, Item, version, text, tick ? [Case] : [], "/home"));
    }

    public TextStanding Standing(long version)
    {
        using var connection = crew.Test.Database.Open();
        return GuardGate.Standing(connection, GuardRows.Find(connection, null, OutgoingKind.Post, Item, version)!, crew.Clock.GetCurrentInstant());
    }

    /// <summary>What whoever publishes does.</summary>
    public bool GoesOut(Person who, long version)
    {
        using var desk = Desk(who);
        using (var transaction = desk.Connection.BeginTransaction())
        {
            if (!GuardGate.TryGoOut(desk, transaction, OutgoingKind.Post, Item, version)) return false;
            transaction.Commit();
        }
        GuardGate.WentOut(desk, OutgoingKind.Post, Item, version);
        return true;
    }

    /// <summary>Olga coordinates letters as well, and takes her over from her case; the address of her page there.</summary>
    public async Task<string> HaveHerWrittenTo()
    {
        using (var connection = crew.Test.Database.Open())
        {
            using var transaction = connection.BeginTransaction();
            MemberRows.SetRoles(connection, transaction, crew.Group, MemberRows.FindByName(connection, olga.Name, transaction)!.Id, [Role.Caseworker, Role.Coordinator, Role.Member]);
            transaction.Commit();
            crew.Grant(vera, olga, RoomRows.Find(connection, crew.Group.Number, RoomKind.Letters)!.Id);
        }
        var code = "";
        using (var connection = crew.Test.Database.Open()) code = CaseRows.Find(connection, Case)!.Code;
        var form = $"{crew.Address}/{code}/letters";
        await Crew.Post(olga, await olga.Browser.Get(form), form, ("languages", "en"), ("address", "Colony 2"), ("agreed", "By her lawyer."));
        return (await olga.Browser.Get($"/groups/{crew.Group.Slug}/letters/recipients")).QuerySelector("tbody th a")!.GetAttribute("href")!;
    }

    public string AddressOf(TextStanding standing) => GuardGate.AddressOf(crew.Group, standing.Ask);

    /// <summary>How many sealed copies of a text there are.</summary>
    public long Copies(GuardAsk ask)
    {
        using var connection = crew.Test.Database.Open();
        return Sql.Number(connection, null, "select cast(count(*) as bigint) from sealed_field where kind = 'guard' and row_id = @ask", ("ask", Ids.Bytes(ask.Id)))!.Value;
    }

    /// <summary>What the keeper does at home: fetches the text, holds it against the room.</summary>
    public async Task<CliResult> CheckOffline(TextStanding standing, TemporaryFolder folder, string key, string room, string more)
    {
        var draft = Write(folder, "draft.age", await olga.Browser.Http.GetByteArrayAsync(new Uri($"{AddressOf(standing)}/{Way.Code}/text.age", UriKind.Relative)));
        return new CliRunner(folder.Path).Run($"guard check {draft} {room} -i {key} {more}");
    }

    public async Task<GateState> Bring(TextStanding standing, CliResult result)
    {
        Assert.Contains("counts now", await BringText(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]), StringComparison.Ordinal);
        return this.Standing(standing.Ask.Version).State;
    }

    public async Task<string> BringText(string word)
    {
        var list = $"/groups/{crew.Group.Slug}/guard";
        return (await olga.Browser.Send(await olga.Browser.Get(list), list, ("word", word))).QuerySelector("main")!.TextContent;
    }

    private GuardDesk Desk(Person who)
    {
        var secret = SessionSecret.TryParse(who.Browser.SafeCookies.Kept[Visit.Cookie])!;
        var session = crew.Site.Service<Sessions>().Find(secret)!;
        using var connection = crew.Test.Database.Open();
        var memberships = MemberRows.MembershipsOf(connection, session.Member);
        return new GuardDesk(crew.Test.Installation, new Visit(session, secret, MemberRows.Find(connection, session.Member)!, memberships) { Here = memberships[0] }, crew.Clock.GetCurrentInstant());
    }

    public ValueTask DisposeAsync()
    {
        Identity.Dispose();
        return crew.DisposeAsync();
    }

    public static string Write(TemporaryFolder folder, string name, byte[] contents)
    {
        File.WriteAllBytes(folder.File(name), contents);
        return folder.File(name);
    }
}
