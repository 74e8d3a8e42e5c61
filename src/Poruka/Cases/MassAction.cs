using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>What is sealed of a day on which many were taken.</summary>
/// <param name="Title">What it is called: a march, a raid.</param>
/// <param name="Place">Where.</param>
/// <param name="At">When.</param>
/// <param name="Zone">By the clock of which zone.</param>
/// <param name="Country">Under the law of which country.</param>
public sealed record MassActionBody(string Title, string Place, Moment At, string Zone, string Country)
{
    /// <summary>The zone.</summary>
    internal DateTimeZone InZone => CaseFields.ZoneOf(Zone) ?? DateTimeZone.Utc;
}

/// <summary>A day on which many were taken, as the server knows it: by a code.</summary>
/// <param name="Id">Its id, and the subject of what is sealed of it.</param>
/// <param name="Organisation">The group.</param>
/// <param name="Code">What it is called where its title may not be.</param>
/// <param name="MadeOn">When it was written down.</param>
/// <param name="Board">Who was taken, and where they are.</param>
public sealed record MassAction(UInt128 Id, long Organisation, string Code, LocalDate MadeOn, ArrestBoard Board);

/// <summary>Reads and writes days on which many were taken.</summary>
internal static class MassActionRows
{
    private const string Columns = "a.mass_action, a.organisation, a.code, a.made_on";

    public static SealedPlace Body(UInt128 id) => new("mass-action", id, "body");

    public static MassAction? Find(DbConnection connection, long organisation, string code) => List(connection,
        $"select {Columns} from mass_action a where a.organisation = @organisation and a.code = @code", ("organisation", organisation), ("code", code)).FirstOrDefault();

    public static MassAction? Find(DbConnection connection, UInt128 id) => List(connection,
        $"select {Columns} from mass_action a where a.mass_action = @action", ("action", Ids.Bytes(id))).FirstOrDefault();

    /// <summary>Those of a group, the newest first.</summary>
    public static IReadOnlyList<MassAction> Page(DbConnection connection, long organisation, int count, int skip) => List(connection,
        $"select {Columns} from mass_action a where a.organisation = @organisation order by a.made_on desc, a.code limit @count offset @skip",
        ("organisation", organisation), ("count", (long)count), ("skip", (long)skip));

    public static long Count(DbConnection connection, long organisation) => Sql.Number(connection, null,
        "select cast(count(*) as bigint) from mass_action where organisation = @organisation", ("organisation", organisation)) ?? 0;

    public static void Add(CaseDesk desk, DbTransaction transaction, HeldRoom room, UInt128 id, string code, MassActionBody body)
    {
        Sql.Run(desk.Connection, transaction, "insert into mass_action (mass_action, organisation, code, made_on, state) values (@action, @organisation, @code, @today, 'open')",
            ("action", Ids.Bytes(id)), ("organisation", desk.Here.Organisation.Number), ("code", code), ("today", (long)Months.DayNumber(desk.Today)));
        room.Write(desk.Connection, transaction, id, Body(id), JsonSerializer.SerializeToUtf8Bytes(body, CaseJson.Default.MassActionBody));
    }

    /// <summary>What they are called, of those whose room the visitor holds.</summary>
    public static IReadOnlyDictionary<UInt128, MassActionBody> BodiesOf(CaseDesk desk, IReadOnlyCollection<UInt128> ids)
    {
        var bodies = new Dictionary<UInt128, MassActionBody>();
        foreach (var (id, bytes) in desk.OpenAll("mass-action", "body", ids))
            if (JsonSerializer.Deserialize(bytes, CaseJson.Default.MassActionBody) is { } body) bodies[id] = body;
        return bodies;
    }

    /// <summary>The room that a day was written down in, open; null where the visitor doesn't hold it.</summary>
    public static HeldRoom? RoomOf(CaseDesk desk, UInt128 id) => SealedRows.Find(desk.Connection, Body(id)) is { } field ? desk.Room(field.Room) : null;

    /// <summary>
    /// Opens a case for each of a list of people, within a transaction. Ids are counted on from one that came with the form, so that a list
    /// that is sent twice is there once.
    /// </summary>
    public static void AddPeople(CaseDesk desk, DbTransaction transaction, HeldRoom room, MassAction action, MassActionBody body, UInt128 first, IReadOnlyList<ArrestLine> people, SourceKind source)
    {
        for (var i = 0; i < people.Count; i++)
        {
            var person = people[i];
            var basic = new Sheet { ["zone"] = body.Zone };
            foreach (var (field, value) in new[] { ("names", person.Name), ("look", person.Look), ("country", body.Country) })
                if (value.Length > 0) basic[field] = value;
            var file = CaseBook.Open(desk, transaction, room, NewCase.Unnamed(desk.Language, person.Look), basic, action.Id, id: new CaseId(first + (ulong)i));
            CaseBook.Put(desk, transaction, file,
            [
                CaseBook.NewFact(Section.Basic, FactKind.Detained, body.At, body.Title) with
                {
                    Place = person.Place.Length > 0 ? person.Place : body.Place, Event = CaseEvent.Detention, Source = source,
                },
            ]);
        }
    }

    /// <summary>Ends the boards on which nobody stands any more, and whose own time is over.</summary>
    public static void EndEmpty(Installation installation, DbConnection connection, LocalDate madeBefore)
    {
        foreach (var action in List(connection, $"""
            select {Columns} from mass_action a where a.made_on < @before and not exists (select 1 from support_case c where c.mass_action = a.mass_action)
            """, ("before", (long)Months.DayNumber(madeBefore))))
        {
            installation.Shred.Destroy(action.Id);
            using var transaction = connection.BeginTransaction();
            SealedRows.DeleteOf(connection, transaction, action.Id);
            Sql.Run(connection, transaction, "delete from mass_action where mass_action = @action", ("action", Ids.Bytes(action.Id)));
            transaction.Commit();
        }
    }

    /// <summary>Some of the cases of a board: first of whom nobody knows, then who is held.</summary>
    public static IReadOnlyList<CaseId> People(DbConnection connection, UInt128 action, int count, int skip)
    {
        using var command = Sql.Command(connection, null, $"""
            select c.support_case from support_case o join support_case c on c.support_case = coalesce(o.merged_into, o.support_case)
            where o.mass_action = @action and c.state <> 'shredded' group by c.support_case, c.whereabouts, c.code
            order by case c.whereabouts when 'unknown' then 0 when 'held' then 1 else 2 end, c.code limit @count offset @skip
            """, ("action", Ids.Bytes(action)), ("count", (long)count), ("skip", (long)skip));
        using var row = command.ExecuteReader();
        var ids = new List<CaseId>();
        while (row.Read()) ids.Add(new CaseId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return ids;
    }

    private static List<MassAction> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        var actions = new List<MassAction>();
        using (var command = Sql.Command(connection, null, sql, parameters))
        using (var row = command.ExecuteReader())
            while (row.Read()) actions.Add(new MassAction(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), row.GetString(2), Months.Day(row.GetInt64(3)), default));
        var boards = Boards(connection, actions.ConvertAll(a => a.Id));
        return actions.ConvertAll(a => a with { Board = boards.GetValueOrDefault(a.Id) });
    }

    /// <summary>
    /// The counts of boards, in one pass over their people. Who was joined to another case counts as that one, wherever it stands: by itself where
    /// it stands on the same board.
    /// </summary>
    private static Dictionary<UInt128, ArrestBoard> Boards(DbConnection connection, List<UInt128> actions)
    {
        var boards = new Dictionary<UInt128, ArrestBoard>();
        foreach (var chunk in actions.Chunk(500))
        {
            var parameters = new List<(string, object?)>();
            var some = Sql.AnyOf(connection, "o.mass_action", chunk, parameters);
            using var command = Sql.Command(connection, null, $"""
                select mass_action, whereabouts, cast(count(*) as bigint) from (
                    select o.mass_action, o.support_case, o.whereabouts from support_case o where {some} and o.merged_into is null and o.state <> 'shredded'
                    union all
                    select distinct o.mass_action, c.support_case, c.whereabouts from support_case o cross join support_case c
                    where {some} and o.merged_into is not null and c.support_case = o.merged_into and c.state <> 'shredded' and (c.mass_action is null or c.mass_action <> o.mass_action or c.merged_into is not null)
                ) as people group by mass_action, whereabouts
                """, parameters.ToArray());
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                var id = Ids.Read(row.GetFieldValue<byte[]>(0));
                var (board, count) = (boards.GetValueOrDefault(id), (int)row.GetInt64(2));
                boards[id] = CaseRows.OfWord<Whereabouts>(row.GetString(1)) switch
                {
                    Whereabouts.Released => board with { Released = count },
                    Whereabouts.Held => board with { Held = count },
                    _ => board with { Unknown = count },
                };
            }
        }
        return boards;
    }
}
