using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.People.CreateRoom;

/// <summary>Somebody who can be let in from the beginning.</summary>
public sealed record RoomGuest(string Id, string Name, bool IsChosen);

/// <summary>The form for a new room.</summary>
public sealed record CreateRoomModel(Page Page, Organisation Group, Field Kind, Field Name, Field Recipients, IReadOnlyList<RoomGuest> Guests)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Kind, Name, Recipients]);
}

/// <summary>Makes a room: for the whole team, for named people, or an offline room that the server can't open.</summary>
internal static class CreateRoomEndpoint
{
    private const string Address = "/groups/{group}/rooms/new";
    private const string KindField = "kind", NameField = "name", RecipientsField = "recipients", GuestField = "guest";
    private const int MaxName = 80, MaxRecipients = 8;

    private static readonly RoomKind[] Kinds = [RoomKind.Team, RoomKind.Named, RoomKind.Offline];

    /// <summary>What was filled in.</summary>
    private sealed record Filled(RoomKind Kind, string Name, string Recipients, IReadOnlyList<string> Guests);

    public static void MapCreateRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) =>
            Show(context, options, new Filled(RoomKind.Named, "", "", []), null, null)).ForGroup();
        routes.MapPost(Address, Create).ForGroupWithProof();
    }

    private static IResult Create(HttpContext context, ServeOptions options)
    {
        var visit = Visit.Required(context);
        var form = context.Request.Form;
        var filled = new Filled(
            Kinds.FirstOrDefault(k => RoomRows.Word(k) == form[KindField], RoomKind.Named), form[NameField].ToString().Trim(),
            form[RecipientsField].ToString().Trim(), [.. form[GuestField].Select(g => g ?? "")]);
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        return filled.Kind == RoomKind.Offline
            ? CreateOffline(context, options, visit, filled, today)
            : CreateHeld(context, options, visit, filled, today);
    }

    private static IResult CreateHeld(HttpContext context, ServeOptions options, Visit visit, Filled filled, NodaTime.LocalDate today)
    {
        if (filled.Name.Length is 0 or > MaxName) return Show(context, options, filled, "People.NewRoom.Name.Wrong", null);
        var group = visit.Here!.Organisation;
        using var connection = options.Installation.Database.Open();
        var guests = MemberRows.Of(connection, group).Where(m => m.State == MemberState.Active && m.Id != visit.Member.Id
            && (filled.Kind == RoomKind.Team || filled.Guests.Contains(Ids.Text(m.Id.Value)))).ToList();
        using var transaction = connection.BeginTransaction();
        using var held = RoomRows.Make(options.Installation, connection, transaction, group, filled.Kind, filled.Name, visit.Member, visit.Keys, today);
        foreach (var guest in guests) RoomGrants.Put(connection, transaction, held, guest, null, keeper: false, visit.Member, visit.Keys, today);
        transaction.Commit();
        foreach (var guest in guests)
            RoomRecord.Add(connection, held, visit.Member.Id, RoomAct.Granted, guest.Name, options.Clock.GetCurrentInstant());
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room));
    }

    /// <summary>An offline room has no name here: its code is all that the server knows of it.</summary>
    private static IResult CreateOffline(HttpContext context, ServeOptions options, Visit visit, Filled filled, NodaTime.LocalDate today)
    {
        var words = filled.Recipients.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (words.Count is 0 or > MaxRecipients || !words.TrueForAll(IsRecipient)) return Show(context, options, filled, null, "People.NewRoom.Recipients.Wrong");
        var group = visit.Here!.Organisation;
        var room = new Room(new RoomId(Ids.Draw()), group.Number, RoomKind.Offline, RoomRows.DrawCode(), 1, string.Join(' ', words), today);
        using var connection = options.Installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        RoomRows.Insert(connection, transaction, room);
        transaction.Commit();
        return TypedResults.Redirect(RoomHead.OfflineAddressOf(group, room));
    }

    /// <summary>Also that it is a key that something can be sealed to.</summary>
    private static bool IsRecipient(string word)
    {
        if (AgeRecipient.TryParse(word) is not { } recipient) return false;
        try
        {
            AgeFile.Seal([], [recipient], System.Security.Cryptography.RandomNumberGenerator.Fill);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static IResult Show(HttpContext context, ServeOptions options, Filled filled, string? nameError, string? recipientsError)
    {
        var visit = Visit.Required(context);
        var group = visit.Here!.Organisation;
        var page = Page.Of(context, "People.NewRoom.Title") with { Entry = NavigationEntry.Home, Path = $"/groups/{group.Slug}/rooms/new" };
        using var connection = options.Installation.Database.Open();
        var guests = MemberRows.Of(connection, group).Where(m => m.State == MemberState.Active && m.Id != visit.Member.Id)
            .Select(m => new RoomGuest(Ids.Text(m.Id.Value), m.Name, filled.Guests.Contains(Ids.Text(m.Id.Value))));
        return TypedResults.RazorSlice(CreateRoomPage.Create(new CreateRoomModel(page, group,
            new Field(FieldKind.Choice, KindField, page["People.NewRoom.Kind"])
            {
                Required = true, Help = page["People.NewRoom.Kind.Help"], Value = RoomRows.Word(filled.Kind),
                Choices = [.. Kinds.Select(k => new Choice(RoomRows.Word(k), page["People.NewRoom.Kind." + k]))],
            },
            new Field(FieldKind.Line, NameField, page["People.NewRoom.Name"])
            {
                Help = page["People.NewRoom.Name.Help"], MaxLength = MaxName, Value = filled.Name, AutoComplete = "off",
                Error = nameError is null ? null : page.Text(nameError, MaxName),
            },
            new Field(FieldKind.Lines, RecipientsField, page["People.NewRoom.Recipients"])
            {
                Help = page["People.NewRoom.Recipients.Help"], MaxLength = 1_000, Value = filled.Recipients, Rows = 3,
                Error = recipientsError is null ? null : page.Text(recipientsError, MaxRecipients),
            },
            [.. guests])),
            (nameError ?? recipientsError) is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
