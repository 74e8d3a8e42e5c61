using System.Data.Common;
using NodaTime;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Sheets;
using Poruka.Storage;

namespace Poruka.Letters.ImportPeople;

/// <summary>Those who are written to and those who write, from somebody's table.</summary>
internal static class ImportPeopleEndpoint
{
    public static void MapImportPeople(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/groups/{group}/letters/recipients/import"), new RecipientSheet());
        Map(routes.MapGroup("/groups/{group}/letters/writers/import"), new WriterSheet());
    }

    private static void Map(RouteGroupBuilder routes, SheetKind kind) => routes.ForGroup(Role.Coordinator).AddEndpointFilter(async (call, next) =>
    {
        using var desk = LettersDesk.Open(call.HttpContext, call.HttpContext.RequestServices.GetRequiredService<ServeOptions>());
        return desk is null ? LettersDesk.Closed(call.HttpContext) : await next(call);
    }).MapSheet(kind);
}

/// <summary>A table of those who are written to, with what was written so far.</summary>
internal sealed class RecipientSheet() : SheetKind("recipient")
{
    public override string TitleKey => "Letters.Import.Recipients";

    public override string LabelKey(string field) => "Letters.Field." + field;

    public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
    [
        new("name", SheetFieldKind.Text, ["name", "имя", "фио", "ім’я", "піб"]) { Required = true },
        new("languages", SheetFieldKind.Text, ["languages", "language", "языки", "язык", "мови", "мова"]) { Required = true, MaxLength = 60 },
        new("address", SheetFieldKind.Text, ["address", "адрес", "адреса"]) { Required = true, MaxLength = 1_000 },
        new("number", SheetFieldKind.Text, ["number", "номер"]) { MaxLength = 60 },
        new("country", SheetFieldKind.Text, ["country", "страна", "країна"]) { MaxLength = 2 },
        new("born", SheetFieldKind.Day, ["birthday", "born", "дата рождения", "дата народження"]),
        new("lastletter", SheetFieldKind.Day, ["last letter", "последнее письмо", "останній лист"]),
        new("letterssofar", SheetFieldKind.Count, ["letters", "писем", "листів"]),
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : PeopleWriter(context)
    {
        public override UInt128 Make(SheetRow row)
        {
            var id = new RecipientId(Ids.Draw());
            LetterRows.Add(connection, transaction, Desk.Group.Number, new RecipientRow(id, null, "waiting", Desk.Today, row.Day("lastletter"), null, row.Count("letterssofar") ?? 0, 1));
            Desk.Room.Write(connection, transaction, id.Value, RecipientRow.FactsOf(id), LettersJson.Bytes(new RecipientFacts(row.Text("name"), row.Text("number"), LanguagesOf(row))
            {
                Address = row.Text("address").Replace("; ", "\n", StringComparison.Ordinal), Country = row.Text("country").ToUpperInvariant(),
                Birthday = row.Day("born") is { } day ? Written.IsoDay(day) : "",
            }, LettersJson.Default.RecipientFacts));
            return id.Value;
        }

        public override bool TakeBack(UInt128 made)
        {
            // Whoever has a letter on its way, or is shown to the public, stays.
            if (Sql.Number(connection, transaction, """
                select (select count(*) from letter where recipient = @id) + (select count(*) from public_recipient where recipient = @id) + (select count(*) from letter_task where recipient = @id)
                """, ("id", Ids.Bytes(made))) != 0) return false;
            Sql.Run(connection, transaction, "delete from letter_recipient where recipient = @id", ("id", Ids.Bytes(made)));
            SealedRows.DeleteOf(connection, transaction, made);
            return true;
        }
    }
}

/// <summary>A table of those who write.</summary>
internal sealed class WriterSheet() : SheetKind("writer")
{
    public override string TitleKey => "Letters.Import.Writers";

    public override string LabelKey(string field) => "Letters.Field." + field;

    public override IReadOnlyList<SheetField> Fields(HttpContext context) =>
    [
        new("name", SheetFieldKind.Text, ["name", "имя", "ім’я"]) { Required = true },
        new("languages", SheetFieldKind.Text, ["languages", "language", "языки", "язык", "мови", "мова"]) { Required = true, MaxLength = 60 },
        new("perperiod", SheetFieldKind.Count, ["letters", "писем", "листів"]),
        new("contact", SheetFieldKind.Text, ["contact", "mail", "связь", "контакт"]) { MaxLength = 1_000 },
        new("topics", SheetFieldKind.Text, ["topics", "темы", "теми"]) { MaxLength = 1_000 },
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private sealed class Writer(HttpContext context, DbConnection connection, DbTransaction transaction) : PeopleWriter(context)
    {
        public override UInt128 Make(SheetRow row)
        {
            var id = new WriterId(Ids.Draw());
            LetterRows.Put(connection, transaction, Desk.Group.Number, new WriterRow(id, null, "active", null, Math.Min(100, row.Count("perperiod") ?? 1), 1));
            Desk.Room.Write(connection, transaction, id.Value, WriterRow.FactsOf(id),
                LettersJson.Bytes(new WriterFacts(row.Text("name"), LanguagesOf(row), row.Text("contact"), row.Text("topics")), LettersJson.Default.WriterFacts));
            return id.Value;
        }

        public override bool TakeBack(UInt128 made)
        {
            if (Sql.Number(connection, transaction, """
                select (select count(*) from letter where writer = @id) + (select count(*) from correspondence where writer = @id) + (select count(*) from letter_exclusion where writer = @id)
                """, ("id", Ids.Bytes(made))) != 0) return false;
            Sql.Run(connection, transaction, "delete from letter_writer where writer = @id", ("id", Ids.Bytes(made)));
            SealedRows.DeleteOf(connection, transaction, made);
            return true;
        }
    }
}

/// <summary>Holds the desk open while a table is taken in.</summary>
internal abstract class PeopleWriter(HttpContext context) : SheetWriter
{
    // Opened on a connection of its own: the caller's is in its transaction.
    protected LettersDesk Desk { get; } = LettersDesk.Open(context, context.RequestServices.GetRequiredService<ServeOptions>())
        ?? throw new InvalidOperationException("The route lets in nobody without the room.");

    public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf) =>
        LanguagesOf(row).Count > 0
            ? null
            : new SheetProblem(row.Line, columnOf("languages"), "languages", row.Text("languages"), SheetExpectation.KnownWord);

    protected static IReadOnlyList<string> LanguagesOf(SheetRow row) =>
        LanguageNames.Read(row.Text("languages")) ?? [];

    protected override void Dispose(bool disposing)
    {
        if (disposing) Desk.Dispose();
        base.Dispose(disposing);
    }
}
