using NodaTime;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Letters.PlanLetters;

/// <summary>A plan that is kept to be edited and carried out, once.</summary>
internal sealed record KeptPlan(UInt128 Id, LocalDate Day, string State, long Version, PlanFacts Facts)
{
    private static SealedPlace FactsOf(UInt128 id) => new("letter-plan", id, "facts");

    public static KeptPlan? Find(LettersDesk desk, UInt128 id) => LetterRows.Read(desk.Connection, null,
        "select day, state, version from letter_plan where plan = @plan and organisation = @organisation",
        row => (Day: LetterRows.Day(row, 0)!.Value, State: row.GetString(1), Version: row.GetInt64(2)),
        ("plan", Ids.Bytes(id)), ("organisation", desk.Group.Number)) is [var found]
            && desk.Read(FactsOf(id), LettersJson.Default.PlanFacts) is { } facts ? new KeptPlan(id, found.Day, found.State, found.Version, facts) : null;

    /// <summary>Plans that were kept and not carried out, the newest first: by id and day.</summary>
    public static List<(UInt128 Id, LocalDate Day, string State)> Open(LettersDesk desk) => LetterRows.Read(desk.Connection, null,
        "select plan, day, state from letter_plan where organisation = @organisation and state <> 'done' order by day desc, plan limit 20",
        row => (LetterRows.Id(row, 0)!.Value, LetterRows.Day(row, 1)!.Value, row.GetString(2)), ("organisation", desk.Group.Number));

    /// <summary>Closes a plan to changes, or opens it again; false where somebody was first.</summary>
    public bool TrySet(LettersDesk desk, string from, string to) => Sql.Run(desk.Connection, null,
        "update letter_plan set state = @to, version = version + 1 where plan = @plan and version = @version and state = @from",
        ("to", to), ("from", from), ("plan", Ids.Bytes(Id)), ("version", Version)) == 1;

    public static IReadOnlyList<PlannedLetter> Planned(LetterPlan plan) =>
        [.. plan.Pairings.Select(p => new PlannedLetter(p.Recipient.Value, p.Writer.Value, p.Language, p.Cause, p.WaitedDays, p.CouldWrite) { Translator = p.Translator?.Value, Into = p.Into })];

    public static IReadOnlyList<MissingLetter> MissingOf(LetterPlan plan) =>
        [.. plan.Unmet.Select(u => new MissingLetter(u.Recipient.Value, u.Cause, u.WaitedDays, u.CouldWrite, u.LeastServedDays, u.Hold))];

    public static UInt128 Add(LettersDesk desk, PlanFacts facts)
    {
        var id = Ids.Draw();
        using var transaction = desk.Connection.BeginTransaction();
        Sql.Run(desk.Connection, transaction, "insert into letter_plan (plan, organisation, day, state, version) values (@plan, @organisation, @day, 'open', 1)",
            ("plan", Ids.Bytes(id)), ("organisation", desk.Group.Number), ("day", LetterRows.Number(desk.Today)));
        desk.Write(transaction, id, FactsOf(id), facts, LettersJson.Default.PlanFacts);
        transaction.Commit();
        return id;
    }

    public void Change(LettersDesk desk, PlanFacts facts)
    {
        using var transaction = desk.Connection.BeginTransaction();
        if (Sql.Run(desk.Connection, transaction, "update letter_plan set version = version + 1 where plan = @plan and version = @version and state = 'open'",
            ("plan", Ids.Bytes(Id)), ("version", Version)) != 1) return;
        desk.Write(transaction, Id, FactsOf(Id), facts, LettersJson.Default.PlanFacts);
        transaction.Commit();
    }

    /// <summary>Assigns its letters, once; false where it was carried out or changed meanwhile.</summary>
    public bool TryCarryOut(LettersDesk desk)
    {
        var copies = Facts.Letters.Select(letter =>
        {
            var row = new LetterRow(Ids.Draw(), new RecipientId(letter.Recipient), new WriterId(letter.Writer), "assigned", letter.Language, desk.Today, null, null, null, 1)
            {
                Translator = letter.Translator is { } translator ? new WriterId(translator) : null,
            };
            return (Planned: letter, Row: row, Copies: LetterCopies.Of(desk, row, new LetterText(""), desk.Facts(row.Recipient!.Value), []));
        }).ToList();
        using var transaction = desk.Connection.BeginTransaction();
        if (Sql.Run(desk.Connection, transaction, "update letter_plan set state = 'done', version = version + 1 where plan = @plan and version = @version and state <> 'done'",
            ("plan", Ids.Bytes(Id)), ("version", Version)) != 1) return false;
        foreach (var (letter, row, copy) in copies)
        {
            LetterRows.Add(desk.Connection, transaction, desk.Group.Number, row);
            copy.Write(desk.Connection, transaction);
            if (letter.Cause == PairingCause.TakenOver) Correspondences.End(desk.Connection, transaction, row.Recipient!.Value, desk.Today);
            Sql.Run(desk.Connection, transaction, """
                insert into correspondence (recipient, writer, last_letter, cadence_days) values (@recipient, @writer, @day, @cadence) on conflict (recipient, writer) do nothing
                """, ("recipient", Ids.Bytes(letter.Recipient)), ("writer", Ids.Bytes(letter.Writer)), ("day", LetterRows.Number(desk.Today)), ("cadence", 30L));
        }
        transaction.Commit();
        return true;
    }
}
