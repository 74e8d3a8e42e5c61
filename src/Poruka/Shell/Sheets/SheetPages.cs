using System.Globalization;
using System.Text;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell.Forms;
using Poruka.Shell.Tables;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.Shell.Sheets;

/// <summary>The page where a table is given.</summary>
public sealed record SheetStartModel(Page Page, SheetKind Kind, string Address, IReadOnlyList<SheetField> Wanted, Field File, Field Pasted,
    IReadOnlyList<SheetImport> Imports, string? Said)
{
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [File, Pasted]);
}

/// <summary>The page where columns are put to fields, and what comes of it is seen.</summary>
public sealed record SheetMapModel(
    Page Page, string Address, string StartAddress, SheetTable Table, IReadOnlyList<Field> Columns, SheetReading Reading, Table Preview, Table Problems);

/// <summary>The pages on which a table becomes records: give it, put columns to fields, look, confirm, take back.</summary>
internal static class SheetPages
{
    private const string FileField = "file", PastedField = "pasted", ImportField = "import", ColumnPrefix = "column-";
    private const int PreviewRows = 10, ShownProblems = 50;

    /// <summary>Maps the pages under a group of routes whose address ends with <c>/import</c> and whose rule stands already.</summary>
    public static void MapSheet(this RouteGroupBuilder routes, SheetKind kind)
    {
        routes.MapGet("", (HttpContext context, ServeOptions options) => Start(context, options, kind, AddressOf(context), null, null));
        routes.MapPost("", (HttpContext context, ServeOptions options, SheetDrafts drafts) => Take(context, options, drafts, kind))
            .WithUploads(SheetTable.MaxBytes, maxFiles: 1);
        routes.MapPost("/undo", (HttpContext context, ServeOptions options) => Undo(context, options, kind));
        routes.MapGet("/{draft}", (string draft, HttpContext context, ServeOptions options, SheetDrafts drafts) =>
            drafts.Find(Visit.Required(context), kind.Word, draft) is { } found ? Map(context, options, kind, found) : Gone(context));
        routes.MapPost("/{draft}", (string draft, HttpContext context, ServeOptions options, SheetDrafts drafts) =>
            drafts.Find(Visit.Required(context), kind.Word, draft) is { } found ? Remap(context, kind, found) : Gone(context));
        routes.MapPost("/{draft}/confirm", (string draft, HttpContext context, ServeOptions options, SheetDrafts drafts) =>
            drafts.Find(Visit.Required(context), kind.Word, draft) is { } found ? Confirm(context, options, drafts, kind, found) : Gone(context));
    }

    private static string AddressOf(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        return path[..(path.LastIndexOf("/import", StringComparison.Ordinal) + "/import".Length)];
    }

    private static IResult Gone(HttpContext context) => TypedResults.Redirect(AddressOf(context));

    private static IResult Start(HttpContext context, ServeOptions options, SheetKind kind, string address, string? error, string? said)
    {
        var page = Page.Of(context, kind.TitleKey) with { Entry = NavigationEntry.Home, Path = address };
        using var connection = options.Installation.Database.Open();
        var imports = SheetRows.Recent(connection, Here(context).Number, kind.Word, page.Today);
        said ??= context.Request.Query["done"].ToString() is { Length: > 0 and < 6 } done && long.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? page.Plural("Shell.Sheet.Done", count) : null;
        return TypedResults.RazorSlice(SheetStartPage.Create(new SheetStartModel(page, kind, address, kind.Fields(context),
            new Field(FieldKind.File, FileField, page["Shell.Sheet.File"]) { Help = page["Shell.Sheet.File.Help"], Accept = ".csv,.tsv,.txt", Error = error is null ? null : page[error] },
            new Field(FieldKind.Lines, PastedField, page["Shell.Sheet.Pasted"]) { MaxLength = 500_000 },
            imports, said)), error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> Take(HttpContext context, ServeOptions options, SheetDrafts drafts, SheetKind kind)
    {
        using var given = new MemoryStream();
        var taken = await UploadedFiles.TakeAsync(context, (file, stop) => file.Contents.CopyToAsync(given, stop));
        if (given.Length == 0) given.Write(Encoding.UTF8.GetBytes(context.Request.Form[PastedField].ToString()));
        SheetTable? table = null;
        var refusal = taken != UploadOutcome.Taken ? SheetRefusal.TooLarge
            : given.Length == 0 ? SheetRefusal.NoTable
            : SheetTable.Read(given.GetBuffer().AsSpan(0, (int)given.Length), out table);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(given.GetBuffer());
        if (table is null) return Start(context, options, kind, AddressOf(context), "Shell.Sheet.Refusal." + refusal, null);
        var draft = drafts.Keep(Visit.Required(context), kind.Word, table);
        draft.Mapping = SheetMapping.Guess(table, kind.Fields(context));
        return TypedResults.Redirect($"{AddressOf(context)}/{Ids.Text(draft.Id)}");
    }

    private static IResult Remap(HttpContext context, SheetKind kind, SheetDraft draft)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in kind.Fields(context))
            if (int.TryParse(context.Request.Form[ColumnPrefix + field.Name], NumberStyles.None, CultureInfo.InvariantCulture, out var column)
                && column < draft.Table.Heading.Cells.Count) columns[field.Name] = column;
        draft.Mapping = new SheetMapping(columns);
        return TypedResults.Redirect(context.Request.Path.Value!);
    }

    private static IResult Map(HttpContext context, ServeOptions options, SheetKind kind, SheetDraft draft)
    {
        var page = Page.Of(context, kind.TitleKey) with { Entry = NavigationEntry.Home, Wide = true };
        var fields = kind.Fields(context);
        using var connection = options.Installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        using var writer = kind.Open(context, connection, transaction);
        var reading = Read(context, kind, draft, writer);
        var columns = draft.Table.Heading.Cells.Select((_, i) => new Choice(
            i.ToString(CultureInfo.InvariantCulture), SheetMapping.Name(draft.Table, i))).ToList();
        return TypedResults.RazorSlice(SheetMapPage.Create(new SheetMapModel(page, $"{AddressOf(context)}/{Ids.Text(draft.Id)}", AddressOf(context), draft.Table,
            [.. fields.Select(field => new Field(FieldKind.Choice, ColumnPrefix + field.Name, page[kind.LabelKey(field.Name)])
            {
                Help = field.Required ? page["Shell.Sheet.Required"] : null,
                Choices = [new Choice("", page["Shell.Sheet.NoColumn"]), .. columns],
                Value = draft.Mapping.Columns.TryGetValue(field.Name, out var column) ? column.ToString(CultureInfo.InvariantCulture) : "",
            })],
            reading, Preview(page, kind, fields, reading), Problems(page, kind, reading))));
    }

    /// <summary>The rows as they are understood, and what is wrong with them beyond their cells.</summary>
    private static SheetReading Read(HttpContext context, SheetKind kind, SheetDraft draft, SheetWriter writer)
    {
        var reading = draft.Mapping.Read(draft.Table, kind.Fields(context), kind.CurrencyOf(context));
        var problems = new List<SheetProblem>(reading.Problems);
        var count = reading.ProblemCount;
        var good = new List<SheetRow>();
        foreach (var row in reading.Rows)
            if (writer.Check(row, field => draft.Mapping.Columns.TryGetValue(field, out var column) ? SheetMapping.Name(draft.Table, column) : "") is not { } problem)
                good.Add(row);
            else if (count++ < SheetMapping.MaxProblems) problems.Add(problem);
        return new SheetReading(good, [.. problems.OrderBy(p => p.Line)], count);
    }

    private static Table Preview(Page page, SheetKind kind, IReadOnlyList<SheetField> fields, SheetReading reading) => new(
        page.Plural("Shell.Sheet.Preview", reading.Rows.Count),
        [new(page["Shell.Sheet.Line"]), .. fields.Select(f => new Column(page[kind.LabelKey(f.Name)], f.Kind is SheetFieldKind.Amount or SheetFieldKind.Count))],
        [.. reading.Rows.Take(PreviewRows).Select(row => (IReadOnlyList<Cell>)[new(page.Count(row.Line)), .. fields.Select(f => new Cell(Shown(page, f, row)))])]);

    private static string Shown(Page page, SheetField field, SheetRow row) => field.Kind switch
    {
        SheetFieldKind.Text => row.Text(field.Name),
        SheetFieldKind.Choice => field.Choices.FirstOrDefault(c => c.Value == row.Text(field.Name))?.Words[0] ?? "",
        SheetFieldKind.Day => row.Day(field.Name) is { } day ? page.Day(day) : "",
        SheetFieldKind.Amount => row.Amount(field.Name) is { } amount ? page.Money(amount) : "",
        SheetFieldKind.Count => row.Count(field.Name) is { } count ? page.Count(count) : "",
    };

    private static Table Problems(Page page, SheetKind kind, SheetReading reading) => new(
        page.Plural("Shell.Sheet.Problems", reading.ProblemCount),
        [new(page["Shell.Sheet.Line"]), new(page["Shell.Sheet.Column"]), new(page["Shell.Sheet.Field"]), new(page["Shell.Sheet.Found"]), new(page["Shell.Sheet.Expected"])],
        [.. reading.Problems.Take(ShownProblems).Select(p => (IReadOnlyList<Cell>)[new(page.Count(p.Line)), new(p.Column.Length > 0 ? p.Column : "–"),
            new(page[kind.LabelKey(p.Field)]), new(p.Found.Length > 0 ? p.Found : page["Shell.Sheet.Nothing"]), new(page["Shell.Sheet.Expected." + p.Expected])])]);

    private static IResult Confirm(HttpContext context, ServeOptions options, SheetDrafts drafts, SheetKind kind, SheetDraft draft)
    {
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        using var connection = options.Installation.Database.Open();
        using var transaction = connection.BeginTransaction();
        using var writer = kind.Open(context, connection, transaction);
        var reading = Read(context, kind, draft, writer);
        // Something may have changed since it was looked at: then it is looked at again.
        if (reading.ProblemCount > 0 || reading.Rows.Count == 0) return TypedResults.Redirect($"{AddressOf(context)}/{Ids.Text(draft.Id)}");
        var made = reading.Rows.Select(writer.Make).ToList();
        SheetRows.Add(connection, transaction, Here(context).Number, kind.Word, Visit.Required(context).Member.Id, made, today);
        transaction.Commit();
        drafts.Drop(draft);
        return TypedResults.Redirect(string.Create(CultureInfo.InvariantCulture, $"{AddressOf(context)}?done={made.Count}"));
    }

    private static IResult Undo(HttpContext context, ServeOptions options, SheetKind kind)
    {
        var today = options.Clock.GetCurrentInstant().InUtc().Date;
        var page = Page.Of(context, kind.TitleKey);
        using var connection = options.Installation.Database.Open();
        if (Ids.Parse(context.Request.Form[ImportField]) is not { } id
            || SheetRows.Recent(connection, Here(context).Number, kind.Word, today).All(i => i.Id != id)) return Gone(context);
        using var transaction = connection.BeginTransaction();
        if (!SheetRows.Undo(connection, transaction, id, today)) return Gone(context);
        using var writer = kind.Open(context, connection, transaction);
        foreach (var made in SheetRows.Made(connection, transaction, id))
            if (!writer.TakeBack(made))
            {
                transaction.Rollback();
                return Start(context, options, kind, AddressOf(context), null, page["Shell.Sheet.InUse"]);
            }
        transaction.Commit();
        return Start(context, options, kind, AddressOf(context), null, page["Shell.Sheet.Undone"]);
    }

    private static Organisation Here(HttpContext context) =>
        Visit.Required(context).Here?.Organisation ?? throw new InvalidOperationException("A table is taken in within a group.");
}
