using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Poruka.Funds;
using Poruka.Guides;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Operations.RunDemo;

/// <summary>
/// A group with a public site, from the files in content/demo: of people long dead, so that nobody takes it for a real one. Nobody can sign
/// in as its two members, whose keys are forgotten here; whoever looks at the demo comes in by an invitation.
/// </summary>
internal static class DemoSite
{
    private const string Folder = "demo/", Consents = "a demo";

    /// <summary>Makes it.</summary>
    /// <returns>The address of the invitation.</returns>
    public static string Make(Installation installation, Instant now)
    {
        var today = now.InUtc().Date;
        using var connection = installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        using var readerKeys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        var (author, reader) = (Add(connection, transaction, "peshkova", keys, today), Add(connection, transaction, "vinaver", readerKeys, today));
        var group = FirstGroup.Make(installation, connection, transaction, DemoFund.All[0].Name, author, keys, today)
            ?? throw new InvalidOperationException("The demo's group is there already.");
        MemberRows.Join(connection, transaction, group, reader.Id, today);
        MemberRows.SetRoles(connection, transaction, group, reader.Id, [Role.Member]);
        var link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
        InvitationRows.Add(connection, transaction, link, group, Roles.All, author.Id, now + Duration.FromDays(1), null);
        transaction.Commit();

        var room = RoomRows.Find(connection, group.Number, RoomKind.Press)!;
        using var held = HeldRoom.Open(installation, connection, author.Id, () => keys, room.Id, today)!;
        var files = ContentFiles.Ours().Values.Where(f => f.Path.StartsWith(Folder, StringComparison.Ordinal)).Select(DemoText.Read).ToList();
        foreach (var texts in files.Where(f => f.Name is not ("line" or "give")).GroupBy(f => f.Name))
            Publish(connection, held, new PostRow(Ids.Draw(), group.Number, PostKind.News, PostState.Agreed, author.Id, reader.Id, 1, today), [.. texts], now);
        Sql.Run(connection, null, "insert into site (organisation, accent, accent_dark, searchable, recipient, lines, sign, version) values (@group, '', '', 0, '', @lines, null, 1)",
            ("group", group.Number), ("lines", JsonSerializer.Serialize(files.Where(f => f.Name == "line").ToDictionary(f => f.Language, f => f["title"]), PublicPostJson.Default.DictionaryStringString)));
        // What a treasurer would write, of which nothing can be given to.
        WaysToPay.Save(connection, FundRows.FindBySlug(connection, DemoFund.All[0].Slug)!, files.Single(f => f is { Name: "give", Language: "en" })["title"], true);
        return "join/" + link;
    }

    private static Member Add(DbConnection connection, DbTransaction transaction, string name, MemberKeys keys, LocalDate today)
    {
        var member = new Member(new MemberId(Ids.Draw()), name, MemberState.Active, today, keys.PublicKey, keys.VerifyingKey);
        // A lock that nothing opens.
        var salt = RandomNumberGenerator.GetBytes(16);
        MemberRows.TryAdd(connection, transaction, member, new MemberLock(PassphraseCost.Usual, salt, salt, salt, salt, salt));
        return member;
    }

    private static void Publish(DbConnection connection, HeldRoom held, PostRow row, IReadOnlyList<DemoText> texts, Instant now)
    {
        var main = texts.Single(t => t.Language == "en");
        row = row with { Kind = PostRows.KindOf(main["kind"])!.Value };
        var at = now - Duration.FromDays(int.Parse(main["days"], CultureInfo.InvariantCulture));
        var pictures = new List<(UInt128 Id, CleanPicture Picture)>();
        if (main["picture"].Length > 0 && CleanPicture.TryMake(DemoPicture.Draw(main["picture"]), out var clean) == PictureFault.None) pictures.Add((Ids.Draw(), clean!));
        var captions = texts.Where(t => t["caption"].Length > 0).ToDictionary(t => t.Language, t => t["caption"], StringComparer.Ordinal);
        var until = Months.DayNumber(now.InUtc().Date.PlusYears(1));
        var draft = new Draft
        {
            Slug = main["slug"], Texts = texts.ToDictionary(t => t.Language, t => new DraftText(t["title"], t["summary"], t.Text), StringComparer.Ordinal),
            Pictures = [.. pictures.Select(p => new DraftPicture(Ids.Text(p.Id), captions, "", "", p.Picture.Width, p.Picture.Height))],
            Campaign = main["campaign"], Goal = long.TryParse(main["goal"], CultureInfo.InvariantCulture, out var goal) ? goal : 0, Address = main["address"],
            Birthday = LocalDatePattern.Iso.Parse(main["birthday"]).TryGetValue(default, out var day) ? Months.DayNumber(day) : null,
            Consents = row.Kind == PostKind.Person ? Items.All.ToDictionary(i => i, _ => new Consent(Items.Everywhere, Consents, until, "", until), StringComparer.Ordinal) : [],
        };
        using var transaction = connection.BeginTransaction();
        PostRows.Add(connection, transaction, row);
        PostRows.TryMove(connection, transaction, row, PostState.Published, row.Reader);
        PublicPosts.Put(connection, transaction, row.Organisation, row, draft.Slug, at, at, Publisher.CopyOf(row.Kind, draft, now.InUtc().Date));
        foreach (var (id, picture) in pictures) PublicPosts.PutPicture(connection, transaction, row.Id, id, picture);
        if (row.Kind == PostKind.Person) PublicPosts.PutConsents(connection, transaction, row.Id, draft.Consents);
        held.Write(connection, transaction, row.Id, Draft.PlaceOf(row.Id), draft.ToBytes());
        transaction.Commit();
    }

    /// <summary>A file of content/demo: <c>name.language.md</c>.</summary>
    private sealed record DemoText(string Name, string Language, YamlFields Head, string Text)
    {
        /// <summary>What stands in its head under a name; empty where nothing does.</summary>
        public string this[string name] => Head.Text(name, needed: false) ?? "";

        public static DemoText Read(ContentFile file)
        {
            var name = file.Path[Folder.Length..].Split('.');
            var parts = FrontMatter.Read(file, []) ?? throw new InvalidOperationException($"{file.Path} can't be read.");
            return new DemoText(name[0], name[1], parts.Head, parts.Body.Trim());
        }
    }
}
