using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>How the newest version of a post stands.</summary>
public enum PostState
{
    /// <summary>It is being written.</summary>
    Draft,

    /// <summary>Its author asks somebody else to read it.</summary>
    Asked,

    /// <summary>Somebody else agreed to it.</summary>
    Agreed,

    /// <summary>The public reads it.</summary>
    Published,

    /// <summary>It was taken back.</summary>
    Withdrawn,
}

/// <summary>A post as the server knows it without the room for the press.</summary>
/// <param name="Id">Its id, and the subject of what is sealed of it.</param>
/// <param name="Organisation">The group.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">How its newest version stands.</param>
/// <param name="Author">Who wrote that.</param>
/// <param name="Reader">Who agreed to it, or null.</param>
/// <param name="Version">Which version that is.</param>
/// <param name="MadeOn">When the post was begun.</param>
public sealed record PostRow(
    UInt128 Id, long Organisation, PostKind Kind, PostState State, MemberId Author, MemberId? Reader, long Version, LocalDate MadeOn);

/// <summary>Reads and writes posts.</summary>
internal static class PostRows
{
    private const string Columns = "post, organisation, kind, state, author, reader, version, made_on";

    public static PostRow? Find(DbConnection connection, DbTransaction? transaction, UInt128 id) => List(connection, transaction,
        $"select {Columns} from post where post = @post", ("post", Ids.Bytes(id))).FirstOrDefault();

    /// <summary>A group's posts, the newest first.</summary>
    public static IReadOnlyList<PostRow> Of(DbConnection connection, long organisation) => List(connection, null,
        $"select {Columns} from post where organisation = @organisation order by made_on desc, post", ("organisation", organisation));

    public static void Add(DbConnection connection, DbTransaction transaction, PostRow row) => Sql.Run(connection, transaction,
        $"insert into post ({Columns}) values (@post, @organisation, @kind, @state, @author, null, @version, @made)",
        ("post", Ids.Bytes(row.Id)), ("organisation", row.Organisation), ("kind", Word(row.Kind)), ("state", Word(row.State)),
        ("author", Ids.Bytes(row.Author.Value)), ("version", row.Version), ("made", (long)Months.DayNumber(row.MadeOn)));

    /// <summary>A new version, of whoever wrote it: what was agreed before counts no more. False where somebody was faster.</summary>
    public static bool TryChange(DbConnection connection, DbTransaction transaction, PostRow row, MemberId author) => Sql.Run(connection, transaction,
        "update post set state = 'draft', author = @author, reader = null, version = version + 1 where post = @post and version = @version",
        ("author", Ids.Bytes(author.Value)), ("post", Ids.Bytes(row.Id)), ("version", row.Version)) == 1;

    /// <summary>Moves the version that was looked at on; false where there is a newer one, or it has moved already.</summary>
    public static bool TryMove(DbConnection connection, DbTransaction transaction, PostRow row, PostState state, MemberId? reader) => Sql.Run(connection, transaction,
        "update post set state = @state, reader = @reader where post = @post and version = @version and state = @before",
        ("state", Word(state)), ("reader", reader is { } r ? Ids.Bytes(r.Value) : null), ("post", Ids.Bytes(row.Id)), ("version", row.Version),
        ("before", Word(row.State))) == 1;

    public static string Word(PostKind kind) => kind switch
    {
        PostKind.News => "news", PostKind.Campaign => "campaign", PostKind.Page => "page", PostKind.How => "how", PostKind.Contact => "contact",
        PostKind.Newsletter => "newsletter", PostKind.Person => "person",
    };

    public static PostKind? KindOf(string? word) => Enum.GetValues<PostKind>().Where(k => Word(k) == word).Select(k => (PostKind?)k).FirstOrDefault();

    private static string Word(PostState state) => state switch
    {
        PostState.Draft => "draft", PostState.Asked => "asked", PostState.Agreed => "agreed", PostState.Published => "published", PostState.Withdrawn => "withdrawn",
    };

    private static List<PostRow> List(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters) => Sql.List(connection, transaction, sql, row =>
        new PostRow(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), KindOf(row.GetString(2))!.Value,
            Enum.GetValues<PostState>().First(s => Word(s) == row.GetString(3)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(4))),
            row.IsDBNull(5) ? null : new MemberId(Ids.Read(row.GetFieldValue<byte[]>(5))), row.GetInt64(6), Months.Day(row.GetInt64(7))), parameters);
}
