using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>Whether a case is worked on.</summary>
public enum CaseState
{
    /// <summary>It is.</summary>
    Open,

    /// <summary>It isn't; it can be opened again until it is shredded.</summary>
    Closed,

    /// <summary>Nothing of it can be read any more.</summary>
    Shredded,
}

/// <summary>A case as the server knows it: by a code, without a name.</summary>
/// <param name="Id">Its id; all that is sealed of it has this for its subject.</param>
/// <param name="Organisation">The group.</param>
/// <param name="Code">What it is called where its name may not be.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Whereabouts">Whether the person is held.</param>
/// <param name="State">Whether it is worked on.</param>
/// <param name="MassAction">The board that it stands on, or null.</param>
/// <param name="Needs">How many needs are open.</param>
/// <param name="NextDue">When the next thing is due, or null.</param>
/// <param name="OpenedOn">When it was opened.</param>
/// <param name="ClosedOn">When it was closed, or null.</param>
/// <param name="ShredOn">When it is shredded by the rule of retention, or null.</param>
/// <param name="MergedInto">The case that it was joined to, or null.</param>
/// <param name="Version">Grows with each change.</param>
public sealed record CaseRow(
    CaseId Id, long Organisation, string Code, Stage Stage, Whereabouts Whereabouts, CaseState State, UInt128? MassAction, long Needs,
    Instant? NextDue, LocalDate OpenedOn, LocalDate? ClosedOn, LocalDate? ShredOn, CaseId? MergedInto, long Version);

/// <summary>Which room a section is sealed to.</summary>
/// <param name="Section">The section.</param>
/// <param name="Room">The room.</param>
/// <param name="IsKnown">Whether caseworkers without the room are told that the section is there.</param>
/// <param name="Version">Grows with each change of its sheet.</param>
public sealed record SectionRow(Section Section, RoomId Room, bool IsKnown, long Version);

/// <summary>Reads and writes what stands in the clear of cases.</summary>
internal static class CaseRows
{
    private const string Columns =
        "support_case, organisation, code, stage, whereabouts, state, mass_action, needs, next_due, opened_on, closed_on, shred_on, merged_into, version";

    public static CaseRow? Find(DbConnection connection, long organisation, string code) => List(connection,
        $"select {Columns} from support_case where code = @code and organisation = @organisation", ("code", code), ("organisation", organisation)).FirstOrDefault();

    public static CaseRow? Find(DbConnection connection, CaseId id) => List(connection,
        $"select {Columns} from support_case where support_case = @case", ("case", Ids.Bytes(id.Value))).FirstOrDefault();

    /// <summary>
    /// The cases of a group that are in a state and stand for themselves: what is due first comes first. Pages are counted off by their ids
    /// alone, from the nearer end.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="organisation">The group.</param>
    /// <param name="state">The state.</param>
    /// <param name="total">How many there are (<see cref="Count"/>).</param>
    /// <param name="count">How many at most.</param>
    /// <param name="skip">How many come before them.</param>
    public static IReadOnlyList<CaseRow> Page(DbConnection connection, long organisation, CaseState state, long total, int count, int skip)
    {
        var some = Math.Clamp(total - skip, 0, count);
        if (some == 0) return [];
        var fromEnd = skip > total / 2;
        var descending = fromEnd ? " desc" : "";
        return List(connection, $"""
            select {Columns} from support_case where support_case in (
                select support_case from support_case where organisation = @organisation and state = @state and merged_into is null
                order by coalesce(next_due, 9223372036854775807){descending}, code{descending} limit @count offset @skip)
            order by coalesce(next_due, 9223372036854775807), code
            """, ("organisation", organisation), ("state", Word(state)), ("count", some), ("skip", fromEnd ? total - skip - some : skip));
    }

    public static long Count(DbConnection connection, long organisation, CaseState state) => Sql.Number(connection, null,
        "select cast(count(*) as bigint) from support_case where organisation = @organisation and state = @state and merged_into is null",
        ("organisation", organisation), ("state", Word(state))) ?? 0;

    /// <summary>Many cases at once, in no order; those that aren't the group's, or were shredded, are left out.</summary>
    public static IReadOnlyList<CaseRow> Find(DbConnection connection, long organisation, IReadOnlyCollection<CaseId> ids)
    {
        if (ids.Count == 0) return [];
        var parameters = new List<(string, object?)> { ("organisation", organisation) };
        var some = Sql.AnyOf(connection, "support_case", [.. ids.Select(i => i.Value)], parameters);
        return List(connection, $"select {Columns} from support_case where organisation = @organisation and state <> 'shredded' and {some}", parameters.ToArray());
    }

    /// <summary>The cases that were joined to this one.</summary>
    public static IReadOnlyList<CaseRow> JoinedTo(DbConnection connection, CaseId id) => List(connection,
        $"select {Columns} from support_case where merged_into = @case order by code", ("case", Ids.Bytes(id.Value)));

    public static void Add(DbConnection connection, DbTransaction transaction, CaseRow row, byte[]? addedBy = null) => Sql.Run(connection, transaction, $"""
        insert into support_case ({Columns}, added_by)
        values (@case, @organisation, @code, @stage, @whereabouts, @state, @action, @needs, @due, @opened, null, null, null, 1, @added)
        """,
        ("case", Ids.Bytes(row.Id.Value)), ("organisation", row.Organisation), ("code", row.Code), ("stage", Word(row.Stage)),
        ("whereabouts", Word(row.Whereabouts)), ("state", Word(row.State)), ("action", row.MassAction is { } action ? Ids.Bytes(action) : null),
        ("needs", row.Needs), ("due", row.NextDue?.ToUnixTimeSeconds()), ("opened", (long)Months.DayNumber(row.OpenedOn)), ("added", addedBy));

    /// <summary>Takes the next version of a case; false where somebody else changed it since this one was read.</summary>
    public static bool TryTurn(DbConnection connection, DbTransaction transaction, CaseRow row) => Sql.Run(connection, transaction,
        "update support_case set version = version + 1 where support_case = @case and version = @version",
        ("case", Ids.Bytes(row.Id.Value)), ("version", row.Version)) == 1;

    /// <summary>Has a case to oneself until the transaction ends, for what the server does by itself: what is read from here on is what the last writer left.</summary>
    public static void Lock(DbConnection connection, DbTransaction transaction, CaseId id) => Sql.Run(connection, transaction,
        "update support_case set version = version where support_case = @case", ("case", Ids.Bytes(id.Value)));

    public static void SetStanding(DbConnection connection, DbTransaction transaction, CaseId id, Stage stage, Whereabouts whereabouts, int needs) =>
        Sql.Run(connection, transaction, """
            update support_case set stage = @stage, whereabouts = @whereabouts, needs = @needs where support_case = @case
            """, ("stage", Word(stage)), ("whereabouts", Word(whereabouts)), ("needs", (long)needs), ("case", Ids.Bytes(id.Value)));

    /// <summary>Works out anew when the next thing of a case is due, of the cases that were joined to it too.</summary>
    /// <remarks>Cross joins keep SQLite from going through all open tasks first.</remarks>
    public static void RefreshDue(DbConnection connection, DbTransaction? transaction, CaseId id) => Sql.Run(connection, transaction, """
        update support_case set next_due = (select min(due_at) from (
            select t.due_at from case_task t where t.support_case = @case and t.state = 'open' and t.due_at is not null
            union all select w.due_at from case_watch w where w.support_case = @case and w.state = 'watching'
            union all select t.due_at from support_case j cross join case_task t
                where t.support_case = j.support_case and j.merged_into = @case and t.state = 'open' and t.due_at is not null
            union all select w.due_at from support_case j cross join case_watch w
                where w.support_case = j.support_case and j.merged_into = @case and w.state = 'watching') as due)
        where support_case = @case
        """, ("case", Ids.Bytes(id.Value)));

    public static void SetState(DbConnection connection, DbTransaction transaction, CaseId id, CaseState state, LocalDate? closed, LocalDate? shred) =>
        Sql.Run(connection, transaction, """
            update support_case set state = @state, closed_on = @closed, shred_on = @shred, version = version + 1
            where support_case = @case or merged_into = @case
            """, ("state", Word(state)), ("closed", closed is { } day ? (long)Months.DayNumber(day) : null),
            ("shred", shred is { } end ? (long)Months.DayNumber(end) : null), ("case", Ids.Bytes(id.Value)));

    /// <summary>The cases whose retention has ended by a day.</summary>
    public static IReadOnlyList<CaseRow> ToShred(DbConnection connection, LocalDate today) => List(connection,
        $"select {Columns} from support_case where state = 'closed' and shred_on <= @today", ("today", (long)Months.DayNumber(today)));

    public static void SetMergedInto(DbConnection connection, DbTransaction transaction, CaseId id, CaseId? into) => Sql.Run(connection, transaction,
        "update support_case set merged_into = @into, version = version + 1 where support_case = @case",
        ("into", into is { } kept ? Ids.Bytes(kept.Value) : null), ("case", Ids.Bytes(id.Value)));

    /// <summary>Notes that what a case is called was written or moved, so that whoever keeps names reads it again.</summary>
    public static void TurnName(DbConnection connection, DbTransaction transaction, long organisation, CaseId id)
    {
        // The row of the group is locked until the end: turns become visible in their order, and none is passed over.
        Sql.Run(connection, transaction, """
            insert into case_name_turn (organisation, turn) values (@organisation, 1)
            on conflict (organisation) do update set turn = case_name_turn.turn + 1
            """, ("organisation", organisation));
        Sql.Run(connection, transaction, """
            update support_case set name_turn = (select turn from case_name_turn where organisation = @organisation) where support_case = @case
            """, ("organisation", organisation), ("case", Ids.Bytes(id.Value)));
    }

    /// <summary>How often names of a group's cases were written.</summary>
    public static long NameTurn(DbConnection connection, long organisation) =>
        Sql.Number(connection, null, "select turn from case_name_turn where organisation = @organisation", ("organisation", organisation)) ?? 0;

    /// <summary>What the cases of a group are called that come after one in the order of their ids: sealed.</summary>
    public static IReadOnlyList<(CaseId Id, SealedRow Name)> NamesFrom(DbConnection connection, long organisation, CaseId after, int count, bool openOnly = false) => Names(connection, $"""
        where c.organisation = @organisation and s.row_id > @after and c.state {(openOnly ? "= 'open'" : "<> 'shredded'")} order by s.row_id limit @count
        """, ("organisation", organisation), ("after", Ids.Bytes(after.Value)), ("count", (long)count));

    /// <summary>What the cases of a group are called that were named since a turn: sealed.</summary>
    public static IReadOnlyList<(CaseId Id, SealedRow Name)> NamesSince(DbConnection connection, long organisation, long turn) => Names(connection,
        "where c.organisation = @organisation and c.name_turn > @turn order by c.name_turn", ("organisation", organisation), ("turn", turn));

    private static List<(CaseId, SealedRow)> Names(DbConnection connection, string which, params ReadOnlySpan<(string, object?)> parameters) =>
    [
        .. Sealed(connection, $"""
            select s.kind, s.row_id, s.name, s.room, s.subject, s.epoch, s.body
            from sealed_field s join support_case c on c.support_case = s.row_id and s.kind = 'case' and s.name = 'name' {which}
            """, parameters).Select(s => (new CaseId(s.Place.Row), s)),
    ];

    public static IReadOnlyList<SectionRow> Sections(DbConnection connection, CaseId id)
    {
        using var command = Sql.Command(connection, null,
            "select section, room, known, version from case_section where support_case = @case", ("case", Ids.Bytes(id.Value)));
        using var row = command.ExecuteReader();
        var sections = new List<SectionRow>();
        while (row.Read())
            sections.Add(new SectionRow(OfWord<Section>(row.GetString(0)), new RoomId(Ids.Read(row.GetFieldValue<byte[]>(1))), row.GetInt64(2) != 0, row.GetInt64(3)));
        return [.. sections.OrderBy(s => s.Section)];
    }

    public static void PutSection(DbConnection connection, DbTransaction transaction, CaseId id, SectionRow section) => Sql.Run(connection, transaction, """
        insert into case_section (support_case, section, room, known, version) values (@case, @section, @room, @known, @version)
        on conflict (support_case, section) do update set known = excluded.known, room = excluded.room,
            version = case_section.version + case when case_section.room = excluded.room then 0 else 1 end
        """, ("case", Ids.Bytes(id.Value)), ("section", Word(section.Section)), ("room", Ids.Bytes(section.Room.Value)),
        ("known", section.IsKnown ? 1L : 0L), ("version", section.Version));

    /// <summary>Takes the next version of a sheet; false where somebody else was first.</summary>
    public static bool TryTurn(DbConnection connection, DbTransaction transaction, CaseId id, Section section, long version) => Sql.Run(connection, transaction,
        "update case_section set version = version + 1 where support_case = @case and section = @section and version = @version",
        ("case", Ids.Bytes(id.Value)), ("section", Word(section)), ("version", version)) == 1;

    /// <summary>Adds a fact's row and gives its number. The case's version was taken before, which locks its row: no number comes twice.</summary>
    public static long AddFact(DbConnection connection, DbTransaction transaction, CaseId id, Fact fact)
    {
        var number = Sql.Number(connection, transaction,
            "select coalesce(max(number), 0) + 1 from case_fact where support_case = @case", ("case", Ids.Bytes(id.Value)))!.Value;
        Sql.Run(connection, transaction,
            "insert into case_fact (fact, support_case, section, number, taken_back) values (@fact, @case, @section, @number, 0)",
            ("fact", Ids.Bytes(fact.Id.Value)), ("case", Ids.Bytes(id.Value)), ("section", Word(fact.Section)), ("number", number));
        if (fact.Replaces is { } replaced)
            Sql.Run(connection, transaction, "update case_fact set taken_back = 1 where fact = @fact and support_case = @case",
                ("fact", Ids.Bytes(replaced.Value)), ("case", Ids.Bytes(id.Value)));
        return number;
    }

    /// <summary>The sealed facts of cases, in their order.</summary>
    /// <remarks>The cross join keeps SQLite from going through all facts that there are.</remarks>
    public static IReadOnlyList<SealedRow> Facts(DbConnection connection, params IReadOnlyList<CaseId> ids)
    {
        if (ids.Count == 0) return [];
        var parameters = new List<(string, object?)>();
        var some = Sql.AnyOf(connection, "f.support_case", [.. ids.Select(i => i.Value)], parameters);
        return Sealed(connection, $"""
            select s.kind, s.row_id, s.name, s.room, s.subject, s.epoch, s.body
            from case_fact f cross join sealed_field s
            where s.kind = 'case-fact' and s.row_id = f.fact and s.name = 'fact' and {some} order by f.support_case, f.number
            """, parameters.ToArray());
    }

    internal static List<SealedRow> Sealed(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters) => Sealed(connection, null, sql, parameters);

    internal static List<SealedRow> Sealed(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<SealedRow>();
        while (row.Read())
            rows.Add(new SealedRow(
                new SealedPlace(row.GetString(0), Ids.Read(row.GetFieldValue<byte[]>(1)), row.GetString(2)),
                new RoomId(Ids.Read(row.GetFieldValue<byte[]>(3))), Ids.Read(row.GetFieldValue<byte[]>(4)), (uint)row.GetInt64(5), row.GetFieldValue<byte[]>(6)));
        return rows;
    }

    /// <summary>A code such as C-7K2M9QX: no letters that are taken for one another.</summary>
    internal static string DrawCode() => "C-" + RandomNumberGenerator.GetString("23456789ABCDEFGHJKMNPQRSTVWXYZ", 7);

    /// <summary>The word of an enum's value in rows.</summary>
    internal static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    internal static T OfWord<T>(string word) where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    private static List<CaseRow> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<CaseRow>();
        while (row.Read())
            rows.Add(new CaseRow(
                new CaseId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetInt64(1), row.GetString(2), OfWord<Stage>(row.GetString(3)),
                OfWord<Whereabouts>(row.GetString(4)), OfWord<CaseState>(row.GetString(5)),
                row.IsDBNull(6) ? null : Ids.Read(row.GetFieldValue<byte[]>(6)), row.GetInt64(7),
                row.IsDBNull(8) ? null : Instant.FromUnixTimeSeconds(row.GetInt64(8)), Months.Day(row.GetInt64(9)),
                row.IsDBNull(10) ? null : Months.Day(row.GetInt64(10)), row.IsDBNull(11) ? null : Months.Day(row.GetInt64(11)),
                row.IsDBNull(12) ? null : new CaseId(Ids.Read(row.GetFieldValue<byte[]>(12))), row.GetInt64(13)));
        return rows;
    }
}
