using System.Data.Common;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Sheets;
using Poruka.Storage;

namespace Poruka.Funds.ImportDonors;

/// <summary>Donors, their pledges and what they gave before, from somebody's tables. Who holds the donors' room takes them in, sealed to it.</summary>
internal static class ImportDonorsEndpoint
{
    public static void MapImportDonors(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/groups/{group}/donors/import"), new DonorSheet());
        Map(routes.MapGroup("/groups/{group}/funds/{fund}/pledges/import"), new PledgeSheet());
        Map(routes.MapGroup("/groups/{group}/funds/{fund}/past-gifts/import"), new PastGiftSheet());
    }

    private static void Map(RouteGroupBuilder routes, SheetKind kind) => routes.ForGroup(Role.Treasurer).AddEndpointFilter(async (call, next) =>
    {
        var context = call.HttpContext;
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        using (var connection = options.Installation.Database.Open())
        {
            if (context.Request.RouteValues.ContainsKey(FundOfGroup.Part) && FundOfGroup.Find(connection, context) is null) return Results.NotFound();
            using var room = DonorWriter.OpenRoom(context, options, connection);
            if (room is null)
            {
                var page = Page.Of(context, kind.TitleKey) with { Entry = NavigationEntry.Home };
                return TypedResults.RazorSlice(NotePage.Create(new FundNote(page, page["Funds.Sheet.NoRoom"], "/groups/" + Visit.Required(context).Here!.Organisation.Slug)), StatusCodes.Status403Forbidden);
            }
            // Made here where there is none yet: within the import's own transaction it could not be.
            DonorIndex.Open(room, connection).Dispose();
        }
        return await next(call);
    }).MapSheet(kind);
}

/// <summary>Holds the donors' room open while a table is taken in.</summary>
internal abstract class DonorWriter : SheetWriter
{
    private readonly DbConnection _reading;
    private readonly Dictionary<DonorId, DonorDetails> _changed = [];
    private Dictionary<string, DonorId?>? _known;

    protected DonorWriter(HttpContext context, DbConnection connection, DbTransaction transaction)
    {
        (Connection, Transaction) = (connection, transaction);
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        Today = options.Clock.GetCurrentInstant().InUtc().Date;
        // On a connection of its own: the caller's is in its transaction.
        _reading = options.Installation.Database.Open();
        Room = OpenRoom(context, options, _reading) ?? throw new InvalidOperationException("The route lets in nobody without the room.");
        Index = DonorIndex.Open(Room, _reading);
        Fund = context.Request.RouteValues.ContainsKey(FundOfGroup.Part) ? FundOfGroup.Find(_reading, context) : null;
    }

    protected DbConnection Connection { get; }

    protected DbTransaction Transaction { get; }

    /// <summary>For what was there before the import.</summary>
    protected DbConnection Reading => _reading;

    protected HeldRoom Room { get; }

    protected DonorIndex Index { get; }

    protected Fund? Fund { get; }

    protected NodaTime.LocalDate Today { get; }

    public static HeldRoom? OpenRoom(HttpContext context, ServeOptions options, DbConnection connection)
    {
        var visit = Visit.Required(context);
        return HeldRoom.OfKind(options.Installation, connection, visit, RoomKind.Donors, options.Clock.GetCurrentInstant().InUtc().Date);
    }

    /// <summary>The donor whom a cell names, by name or pseudonym; null where there is none, or more than one of that name.</summary>
    protected DonorId? Named(string text)
    {
        if (_known is null)
        {
            _known = [];
            var names = Donors.Names(Room, _reading);
            foreach (var donor in Donors.List(_reading, Room.Room.Organisation))
            {
                _known[Fold(donor.Code)] = donor.Id;
                if (names.TryGetValue(donor.Id, out var name) && !_known.TryAdd(Fold(name), donor.Id)) _known[Fold(name)] = null;
            }
        }
        return _known.GetValueOrDefault(Fold(text));
    }

    protected SheetProblem? CheckNamed(SheetRow row, Func<string, string> columnOf) =>
        Named(row.Text("donor")) is null ? new SheetProblem(row.Line, columnOf("donor"), "donor", row.Text("donor"), SheetExpectation.Known) : null;

    protected DonorDetails DetailsOf(DonorId donor) => _changed.GetValueOrDefault(donor) ?? Donors.DetailsOf(Room, _reading, donor) ?? new DonorDetails();

    protected void Save(DonorId donor, DonorDetails details)
    {
        _changed[donor] = details;
        Donors.Save(Room, Connection, Transaction, Index, donor, details);
    }

    protected static string Fold(string text) => string.Join(' ', text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Index.Dispose();
            Room.Dispose();
            _reading.Dispose();
        }
        base.Dispose(disposing);
    }
}

/// <summary>A table of donors.</summary>
internal sealed class DonorSheet() : SheetKind("donor")
{
    public override string TitleKey => "Funds.Sheet.Donors";

    public override string LabelKey(string field) => "Funds.Sheet." + field;

    public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
    [
        new("name", SheetFieldKind.Text, ["name", "имя", "фио", "ім’я", "піб"]) { Required = true },
        new("contact", SheetFieldKind.Text, ["contact", "mail", "address", "связь", "контакт", "зв’язок", "адрес"]) { MaxLength = 1_000 },
        new("account", SheetFieldKind.Text, ["iban", "account", "счёт", "счет", "рахунок"]),
        new("reference", SheetFieldKind.Text, ["reference", "member number", "number", "номер"]),
        new("kind", SheetFieldKind.Choice, ["kind", "type", "вид"]) { Choices = Kinds },
        new("note", SheetFieldKind.Text, ["note", "comment", "заметка", "примечание", "нотатка", "примітка"]) { MaxLength = 1_000 },
    ];

    internal static IReadOnlyList<SheetChoice> Kinds { get; } = [new("gift", ["gift", "donation", "пожертвование", "пожертва"]), new("dues", ["dues", "member", "взнос", "внесок"])];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : DonorWriter(context, connection, transaction)
    {
        private readonly HashSet<string> _names = [];

        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf) =>
            Named(row.Text("name")) is not null || !_names.Add(Fold(row.Text("name")))
                ? new SheetProblem(row.Line, columnOf("name"), "name", row.Text("name"), SheetExpectation.New) : null;

        public override UInt128 Make(SheetRow row) => Donors.Add(Room, Connection, Transaction, Index, new DonorDetails
        {
            Name = row.Text("name"), Contact = row.Text("contact"), Accounts = Words(row.Text("account")), References = Words(row.Text("reference")),
            Usually = row.Text("kind") == "dues" ? "dues" : "gift", Note = row.Text("note"),
        }, Today).Id.Value;

        public override bool TakeBack(UInt128 made) => Donors.TakeBack(Connection, Transaction, new DonorId(made));

        private static string[] Words(string text) => [.. text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}

/// <summary>A table of what donors said they would give to a fund.</summary>
internal sealed class PledgeSheet() : SheetKind("pledge")
{
    public override string TitleKey => "Funds.Sheet.Pledges";

    public override string LabelKey(string field) => "Funds.Sheet." + field;

    public override Currency CurrencyOf(HttpContext context) => FundSheets.CurrencyOf(context);

    public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
    [
        new("donor", SheetFieldKind.Text, ["donor", "name", "имя", "фио", "ім’я", "піб", "жертвователь", "жертводавець"]) { Required = true },
        new("amount", SheetFieldKind.Amount, ["amount", "sum", "сумма", "сума"]) { Required = true },
        new("every", SheetFieldKind.Choice, ["every", "cadence", "period", "как часто", "період", "как часто"])
        {
            Choices =
            [
                new("1", ["month", "monthly", "в месяц", "месяц", "на місяць", "місяць"]), new("3", ["quarter", "quarterly", "квартал"]),
                new("6", ["half-year", "half a year", "полгода", "півроку"]), new("12", ["year", "yearly", "annually", "год", "рік"]), new("0", ["once", "один раз"]),
            ],
        },
        new("first", SheetFieldKind.Day, ["first", "from", "since", "start", "с какого", "з якого", "начало", "початок"]) { Required = true },
        new("ends", SheetFieldKind.Day, ["ends", "until", "last day", "по", "до"]),
        new("kind", SheetFieldKind.Choice, ["kind", "type", "вид"]) { Choices = DonorSheet.Kinds },
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : DonorWriter(context, connection, transaction)
    {
        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf) => CheckNamed(row, columnOf);

        public override UInt128 Make(SheetRow row)
        {
            var donor = Named(row.Text("donor"))!.Value;
            var isDues = row.Text("kind") == "dues";
            var stored = new StoredPledge(Ids.Draw(), donor, PledgeRows.DrawReference(), isDues, CampaignId.None,
                new Pledge(row.Amount("amount")!.Value, row.Text("every") is { Length: > 0 } every ? int.Parse(every, System.Globalization.CultureInfo.InvariantCulture) : 1, row.Day("first")!.Value, EndsOn: row.Day("ends")), null);
            var details = DetailsOf(donor);
            Save(donor, details with { References = [.. details.References, stored.Reference], Usually = isDues ? "dues" : details.Usually });
            PledgeRows.Save(Connection, Transaction, Fund!, stored);
            return stored.Id;
        }

        public override bool TakeBack(UInt128 made)
        {
            if (PledgeRows.Find(Reading, made) is not { } pledge) return true; // gone with its donor
            var details = DetailsOf(pledge.Donor);
            Save(pledge.Donor, details with { References = [.. details.References.Where(r => r != pledge.Reference)] });
            PledgeRows.Delete(Connection, Transaction, made);
            return true;
        }
    }
}

/// <summary>A table of what was given before the books began.</summary>
internal sealed class PastGiftSheet() : SheetKind("past-gift")
{
    public override string TitleKey => "Funds.Sheet.PastGifts";

    public override string LabelKey(string field) => "Funds.Sheet." + field;

    public override Currency CurrencyOf(HttpContext context) => FundSheets.CurrencyOf(context);

    public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
    [
        new("donor", SheetFieldKind.Text, ["donor", "name", "имя", "фио", "ім’я", "піб", "жертвователь", "жертводавець"]) { Required = true },
        new("day", SheetFieldKind.Day, ["day", "date", "дата", "день"]) { Required = true },
        new("amount", SheetFieldKind.Amount, ["amount", "sum", "сумма", "сума"]) { Required = true },
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : DonorWriter(context, connection, transaction)
    {
        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf) => CheckNamed(row, columnOf)
            ?? (row.Day("day") > Today ? new SheetProblem(row.Line, columnOf("day"), "day", Written.IsoDay(row.Day("day")!.Value), SheetExpectation.Day) : null);

        public override UInt128 Make(SheetRow row)
        {
            var id = Ids.Draw();
            PastGifts.Add(Connection, Transaction, Room, Fund!, id, Named(row.Text("donor"))!.Value, new PastGift(row.Day("day")!.Value, row.Amount("amount")!.Value));
            return id;
        }

        public override bool TakeBack(UInt128 made) => PastGifts.TakeBack(Connection, Transaction, made) || true; // gone with its donor
    }
}

/// <summary>What tables of a fund share.</summary>
internal static class FundSheets
{
    public static Currency CurrencyOf(HttpContext context)
    {
        using var connection = context.RequestServices.GetRequiredService<ServeOptions>().Installation.Database.Open();
        return FundOfGroup.Find(connection, context)?.Currency ?? Currency.Eur;
    }
}
