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

    public static IReadOnlyList<PlannedLetter> Planned(LetterPlan plan) =>
        [.. plan.Pairings.Select(p => new PlannedLetter(p.Recipient.Value, p.Writer.Value, p.Language, p.Cause, p.WaitedDays, p.CouldWrite))];

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
        using var transaction = desk.Connection.BeginTransaction();
        if (Sql.Run(desk.Connection, transaction, "update letter_plan set state = 'done', version = version + 1 where plan = @plan and version = @version and state = 'open'",
            ("plan", Ids.Bytes(Id)), ("version", Version)) != 1) return false;
        foreach (var letter in Facts.Letters)
        {
            LetterRows.Add(desk.Connection, transaction, desk.Group.Number, new LetterRow(
                Ids.Draw(), new RecipientId(letter.Recipient), new WriterId(letter.Writer), "assigned", letter.Language, desk.Today, null, null, null, 1));
            Sql.Run(desk.Connection, transaction, """
                insert into correspondence (recipient, writer, last_letter, cadence_days) values (@recipient, @writer, @day, 30) on conflict (recipient, writer) do nothing
                """, ("recipient", Ids.Bytes(letter.Recipient)), ("writer", Ids.Bytes(letter.Writer)), ("day", LetterRows.Number(desk.Today)));
        }
        transaction.Commit();
        return true;
    }
}
