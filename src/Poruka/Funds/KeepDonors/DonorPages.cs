using System.Data.Common;
using Poruka.Casework;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Storage;

namespace Poruka.Funds.KeepDonors;

/// <summary>The donors of a group, or those whose name fits what was typed.</summary>
public sealed record DonorListModel(Page Page, string Address, Field Search, Table Donors, Paging? Paging, bool IsSearch, string? ImportAddress);

/// <summary>A donor's form, with their gifts where they are known already.</summary>
/// <param name="Page">The page.</param>
/// <param name="ListAddress">Where all donors are.</param>
/// <param name="Donor">The donor; null for a new one.</param>
/// <param name="Fields">The form.</param>
/// <param name="Gifts">What they gave; null for a new one.</param>
/// <param name="Past">What they gave before the books began; null where nothing is known.</param>
/// <param name="IsSaved">Whether it was saved just now.</param>
public sealed record DonorModel(Page Page, string ListAddress, Donor? Donor, IReadOnlyList<Field> Fields, Table? Gifts, Table? Past, bool IsSaved)
{
    /// <summary>The errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], Fields);
}

/// <summary>Asks before a donor is erased.</summary>
public sealed record EraseDonorModel(Page Page, string Address, Donor Donor, int Gifts);

/// <summary>Who holds the donors' room keeps donors: finds, adds, changes and erases them, and makes out their receipts.</summary>
internal static class DonorPages
{
    public const string List = "/rooms/{room}/donors", One = "/rooms/{room}/donors/{donor}";

    private const string Search = "name-part", Name = "name", Contact = "contact", Accounts = "accounts", References = "references", Usually = "usually", Note = "note";
    private const int PerPage = 50, MostFound = 100, MostGifts = 200, MaxLine = 200, MaxLines = 2_000;

    public static void MapDonorPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/groups/{group}/donors", ToRoom).ForGroup(Role.Treasurer);
        routes.MapGet(List, (HttpContext context, ServeOptions options) => ShowList(context, options, null)).ForRoom();
        routes.MapPost(List + "/search", (HttpContext context, ServeOptions options) => ShowList(context, options, context.Request.Form[Search].ToString())).ForRoom();
        routes.MapGet(List + "/new", (HttpContext context, ServeOptions options) => Show(context, options, null, new DonorDetails(), null)).ForRoom();
        routes.MapPost(List + "/new", (HttpContext context, ServeOptions options) => Save(context, options, null)).ForRoom();
        routes.MapGet(One, (HttpContext context, ServeOptions options, string donor) => Show(context, options, donor, null, null)).ForRoom();
        routes.MapPost(One, (HttpContext context, ServeOptions options, string donor) => Save(context, options, donor)).ForRoom();
        routes.MapGet(One + "/receipts/{fund}/{journal}", Receipt).ForRoom();
        routes.MapGet(One + "/erase", AskToErase).ForRoom();
        routes.MapPost(One + "/erase", Erase).ForRoom(proof: true);
    }

    private static IResult ToRoom(HttpContext context, ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return RoomRows.Find(connection, Visit.Required(context).Here!.Organisation.Number, RoomKind.Donors) is { } room
            ? TypedResults.Redirect(AddressOf(room)) : TypedResults.NotFound();
    }

    private static IResult ShowList(HttpContext context, ServeOptions options, string? typed)
    {
        if (Held(context) is not { } held) return TypedResults.NotFound();
        using var connection = options.Installation.Database.Open();
        Record(context, connection, options, held, "");
        var all = Donors.List(connection, held.Room.Organisation);
        var names = Donors.Names(held, connection);
        var page = Page.Of(context, "Funds.Donors.Title") with { Entry = NavigationEntry.Home, Wide = true, Path = AddressOf(held.Room) };
        var named = all.Select(d => (Donor: d, Name: names.GetValueOrDefault(d.Id, ""))).OrderBy(d => d.Name, StringComparer.Create(page.Language, ignoreCase: true));
        Paging? paging = null;
        IEnumerable<(Donor Donor, string Name)> shown;
        if (typed is null)
        {
            var pages = Paging.CountOf(all.Count, PerPage);
            if (Paging.Read(context.Request.Query["page"], pages) is not { } number) return TypedResults.NotFound();
            (shown, paging) = (named.Skip((number - 1) * PerPage).Take(PerPage), new Paging(page, AddressOf(held.Room), number, pages));
        }
        else shown = NameSearch.Find(named, d => d.Name, typed, MostFound);
        var table = new Table(page.Plural("Funds.Donors.Count", all.Count), [new(page["Funds.Donors.Name"]), new(page["Funds.Donors.Code"]), new(page["Funds.Donors.Since"])],
            [.. shown.Select(d => (IReadOnlyList<Cell>)[new(d.Name, AddressOf(held.Room, d.Donor)), new(d.Donor.Code), new(page.Day(d.Donor.MadeOn))])]);
        return TypedResults.RazorSlice(DonorListPage.Create(new DonorListModel(page, AddressOf(held.Room),
            new Field(FieldKind.Line, Search, page["Funds.Donors.Search"]) { Help = page["Funds.Donors.Search.Help"], Value = typed ?? "", MaxLength = 100, AutoComplete = "off" },
            table, paging, typed is not null, ImportAddressOf(context, connection, held))));
    }

    /// <summary>Where tables are taken in; null for who isn't a treasurer of the group.</summary>
    private static string? ImportAddressOf(HttpContext context, DbConnection connection, HeldRoom held) =>
        Visit.Required(context).Memberships.FirstOrDefault(m => m.Organisation.Number == held.Room.Organisation && m.Is(Role.Treasurer)) is { } here
            ? $"/groups/{here.Organisation.Slug}/donors/import" : null;

    private static IResult Show(HttpContext context, ServeOptions options, string? id, DonorDetails? typed, string? nameError)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held) return TypedResults.NotFound();
        var donor = id is null ? null : Find(connection, held, id);
        if (id is not null && donor is null) return TypedResults.NotFound();
        if (donor is not null) Record(context, connection, options, held, donor.Code);
        var details = typed ?? Donors.DetailsOf(held, connection, donor!.Id);
        if (details is null) return TypedResults.NotFound();
        var page = donor is null ? Page.Of(context, "Funds.Donors.New") : Page.Of(context, "Funds.Donor.Title", donor.Code);
        page = page with { Entry = NavigationEntry.Home, Path = donor is null ? AddressOf(held.Room) + "/new" : AddressOf(held.Room, donor) };
        IReadOnlyList<Field> fields =
        [
            new Field(FieldKind.Line, Name, page["Funds.Donors.Name"]) { Required = true, MaxLength = MaxLine, Value = details.Name, AutoComplete = "off", Error = nameError is null ? null : page[nameError] },
            new Field(FieldKind.Lines, Contact, page["Funds.Donor.Contact"]) { Help = page["Funds.Donor.Contact.Help"], MaxLength = MaxLines, Rows = 3, Value = details.Contact },
            new Field(FieldKind.Lines, Accounts, page["Funds.Donor.Accounts"]) { Help = page["Funds.Donor.Accounts.Help"], MaxLength = MaxLines, Rows = 3, Value = string.Join('\n', details.Accounts) },
            new Field(FieldKind.Lines, References, page["Funds.Donor.References"]) { Help = page["Funds.Donor.References.Help"], MaxLength = MaxLines, Rows = 3, Value = string.Join('\n', details.References) },
            new Field(FieldKind.Choice, Usually, page["Funds.Donor.Usually"]) { Value = details.Usually, Choices = [new("gift", page["Funds.Donor.Usually.gift"]), new("dues", page["Funds.Donor.Usually.dues"])] },
            new Field(FieldKind.Lines, Note, page["Funds.Donor.Note"]) { MaxLength = MaxLines, Rows = 3, Value = details.Note },
        ];
        return TypedResults.RazorSlice(DonorPage.Create(new DonorModel(page, AddressOf(held.Room), donor, fields,
            donor is null ? null : GiftsOf(page, connection, held, donor), donor is null ? null : PastOf(page, connection, held, donor), context.Request.Query.ContainsKey("saved"))),
            nameError is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static IResult Save(HttpContext context, ServeOptions options, string? id)
    {
        var form = context.Request.Form;
        var details = new DonorDetails
        {
            Name = form[Name].ToString().Trim(), Contact = form[Contact].ToString().Trim().ReplaceLineEndings("\n"),
            Accounts = LinesOf(form[Accounts]), References = LinesOf(form[References]), Usually = form[Usually] == "dues" ? "dues" : "gift",
            Note = form[Note].ToString().Trim().ReplaceLineEndings("\n"),
        };
        if (details.Name.Length is 0 or > MaxLine) return Show(context, options, id, details, "Funds.Donor.Name.Missing");
        if (Held(context) is not { } held) return TypedResults.NotFound();
        using var connection = options.Installation.Database.Open();
        if (id is null)
        {
            var added = Donors.Add(held, connection, details, options.Clock.GetCurrentInstant().InUtc().Date);
            Record(context, connection, options, held, added.Code, RoomAct.PutIn);
            return SeeOther(context, AddressOf(held.Room, added) + "?saved");
        }
        if (Find(connection, held, id) is not { } donor) return TypedResults.NotFound();
        Donors.Save(held, connection, donor.Id, details);
        Record(context, connection, options, held, donor.Code, RoomAct.PutIn);
        return SeeOther(context, AddressOf(held.Room, donor) + "?saved");
    }

    /// <summary>A receipt for a donor's gift. Its file bears their pseudonym, and says no name.</summary>
    private static IResult Receipt(HttpContext context, ServeOptions options, string donor, string fund, string journal)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, donor) is not { } found || FundRows.FindBySlug(connection, fund) is not { } of
            || !long.TryParse(journal, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            || Donors.DonorOf(connection, of.Number, number)?.Id != found.Id
            || Receipts.ByJournal(options.Installation, of, new JournalNumber(number)) is not ReceiptIssue.Issued issued) return TypedResults.NotFound();
        return TypedResults.File(issued.Proof.ToBytes(), "application/octet-stream", $"{found.Code}-{journal}.tlog-proof");
    }

    private static IResult AskToErase(HttpContext context, ServeOptions options, string donor)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, donor) is not { } found) return TypedResults.NotFound();
        var page = Page.Of(context, "Funds.Donor.Erase.Title", found.Code) with { Entry = NavigationEntry.Home };
        return TypedResults.RazorSlice(EraseDonorPage.Create(new EraseDonorModel(page, AddressOf(held.Room, found), found, Donors.GiftsOf(connection, found.Id).Count)));
    }

    private static IResult Erase(HttpContext context, ServeOptions options, string donor)
    {
        using var connection = options.Installation.Database.Open();
        if (Held(context) is not { } held || Find(connection, held, donor) is not { } found) return TypedResults.NotFound();
        Record(context, connection, options, held, found.Code, RoomAct.Shredded);
        Donors.Erase(options.Installation, connection, found.Id);
        return SeeOther(context, AddressOf(held.Room));
    }

    private static void Record(HttpContext context, DbConnection connection, ServeOptions options, HeldRoom held, string about, RoomAct act = RoomAct.Opened)
    {
        var (visit, now) = (Visit.Required(context), options.Clock.GetCurrentInstant());
        if (act == RoomAct.Opened) RoomRecord.AddOnce(connection, held, visit.Session, visit.Member.Id, about, now);
        else RoomRecord.Add(connection, held, visit.Member.Id, act, about, now);
    }

    private static Table GiftsOf(Page page, DbConnection connection, HeldRoom held, Donor donor)
    {
        var funds = FundRows.List(connection).ToDictionary(f => f.Number);
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var (number, journal) in Donors.GiftsOf(connection, donor.Id).Reverse().Take(MostGifts))
        {
            using var find = Sql.Command(connection, null, "select bytes from entry where fund = @fund and journal = @journal", ("fund", number), ("journal", journal));
            if (find.ExecuteScalar() is not byte[] bytes || !funds.TryGetValue(number, out var fund)) continue;
            var entry = EntryFormat.Read(bytes);
            var text = journal.ToString(System.Globalization.CultureInfo.InvariantCulture);
            rows.Add([new(page.Day(entry.Day)), new(fund.Name), new(page.Money(entry.Postings[0].Amount)),
                new(text, $"{AddressOf(held.Room, donor)}/receipts/{fund.Slug}/{text}")]);
        }
        return new Table(page["Funds.Donor.Gifts"], [new(page["Funds.Donor.Day"]), new(page["Funds.Donor.Fund"]), new(page["Funds.Donor.Amount"], Number: true), new(page["Funds.Donor.Receipt"])], rows);
    }

    private static Table? PastOf(Page page, DbConnection connection, HeldRoom held, Donor donor) =>
        PastGifts.Of(connection, held, donor.Id) is { Count: > 0 } past
            ? new Table(page["Funds.Donor.Past"], [new(page["Funds.Donor.Day"]), new(page["Funds.Donor.Amount"], Number: true)],
                [.. past.Take(MostGifts).Select(g => (IReadOnlyList<Cell>)[new(page.Day(g.Day)), new(page.Money(g.Amount))])])
            : null;

    private static string[] LinesOf(string? text) =>
        [.. (text ?? "").Split(['\n', '\r', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(50)];

    private static Donor? Find(DbConnection connection, HeldRoom held, string id) =>
        Ids.Parse(id) is { } donor && Donors.Find(connection, new DonorId(donor)) is { } found && found.Organisation == held.Room.Organisation ? found : null;

    private static HeldRoom? Held(HttpContext context) => context.Features.Get<HeldRoom>() is { Room.Kind: RoomKind.Donors } held ? held : null;

    private static string AddressOf(Room room) => $"/rooms/{Ids.Text(room.Id.Value)}/donors";

    private static string AddressOf(Room room, Donor donor) => $"{AddressOf(room)}/{Ids.Text(donor.Id.Value)}";

    private static IResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
