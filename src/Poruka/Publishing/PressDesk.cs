using System.Data.Common;
using NodaTime;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>Somebody who writes for the public: the group, its room for the press held open, a connection, now.</summary>
/// <remarks>Lives as long as its request.</remarks>
internal sealed class PressDesk : IDisposable
{
    private PressDesk(ServeOptions options, GuardDesk guard, HeldRoom room) => (Options, Guard, Room) = (options, guard, room);

    public ServeOptions Options { get; }

    /// <summary>What the guard works with, over the same connection.</summary>
    public GuardDesk Guard { get; }

    public DbConnection Connection => Guard.Connection;

    public HeldRoom Room { get; }

    public Visit Visit => Guard.Visit;

    public Organisation Group => Visit.Here!.Organisation;

    public Instant Now => Guard.Now;

    public LocalDate Today => Now.InUtc().Date;

    /// <summary>The address of the group's press, or of a page under it.</summary>
    public string Address(string path = "") => $"/groups/{Group.Slug}/press{(path.Length > 0 ? "/" + path : "")}";

    public string Address(PostRow row, string path = "") => Address(Ids.Text(row.Id) + (path.Length > 0 ? "/" + path : ""));

    /// <summary>Opens the desk; null where the visitor doesn't hold the group's room for the press.</summary>
    public static PressDesk? Open(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var guard = new GuardDesk(options.Installation, visit, options.Clock.GetCurrentInstant());
        if (HeldRoom.OfKind(options.Installation, guard.Connection, visit, RoomKind.Press, guard.Today) is { } held) return new PressDesk(options, guard, held);
        guard.Dispose();
        return null;
    }

    /// <summary>Does something at the desk; says who lets in where the visitor doesn't hold the room.</summary>
    public static IResult At(HttpContext context, ServeOptions options, Func<PressDesk, IResult> work)
    {
        using var desk = Open(context, options);
        return desk is null ? Closed(context) : work(desk);
    }

    /// <summary>The same with the post of the address.</summary>
    public static IResult At(HttpContext context, ServeOptions options, Func<PressDesk, PostRow, Draft, IResult> work) => At(context, options, desk =>
        desk.Find(context.GetRouteValue("post") as string) is var (row, draft) ? work(desk, row, draft) : Results.NotFound());

    /// <summary>The page for who doesn't hold the room.</summary>
    public static IResult Closed(HttpContext context) => PartsView.Of(Page.Of(context, "Publishing.NoRoom.Title") with { Entry = NavigationEntry.Home })
        .With(new Part { Paragraphs = ["Publishing.NoRoom"] }).Show(StatusCodes.Status403Forbidden);

    /// <summary>A post of the group with its draft; null where there is none.</summary>
    public (PostRow Row, Draft Draft)? Find(string? address) =>
        Ids.Parse(address) is { } id && PostRows.Find(Connection, null, id) is { } row && row.Organisation == Group.Number && Read(id) is { } draft ? (row, draft) : null;

    public Draft? Read(UInt128 post) => Draft.Read(Room.Read(Connection, Draft.PlaceOf(post)));

    public void Write(DbTransaction transaction, UInt128 post, Draft draft) => Room.Write(Connection, transaction, post, Draft.PlaceOf(post), draft.ToBytes());

    /// <summary>What a post is called in lists.</summary>
    public static string TitleOf(Page page, PostRow row, Draft? draft)
    {
        var title = draft is null ? "" : draft.Texts.TryGetValue(page.Language.Name, out var own) && own.Title.Length > 0 ? own.Title
            : Languages.All.Select(l => draft.Texts.TryGetValue(l.Name, out var text) ? text.Title : "").FirstOrDefault(t => t.Length > 0, "");
        return title.Length > 0 ? title : page["Publishing.Untitled"];
    }

    /// <summary>A stored picture of a draft, opened; null where it is gone.</summary>
    public byte[]? Picture(string file)
    {
        if (Ids.Parse(file) is not { } id) return null;
        using var opened = StoredFiles.Open(Options.Installation, Connection, Room, id);
        if (opened is null) return null;
        using var bytes = new MemoryStream();
        opened.Contents.CopyTo(bytes);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        Room.Dispose();
        Guard.Dispose();
    }
}
