using System.Data.Common;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>Through what something is read: a consent may name fewer.</summary>
public enum Medium
{
    /// <summary>The site, and its mirror.</summary>
    Site,

    /// <summary>Feeds, newsletters, cards for other sites: what is copied further.</summary>
    Spread,
}

/// <summary>A published post.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Version">Which version the public reads.</param>
/// <param name="FromAt">Since when.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="State">public, held, withdrawn.</param>
/// <param name="Group">The name of the group.</param>
/// <param name="Post">What it says; of somebody inside, only what is consented to now.</param>
public sealed record PublicRow(
    UInt128 Id, PostKind Kind, string Slug, long Version, Instant FromAt, Instant ChangedAt, string State, string Group, PublicPost Post)
{
    /// <summary>Where it is.</summary>
    public string Path => PathOf(Kind, Slug);

    /// <summary>Where a post of a kind is.</summary>
    public static string PathOf(PostKind kind, string slug) => kind switch
    {
        PostKind.News or PostKind.Campaign => "/news/" + slug,
        PostKind.Page => "/pages/" + slug,
        PostKind.How => "/how-to-help",
        PostKind.Contact => "/contact",
        PostKind.Newsletter => "/newsletter/" + slug,
        PostKind.Person => "/people/" + slug,
    };
}

/// <summary>A consent that stands.</summary>
public sealed record ConsentRow(UInt128 Post, string Item, string Audience, string Purpose, LocalDate Until, bool AskAgain);

/// <summary>Reads and writes what is published. What a consent doesn't cover never leaves this class.</summary>
internal static class PublicPosts
{
    private const string Columns = "p.post, p.kind, p.slug, p.version, p.from_at, p.changed_at, p.state, o.name, p.body";
    private const string From = "from public_post p join organisation o on o.organisation = p.organisation";

    /// <summary>What the public reads now of some kinds, the newest first.</summary>
    public static IReadOnlyList<PublicRow> List(DbConnection connection, Instant now, Medium medium, params ReadOnlySpan<PostKind> kinds)
    {
        var words = string.Join(", ", kinds.ToArray().Select(k => $"'{PostRows.Word(k)}'"));
        var rows = Read(connection, $"select {Columns} {From} where p.kind in ({words}) and p.state = 'public' and p.from_at <= @now order by p.from_at desc, p.post",
            ("now", now.ToUnixTimeSeconds()));
        return Consented(connection, rows, now.InUtc().Date, medium);
    }

    /// <summary>The post of an address, also where it was withdrawn; null where none was ever read there.</summary>
    public static PublicRow? Find(DbConnection connection, Instant now, Medium medium, string slug) =>
        Read(connection, $"select {Columns} {From} where p.slug = @slug and p.from_at <= @now", ("slug", slug), ("now", now.ToUnixTimeSeconds()))
            is [var row] ? Consented(connection, [row], now.InUtc().Date, medium).FirstOrDefault() ?? row with { State = "withdrawn", Post = new PublicPost() } : null;

    /// <summary>The copy of a post as it lies here, whatever is consented to; null where nothing of it was published.</summary>
    public static PublicRow? Of(DbConnection connection, UInt128 post) =>
        Read(connection, $"select {Columns} {From} where p.post = @post", ("post", Ids.Bytes(post))).FirstOrDefault();

    /// <summary>Every copy of a group that somebody could read, as it lies here.</summary>
    public static IReadOnlyList<PublicRow> Raw(DbConnection connection, long organisation) =>
        Read(connection, $"select {Columns} {From} where p.organisation = @organisation and p.state = 'public'", ("organisation", organisation));

    public static bool IsTaken(DbConnection connection, string slug, UInt128 but) => Sql.Number(connection, null,
        "select cast(count(*) as bigint) from public_post where slug = @slug and post <> @post", ("slug", slug), ("post", Ids.Bytes(but))) > 0;

    public static void Put(
        DbConnection connection, DbTransaction transaction, long organisation, PostRow row, string slug, Instant from, Instant now, PublicPost post) =>
        Sql.Run(connection, transaction, """
            insert into public_post (post, organisation, kind, slug, version, from_at, changed_at, state, body)
            values (@post, @organisation, @kind, @slug, @version, @from, @now, 'public', @body)
            on conflict (post) do update set version = excluded.version, changed_at = excluded.changed_at, state = 'public', body = excluded.body,
                from_at = case when public_post.from_at < excluded.from_at then public_post.from_at else excluded.from_at end
            """,
            ("post", Ids.Bytes(row.Id)), ("organisation", organisation), ("kind", PostRows.Word(row.Kind)), ("slug", slug), ("version", row.Version),
            ("from", from.ToUnixTimeSeconds()), ("now", now.ToUnixTimeSeconds()), ("body", post.ToJson()));

    /// <summary>Changes what lies here without a new version: something is taken away.</summary>
    public static void Cut(DbConnection connection, DbTransaction transaction, UInt128 post, PublicPost left, Instant now) => Sql.Run(connection, transaction,
        "update public_post set body = @body, changed_at = @now where post = @post", ("body", left.ToJson()), ("now", now.ToUnixTimeSeconds()), ("post", Ids.Bytes(post)));

    /// <summary>Takes a post's words and pictures away; its address goes on saying that it was withdrawn.</summary>
    public static void Withdraw(DbConnection connection, DbTransaction transaction, UInt128 post, Instant now)
    {
        Sql.Run(connection, transaction, "update public_post set state = 'withdrawn', body = '', changed_at = @now where post = @post",
            ("now", now.ToUnixTimeSeconds()), ("post", Ids.Bytes(post)));
        Sql.Run(connection, transaction, "delete from public_picture where post = @post", ("post", Ids.Bytes(post)));
        Sql.Run(connection, transaction, "delete from public_consent where post = @post", ("post", Ids.Bytes(post)));
    }

    /// <summary>Holds a post back, or shows it again.</summary>
    public static void SetHeld(DbConnection connection, DbTransaction transaction, UInt128 post, bool held, Instant now) => Sql.Run(connection, transaction,
        "update public_post set state = @state, changed_at = @now where post = @post and state <> 'withdrawn'",
        ("state", held ? "held" : "public"), ("now", now.ToUnixTimeSeconds()), ("post", Ids.Bytes(post)));

    public static void PutPicture(DbConnection connection, DbTransaction transaction, UInt128 post, UInt128 picture, CleanPicture clean) => Sql.Run(connection, transaction, """
        insert into public_picture (picture, post, content, width, height) values (@picture, @post, @content, @width, @height)
        on conflict (picture) do nothing
        """, ("picture", Ids.Bytes(picture)), ("post", Ids.Bytes(post)), ("content", clean.Jpeg), ("width", (long)clean.Width), ("height", (long)clean.Height));

    /// <summary>Takes the pictures of a post away that aren't among those named.</summary>
    public static void KeepPictures(DbConnection connection, DbTransaction transaction, UInt128 post, IEnumerable<string> ids)
    {
        var kept = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var picture in Sql.List(connection, transaction, "select picture from public_picture where post = @post", row => row.GetFieldValue<byte[]>(0), ("post", Ids.Bytes(post))))
            if (!kept.Contains(Ids.Text(Ids.Read(picture)))) Sql.Run(connection, transaction, "delete from public_picture where picture = @picture", ("picture", picture));
    }

    /// <summary>A picture, where the post that shows it is read now.</summary>
    public static byte[]? Picture(DbConnection connection, Instant now, UInt128 picture)
    {
        var found = Sql.List(connection, null, """
            select c.content, p.slug from public_picture c join public_post p on p.post = c.post where c.picture = @picture
            """, row => (Content: row.GetFieldValue<byte[]>(0), Slug: row.GetString(1)), ("picture", Ids.Bytes(picture)));
        return found is [var (content, slug)] && Find(connection, now, Medium.Site, slug) is { State: "public" } post
            && post.Post.Pictures.Any(p => p.Id == Ids.Text(picture)) ? content : null;
    }

    public static IReadOnlyList<ConsentRow> Consents(DbConnection connection, UInt128? post) => Sql.List(connection, null,
        $"select post, item, audience, purpose, until_day, ask_again from public_consent {(post is null ? "" : "where post = @post")} order by post, item",
        row => new ConsentRow(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetString(2), row.GetString(3), Months.Day(row.GetInt64(4)), row.GetInt64(5) != 0),
        post is { } id ? [("post", Ids.Bytes(id))] : []);

    public static void PutConsents(DbConnection connection, DbTransaction transaction, UInt128 post, IReadOnlyDictionary<string, Consent> consents)
    {
        Sql.Run(connection, transaction, "delete from public_consent where post = @post", ("post", Ids.Bytes(post)));
        foreach (var (item, consent) in consents)
            Sql.Run(connection, transaction, "insert into public_consent (post, item, audience, purpose, until_day, ask_again) values (@post, @item, @audience, @purpose, @until, 0)",
                ("post", Ids.Bytes(post)), ("item", item), ("audience", consent.Audience), ("purpose", consent.Purpose), ("until", consent.Until));
    }

    public static void DropConsent(DbConnection connection, DbTransaction transaction, UInt128 post, string item) => Sql.Run(connection, transaction,
        "delete from public_consent where post = @post and item = @item", ("post", Ids.Bytes(post)), ("item", item));

    /// <summary>The risk in a case has changed: what was agreed to is asked again, and runs out soon where nobody does.</summary>
    public static void AskAgain(DbConnection connection, DbTransaction? transaction, UInt128 post, LocalDate last) => Sql.Run(connection, transaction, """
        update public_consent set ask_again = 1, until_day = case when until_day > @last then @last else until_day end where post = @post
        """, ("last", (long)Months.DayNumber(last)), ("post", Ids.Bytes(post)));

    /// <summary>Of what a person's post says, what somebody agreed to that stands today.</summary>
    public static PublicPost Allowed(PublicPost post, Func<string, bool> may) => post with
    {
        Texts = post.Texts.ToDictionary(t => t.Key, t => new DraftText(
            may(Items.Name) ? t.Value.Title : "", may(Items.Needs) ? t.Value.Summary : "", may(Items.Story) ? t.Value.Text : ""), StringComparer.Ordinal),
        Pictures = may(Items.Picture) ? post.Pictures : [],
        Address = may(Items.Address) ? post.Address : "",
        Birthday = may(Items.Birthday) ? post.Birthday : null,
        Corrections = may(Items.Story) ? post.Corrections : [],
    };

    private static List<PublicRow> Consented(DbConnection connection, IReadOnlyList<PublicRow> rows, LocalDate today, Medium medium)
    {
        if (!rows.Any(r => r.Kind == PostKind.Person)) return [.. rows];
        var standing = Consents(connection, null).Where(c => c.Until >= today && (medium == Medium.Site || c.Audience == Items.Everywhere))
            .Select(c => (c.Post, c.Item)).ToHashSet();
        return [.. rows.Select(r => r.Kind == PostKind.Person ? r with { Post = Allowed(r.Post, item => standing.Contains((r.Id, item))) } : r)
            .Where(r => r.Kind != PostKind.Person || r.State != "public" || Items.All.Any(item => standing.Contains((r.Id, item))))];
    }

    private static List<PublicRow> Read(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters) => Sql.List(connection, null, sql, row =>
        new PublicRow(Ids.Read(row.GetFieldValue<byte[]>(0)), PostRows.KindOf(row.GetString(1))!.Value, row.GetString(2), row.GetInt64(3),
            Instant.FromUnixTimeSeconds(row.GetInt64(4)), Instant.FromUnixTimeSeconds(row.GetInt64(5)), row.GetString(6), row.GetString(7), PublicPost.Read(row.GetString(8))),
        parameters);
}
