using System.Security.Cryptography;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Cases;

/// <summary>A group with people who look after cases, each with a browser of their own.</summary>
internal sealed class Crew : IAsyncDisposable
{
    private readonly TestInstallation _test;
    private readonly List<Person> _people = [];

    private Crew(TestInstallation test, WebSite site, TestClock clock) => (_test, Site, Clock) = (test, site, clock);

    public WebSite Site { get; }

    public TestClock Clock { get; }

    public TestInstallation Test => _test;

    public Organisation Group { get; private set; } = null!;

    public string Address => $"/groups/{Group.Slug}/cases";

    /// <summary>A group whose first member looks after cases and holds the team's room.</summary>
    public static async Task<(Crew Crew, Person First)> Start(DatabaseKind kind, PostgresServer postgres, string name = "vera")
    {
        var test = new TestInstallation(kind, postgres);
        var clock = new TestClock();
        var crew = new Crew(test, await WebSite.Start(test, Poruka.Program.Pages, clock: clock), clock);
        var first = await Person.SetUp(crew.Site, clock, name);
        crew._people.Add(first);
        using var connection = test.Database.Open();
        crew.Group = MemberRows.Organisations(connection).Single();
        var id = MemberRows.FindByName(connection, name)!.Id;
        using var transaction = connection.BeginTransaction();
        MemberRows.SetRoles(connection, transaction, crew.Group, id, [Role.Administrator, Role.Caseworker, Role.Member]);
        transaction.Commit();
        return (crew, first);
    }

    /// <summary>Somebody joins with roles; rooms are granted besides.</summary>
    public async Task<Person> Join(string name, params Role[] roles)
    {
        var link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
        using (var connection = _test.Database.Open())
            InvitationRows.Add(connection, null, link, Group, roles, MemberRows.FindByName(connection, _people[0].Name)!.Id, Clock.GetCurrentInstant() + Duration.FromDays(1), null);
        var person = await Person.Join(Site, Clock, "/join/" + link, name);
        _people.Add(person);
        return person;
    }

    /// <summary>Grants a room that one holds to another.</summary>
    public void Grant(Person from, Person to, RoomId room)
    {
        using var connection = _test.Database.Open();
        var (giver, taker) = (MemberRows.FindByName(connection, from.Name)!, MemberRows.FindByName(connection, to.Name)!);
        using var keys = KeysOf(from);
        using var held = HeldRoom.Open(_test.Installation, connection, giver.Id, () => keys, room, Today)!;
        using var transaction = connection.BeginTransaction();
        RoomRows.Put(connection, transaction, Poruka.Vault.Grant.Make(held.Secret, taker.Id, taker.PublicKey, null, giver.Id, keys, RandomNumberGenerator.Fill),
            giver.VerifyingKey, isKeeper: false, Today);
        transaction.Commit();
    }

    /// <summary>Makes a room of named people.</summary>
    public RoomId MakeRoom(Person maker, string name)
    {
        using var connection = _test.Database.Open();
        var member = MemberRows.FindByName(connection, maker.Name)!;
        using var keys = KeysOf(maker);
        using var transaction = connection.BeginTransaction();
        using var room = RoomRows.Make(_test.Installation, connection, transaction, Group, RoomKind.Named, name, member, keys, Today);
        transaction.Commit();
        return room.Room.Id;
    }

    /// <summary>A room that somebody holds, open; the caller disposes it.</summary>
    public HeldRoom Hold(Person holder, RoomId room)
    {
        using var connection = _test.Database.Open();
        using var keys = KeysOf(holder);
        return HeldRoom.Open(_test.Installation, connection, MemberRows.FindByName(connection, holder.Name)!.Id, () => keys, room, Today)!;
    }

    /// <summary>Makes a room that the server has the public half of alone.</summary>
    public RoomId MakeOfflineRoom(Poruka.Vault.Age.AgeRecipient recipient)
    {
        using var connection = _test.Database.Open();
        using var transaction = connection.BeginTransaction();
        var room = new Room(new RoomId(Ids.Draw()), Group.Number, RoomKind.Offline, RoomRows.DrawCode(), 0, recipient.ToString(), Today);
        RoomRows.Insert(connection, transaction, room);
        transaction.Commit();
        return room.Id;
    }

    public RoomId Team()
    {
        using var connection = _test.Database.Open();
        return RoomRows.Find(connection, Group.Number, RoomKind.Team)!.Id;
    }

    public LocalDate Today => Clock.GetCurrentInstant().InUtc().Date;

    /// <summary>Opens a case; gives the address of its page.</summary>
    public async Task<string> OpenCase(Person by, params (string Name, string Value)[] fields)
    {
        var page = await by.Browser.Get(Address + "/new");
        return await Post(by, page, Address + "/new", fields);
    }

    /// <summary>Posts a form as a browser would, with what the page gave each of its fields; gives where it leads.</summary>
    public static Task<string> Post(Person by, IHtmlDocument page, string action, params (string Name, string Value)[] fields) => Post(by.Browser, page, action, fields);

    /// <inheritdoc cref="Post(Person, IHtmlDocument, string, ValueTuple{string, string}[])"/>
    public static async Task<string> Post(Visitor by, IHtmlDocument page, string action, params (string Name, string Value)[] fields)
    {
        using var response = await Submit(by, page, action, fields);
        if (response.StatusCode is not (System.Net.HttpStatusCode.Redirect or System.Net.HttpStatusCode.SeeOther))
            Assert.Fail($"{action}: {response.StatusCode}\n{await response.Content.ReadAsStringAsync()}");
        return response.Headers.Location!.OriginalString.Split('#')[0];
    }

    public static Task<HttpResponseMessage> Submit(Person by, IHtmlDocument page, string action, params (string Name, string Value)[] fields) => Submit(by.Browser, page, action, fields);

    private static Task<HttpResponseMessage> Submit(Visitor by, IHtmlDocument page, string action, params (string Name, string Value)[] fields)
    {
        var form = page.QuerySelectorAll<IHtmlFormElement>("form").Single(f => f.GetAttribute("action") == action);
        var values = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements)
        {
            var (name, value) = element switch
            {
                IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => ("", ""),
                IHtmlInputElement input => (input.Name ?? "", input.Value),
                IHtmlTextAreaElement area => (area.Name ?? "", area.Value),
                IHtmlSelectElement select => (select.Name ?? "", select.Value ?? ""),
                _ => ("", ""),
            };
            if (name.Length > 0 && fields.All(f => f.Name != name)) values.Add(new(name, value));
        }
        values.AddRange(fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value)));
        return by.Http.PostAsync(new Uri(action, UriKind.Relative), new FormUrlEncodedContent(values));
    }

    /// <summary>Writes a fact down on a case.</summary>
    public static async Task Write(Person by, string address, string kind, params (string Name, string Value)[] fields)
    {
        var action = $"{address}/facts/new?kind={kind}";
        await Post(by, await by.Browser.Get(action), action, fields);
    }

    /// <summary>The keys of somebody who is signed in; the caller disposes them.</summary>
    public MemberKeys KeysOf(Person person)
    {
        using var secret = SessionSecret.TryParse(person.Browser.SafeCookies.Kept["__Host-poruka"])!;
        var session = Site.Service<Sessions>().Find(secret)!;
        using var plain = secret.TryUnwrap(session.WrappedKeys)!;
        return MemberKeys.FromSecret(plain.Span);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people) person.Dispose();
        await Site.DisposeAsync();
        _test.Dispose();
    }
}
