using System.Data.Common;
using System.Text;
using NodaTime;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Sheets;
using Poruka.Storage;
using TableField = Poruka.Ledger.Statements.SheetField;

namespace Poruka.Cases.ImportCases;

/// <summary>Cases from a table, as groups keep them: each is sealed to the team's room as it is made.</summary>
internal static class ImportCasesEndpoint
{
    public static void MapImportCases(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/groups/{group}/cases/import").ForGroup(Role.Caseworker).AddEndpointFilter(async (call, next) =>
            CaseDesk.Of(call.HttpContext) is { Team: null } desk
                ? new CaseForm(Page.Of(call.HttpContext, "Cases.Import.Title") with { Entry = NavigationEntry.Home }, desk.Address, "", [], desk.Address, desk.Here.Organisation.Name)
                    { Warning = Texts.Get(desk.Language, "Cases.Room.None"), HasForm = false }.Show()
                : await next(call)).MapSheet(new CaseSheet());
}

/// <summary>A table of people who are looked after.</summary>
internal sealed class CaseSheet() : SheetKind("case")
{
    private static readonly string[] Health = ["conditions", "medicines", "allergies", "doctor"], Legal = ["case-number", "authority", "court", "lawyer"];

    public override string TitleKey => "Cases.Import.Title";

    public override string LabelKey(string field) => field switch
    {
        "name" or "other-names" or "arrested" or "place" or "charge" or "state" or "note" => "Cases.Import." + field,
        _ => "Cases.Sheet." + field,
    };

    public override IReadOnlyList<TableField> Fields(HttpContext context) =>
    [
        Text("name", 200, "name", "full name", "имя", "фио", "ім’я", "піб", "прізвище") with { Required = true },
        Text("other-names", 400, "other names", "spellings", "другие имена", "написание", "інші імена", "написання"),
        Text("pseudonym", 100, "pseudonym", "nickname", "псевдоним", "псевдонім"),
        new("born", SheetFieldKind.Day, ["born", "birthday", "birth date", "date of birth", "дата рождения", "дата народження"]),
        Text("languages", 100, "languages", "language", "языки", "язык", "мови", "мова"),
        new("country", SheetFieldKind.Choice, ["country", "страна", "країна"]) { Choices = Countries },
        new("arrested", SheetFieldKind.Day, ["arrested", "arrest", "detained", "date of arrest", "дата задержания", "задержан", "дата затримання", "затримано"]),
        Text("place", 200, "place", "prison", "facility", "held at", "место", "учреждение", "сизо", "місце", "установа", "сізо"),
        new("state", SheetFieldKind.Choice, ["state", "status", "статус", "состояние", "стан"])
        {
            Choices =
            [
                new("held", ["held", "inside", "detained", "в заключении", "под стражей", "сидит", "за ґратами", "під вартою", "утримується"]),
                new("released", ["released", "free", "out", "на свободе", "освобождён", "освобожден", "на волі", "звільнено"]),
                new("unknown", ["unknown", "?", "неизвестно", "невідомо"]),
            ],
        },
        Text("charge", 2_000, "charge", "charges", "article", "статья", "обвинение", "стаття", "обвинувачення"),
        Text("case-number", 200, "case number", "номер дела", "номер справи"), Text("authority", 400, "authority", "investigator", "следователь", "слідчий"),
        Text("court", 400, "court", "суд"), Text("lawyer", 1_000, "lawyer", "адвокат"),
        Text("contacts", 2_000, "contacts", "contact", "relatives", "контакты", "родственники", "контакти", "рідні"),
        Text("conditions", 2_000, "health", "conditions", "illness", "здоровье", "болезни", "здоров’я", "хвороби"),
        Text("medicines", 2_000, "medicines", "medicine", "лекарства", "ліки"), Text("allergies", 1_000, "allergies", "аллергии", "алергії"),
        Text("doctor", 1_000, "doctor", "врач", "лікар"),
        Text("note", Fact.MaxText, "note", "notes", "comment", "заметки", "примечание", "комментарий", "нотатки", "примітка"),
    ];

    private static IReadOnlyList<SheetChoice> Countries { get; } =
    [
        new("ru", ["russia", "ru", "россия", "рф", "росія"]), new("ua", ["ukraine", "ua", "украина", "україна"]), new("by", ["belarus", "by", "беларусь", "білорусь"]),
        new("de", ["germany", "de", "германия", "німеччина"]), new("gb-eaw", ["england", "england and wales", "uk", "gb", "англия", "великобритания", "англія", "велика британія"]),
        new("pl", ["poland", "pl", "польша", "польща"]), new("us", ["united states", "usa", "us", "сша"]),
    ];

    public override SheetWriter Open(HttpContext context, DbConnection connection, DbTransaction transaction) => new Writer(context, connection, transaction);

    private static TableField Text(string name, int length, params string[] words) => new(name, SheetFieldKind.Text, words) { MaxLength = length };

    private sealed class Writer : SheetWriter
    {
        private readonly HttpContext _context;
        private readonly CaseDesk _desk;
        private readonly DbTransaction _transaction;
        private readonly HeldRoom _room;
        private HashSet<string>? _there;

        public Writer(HttpContext context, DbConnection connection, DbTransaction transaction)
        {
            (_context, _transaction) = (context, transaction);
            // The room is opened on a connection of its own: the caller's is in its transaction.
            _room = CaseDesk.Of(context).Team ?? throw new InvalidOperationException("The route lets in nobody without the room.");
            _desk = CaseDesk.Of(context, connection);
        }

        /// <summary>Somebody of the same name, born on the same day, who is looked after already.</summary>
        public override SheetProblem? Check(SheetRow row, Func<string, string> columnOf)
        {
            _there ??= Names();
            return _there.Add(Key(row.Text("name"), row.Day("born"))) ? null : new SheetProblem(row.Line, columnOf("name"), "name", row.Text("name"), SheetExpectation.New);
        }

        public override UInt128 Make(SheetRow row)
        {
            var basic = new Sheet { ["names"] = Lines(row.Text("name") + (row.Text("other-names") is { Length: > 0 } more ? "\n" + more : "")) };
            void Put(Sheet sheet, string field, string value)
            {
                if (value.Length > 0) sheet[field] = value;
            }
            foreach (var field in new[] { "pseudonym", "languages", "country", "contacts" }) Put(basic, field, Lines(row.Text(field)));
            if (row.Day("born") is { } born) basic["born"] = Written.IsoDay(born);
            var zone = ZoneOf(row.Text("country"));
            basic["zone"] = zone.Id;
            var file = CaseBook.Open(_desk, _transaction, _room, row.Text("name"), basic, addedBy: Ids.Bytes(_desk.Visit.Member.Id.Value));
            foreach (var (section, fields) in new[] { (Section.Legal, Legal), (Section.Health, Health) })
            {
                var sheet = new Sheet();
                foreach (var field in fields) Put(sheet, field, Lines(row.Text(field)));
                if (sheet.Count > 0) CaseBook.PutSheet(_desk, _transaction, _room, file.Row.Id, section, sheet);
            }
            CaseBook.Put(_desk, _transaction, file, [.. Facts(row, zone)]);
            return file.Row.Id.Value;
        }

        /// <summary>Only what nobody worked on since: what a table began may have become somebody's whole case.</summary>
        public override bool TakeBack(UInt128 made)
        {
            var id = Ids.Bytes(made);
            if (Sql.Number(_desk.Connection, _transaction, """
                select (select count(*) from support_case where support_case = @id and organisation = @organisation and state = 'open' and version = 1 and merged_into is null)
                    - (select count(*) from case_file where support_case = @id) - (select count(*) from case_section where support_case = @id and version > 1)
                """, ("id", id), ("organisation", _desk.Here.Organisation.Number)) != 1) return false;
            SealedRows.DeleteOf(_desk.Connection, _transaction, made);
            foreach (var table in new[] { "case_fact", "case_section", "support_case" })
                Sql.Run(_desk.Connection, _transaction, $"delete from {table} where support_case = @id", ("id", id));
            return true;
        }

        private IEnumerable<Fact> Facts(SheetRow row, DateTimeZone zone)
        {
            var source = Texts.Get(_desk.Language, "Cases.Import.Source");
            Fact From(Section section, FactKind kind, Moment at, string text) => CaseBook.NewFact(section, kind, at, text) with { Source = SourceKind.Member, SourceNote = source };
            var released = row.Text("state") == "released";
            if (row.Day("arrested") is { } day)
                yield return From(Section.Basic, FactKind.Detained, DayOf(day, zone), "") with { Event = CaseEvent.Detention, Place = released ? "" : row.Text("place") };
            else if (!released && (row.Text("place").Length > 0 || row.Text("state") == "held"))
                yield return From(Section.Basic, FactKind.Held, Moment.Unknown, "") with { Place = row.Text("place") };
            if (released) yield return From(Section.Basic, FactKind.Released, Moment.Unknown, "");
            if (row.Text("charge") is { Length: > 0 } charge) yield return From(Section.Legal, FactKind.Charge, Moment.Unknown, Lines(charge));
            if (row.Text("note") is { Length: > 0 } note) yield return From(Section.Basic, FactKind.Note, Moment.Unknown, Lines(note));
        }

        /// <summary>A day without a time: any moment of it.</summary>
        private static Moment DayOf(LocalDate day, DateTimeZone zone)
        {
            var from = zone.AtStartOfDay(day).ToInstant();
            return Moment.Between(from, from + Duration.FromDays(1) - Duration.FromMinutes(1));
        }

        private DateTimeZone ZoneOf(string country) =>
            Country.TryParse(country, out var known) && GuideLibrary.Of(_desk.Installation.Folder).Known(known) is { } found ? found.Zone
                : CaseFields.ZoneOf(CaseFields.UsualZone(_desk.Language))!;

        /// <summary>The names and birth days of open cases, as far as the visitor may read them.</summary>
        private HashSet<string> Names()
        {
            const int atOnce = 4_000;
            var names = new HashSet<string>(StringComparer.Ordinal);
            var desk = CaseDesk.Of(_context);
            for (CaseId after = default; ;)
            {
                var rows = CaseRows.NamesFrom(desk.Connection, desk.Here.Organisation.Number, after, atOnce, openOnly: true);
                if (rows.Count == 0) break;
                foreach (var (_, head) in desk.Heads(rows.Select(r => r.Name)))
                    if (!head.IsUnnamed) names.Add(Key(head.Name, head.BornOn));
                after = rows[^1].Id;
            }
            return names;
        }

        private static string Key(string name, LocalDate? born) =>
            $"{string.Join(' ', name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}|{(born is { } day ? Written.IsoDay(day) : "")}";

        private static string Lines(string text) => text.Replace("; ", "\n", StringComparison.Ordinal);
    }
}
