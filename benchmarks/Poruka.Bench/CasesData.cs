using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Poruka.Cases;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Bench;

/// <summary>
/// A group with very many cases, as a caseworker holds them who may read all: made-up people, sealed as the pages seal them. They are made
/// as they go in, so that memory holds a thousand of them at a time.
/// </summary>
internal sealed class CasesData : IDisposable
{
    public const int FactsPerCase = 20, OnBoard = 1_000;

    private const int AtOnce = 1_000, TasksPerCase = 3, MoreBoards = 50, OnOthers = 400, Facilities = 300, Notes = 300;

    private static readonly string[] First = ["Анна", "Сергій", "Yelena", "Oleksandr", "José", "Łukasz", "Марія", "Marie", "Игорь", "Зоя", "Юлия", "Жанна", "Ivan", "Тарас", "Olga", "Вера"];

    private static readonly string[] Last = ["Иванова", "Petrov", "Зеленко", "Khrushchev", "Müller", "Kowalczyk", "Цветаева", "O'Neill", "Шевченко", "Ковальчук", "Smirnoff", "Васильев"];

    private static readonly string[] Syllables = [.. from consonant in "БВГДЖЗКЛМНПРСТФХЦЧШЩ" from vowel in "аеиоуюя" select $"{consonant}{vowel}"], Endings = ["ров", "ленко", "вский", "тюк", "нин", "рчук"];

    private static readonly (string Table, string Columns)[] Columns =
    [
        ("support_case", "support_case, organisation, code, stage, whereabouts, state, mass_action, needs, next_due, opened_on, version"),
        ("case_section", "support_case, section, room, known, version"), ("case_fact", "fact, support_case, section, number, taken_back"),
        ("case_task", "task, organisation, support_case, section, playbook, place, state, due_at, assignee, told, version"),
        ("case_watch", "watch, support_case, section, every_days, since_at, due_at, stage, state"),
        ("sealed_field", "kind, row_id, name, room, subject, epoch, body"),
    ];

    private static readonly Comparer<byte[]> InOrder = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    private readonly MemberKeys _keys;
    private readonly Instant _now = SystemClock.Instance.GetCurrentInstant();
    private readonly byte[] _member;

    public CasesData(string? postgres, int cases)
    {
        Folder = Directory.CreateTempSubdirectory("poruka-bench-cases-").FullName;
        Installation = Installation.Create(Folder, postgres, "bench.example");
        Today = _now.InUtc().Date;
        _keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        Member = new Member(new MemberId(Ids.Draw()), "vera", MemberState.Active, Today, _keys.PublicKey, _keys.VerifyingKey);
        _member = Ids.Bytes(Member.Id.Value);
        Cases = Drawn(cases);
        FirstTasks = Drawn(cases);
        Codes = new string[cases];
        // Among so many, two that are drawn alike are no rarity.
        var drawn = new HashSet<string>(StringComparer.Ordinal);
        while (drawn.Count < cases) drawn.Add(CaseRows.DrawCode());
        drawn.CopyTo(Codes);
        using var connection = Installation.Database.Open();
        using (var transaction = connection.BeginTransaction())
        {
            MemberRows.TryAdd(connection, transaction, Member, new MemberLock(new PassphraseCost(8 * 1024, 1), new byte[PassphraseKeys.SaltSize], new byte[32], [], [], []));
            Group = FirstGroup.Make(Installation, connection, transaction, "Bench", Member, _keys, Today)!;
            MemberRows.SetRoles(connection, transaction, Group, Member.Id, Poruka.People.Roles.All);
            transaction.Commit();
        }
        using var room = HeldRoom.Open(Installation, connection, Member.Id, () => _keys, RoomRows.Find(connection, Group.Number, RoomKind.Team)!.Id, Today)!;
        Seconds = Turns.Seconds(() => Fill(connection, room));
    }

    public string Folder { get; }

    public Installation Installation { get; }

    public Organisation Group { get; private set; }

    public Member Member { get; }

    public LocalDate Today { get; }

    /// <summary>How long the cases took to make.</summary>
    public double Seconds { get; }

    public string[] Codes { get; }

    public string Board { get; } = BoardCode(0);

    public string Facility { get; private set; } = "";

    private UInt128[] Cases { get; }

    private UInt128[] FirstTasks { get; }

    /// <summary>Whether the case at a place is closed.</summary>
    public static bool IsClosed(int number) => number % 20 == 19;

    /// <summary>The first task of the case at a place.</summary>
    public string TaskOf(int number) => Ids.Text(FirstTasks[number]);

    /// <summary>What the person of the case at a place is called.</summary>
    public static string NameOf(int number) => Person(number).Name;

    /// <summary>A session that a browser's cookie opens.</summary>
    public string SignIn(Sessions sessions)
    {
        using var secret = SessionSecret.Draw(RandomNumberGenerator.Fill);
        sessions.Start(secret, Member.Id, _keys);
        return secret.ToCookie();
    }

    public void Dispose()
    {
        _keys.Dispose();
        Installation.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Fill(DbConnection connection, HeldRoom room)
    {
        var actions = Drawn(1 + MoreBoards);
        using (var transaction = connection.BeginTransaction())
        {
            for (var i = 0; i < actions.Length; i++)
                room.Write(connection, transaction, actions[i], MassActionRows.Body(actions[i]), JsonSerializer.SerializeToUtf8Bytes(
                    new MassActionBody("March", "Liberty Square", Moment.At(_now), "Europe/Moscow", "ru"), CaseJson.Default.MassActionBody));
            for (var i = 0; i < Facilities; i++)
            {
                var facility = new Facility(new FacilityId(Ids.Draw()), "ru", $"SIZO-{i}", "", "Some street 1\nSome town", "", "Parcels on Tuesdays.", "Europe/Moscow", Today, false, 1);
                FacilityRows.Add(connection, transaction, Group.Number, facility);
                Facility = facility.Id.ToString();
            }
            for (var i = 0; i < Notes; i++)
            {
                var (id, at) = (Ids.Draw(), (_now - Duration.FromHours(12 * i)).ToUnixTimeSeconds());
                room.Write(connection, transaction, id, new SealedPlace("duty-note", id, "note"), JsonSerializer.SerializeToUtf8Bytes(
                    new Sheet { ["at"] = at.ToString(CultureInfo.InvariantCulture), ["by"] = "vera", ["text"] = "Two calls at night, both written down." }, CaseJson.Default.Sheet));
            }
            transaction.Commit();
        }
        for (var i = -2; i < 10; i++) CaseDuty.Add(connection, Group.Number, new DutyRow(Ids.Draw(), Member.Id, _now + Duration.FromHours(12 * i), _now + Duration.FromHours(12 * i + 11)));
        Installation.Shred.Make(Cases);
        var salts = Installation.Shred.Find(Cases);
        using var rows = new RowLoader(connection, Installation.Database.Kind, Columns.Select(c => c.Table));
        rows.Put("mass_action", "mass_action, organisation, code, made_on, state", [.. actions.Select((id, i) => new object?[] { Ids.Bytes(id), Group.Number, BoardCode(i), (long)Months.DayNumber(Today), "open" })]);
        for (var from = 0; from < Cases.Length; from += AtOnce)
        {
            var made = new List<(string Table, object?[] Row)>[Math.Min(AtOnce, Cases.Length - from)];
            var first = from;
            Parallel.For(0, made.Length, i => made[i] = MakeCase(room, salts[Cases[first + i]], first + i, actions));
            // In the order of ids, which are random: what belongs together doesn't lie together, as in a database that grew.
            foreach (var (table, columns) in Columns)
                rows.Put(table, columns, [.. made.SelectMany(c => c).Where(r => r.Table == table).Select(r => r.Row).OrderBy(r => (byte[])r[table == "sealed_field" ? 1 : 0]!, InOrder)]);
        }
        rows.Complete();
    }

    /// <summary>The rows of a case.</summary>
    private List<(string Table, object?[] Row)> MakeCase(HeldRoom room, byte[] salt, int number, UInt128[] actions)
    {
        var rows = new List<(string, object?[])>();
        using var key = room.Secret.FieldKeyOf(salt);
        var id = new CaseId(Cases[number]);
        var (bytes, owner) = (Ids.Bytes(id.Value), Ids.Bytes(room.Room.Id.Value));
        void Add(string table, params object?[] row) => rows.Add((table, row));
        void Seal(SealedPlace place, byte[] contents) => Add("sealed_field", place.Kind, Ids.Bytes(place.Row), place.Name, owner, bytes, 1L,
            SealedField.Seal(key, new FieldPlace(place.Kind, Ids.Text(place.Row), place.Name, room.Room.Id), contents, RandomNumberGenerator.Fill));
        var (name, basic) = Person(number);
        Seal(CasePlaces.Name(id), JsonSerializer.SerializeToUtf8Bytes(CaseHead.Of(basic, name), CaseJson.Default.CaseHead));
        Seal(CasePlaces.Sheet(id, Section.Basic), JsonSerializer.SerializeToUtf8Bytes(basic, CaseJson.Default.Sheet));
        foreach (var section in new[] { Section.Basic, Section.Legal, Section.Health, Section.Family }) Add("case_section", bytes, CaseRows.Word(section), owner, 1L, 1L);
        for (var f = 1; f <= FactsPerCase; f++)
        {
            var fact = FactOf(f);
            Seal(CasePlaces.Fact(fact.Id), JsonSerializer.SerializeToUtf8Bytes(fact, CaseJson.Default.Fact));
            Add("case_fact", Ids.Bytes(fact.Id.Value), bytes, CaseRows.Word(fact.Section), (long)f, 0L);
        }
        var random = new Random(~number);
        var due = new List<Instant>();
        for (var t = 0; t < TasksPerCase; t++)
        {
            var task = t == 0 ? FirstTasks[number] : Ids.Draw();
            var at = _now + Duration.FromMinutes(random.Next(-100_000, 400_000));
            if (t < 2) due.Add(at); // the third is done
            Seal(CasePlaces.Task(task), JsonSerializer.SerializeToUtf8Bytes(new TaskBody("Call the lawyer and ask what the court said") { By = "vera" }, CaseJson.Default.TaskBody));
            Add("case_task", Ids.Bytes(task), Group.Number, bytes, "basic", null, (long)t, t < 2 ? "open" : "done", at.ToUnixTimeSeconds(), number % 5 == 0 ? _member : null, at < _now ? 1L : 0L, 1L);
        }
        if (number % 2 == 0)
        {
            var (watch, at) = (Ids.Draw(), _now + Duration.FromMinutes(1 + random.Next(20_000)));
            due.Add(at);
            Seal(CasePlaces.Watch(watch), JsonSerializer.SerializeToUtf8Bytes(new WatchBody("a letter", "call"), CaseJson.Default.WatchBody));
            Add("case_watch", Ids.Bytes(watch), bytes, "basic", 14L, (at - Duration.FromDays(14)).ToUnixTimeSeconds(), at.ToUnixTimeSeconds(), 0L, "watching");
        }
        var board = number < OnBoard ? 0 : (number - OnBoard) / OnOthers + 1;
        Add("support_case", bytes, Group.Number, Codes[number], "remand", number % 4 == 0 ? "unknown" : "held", IsClosed(number) ? "closed" : "open", board < actions.Length ? Ids.Bytes(actions[board]) : null, 1L,
            due.Min().ToUnixTimeSeconds(), (long)Months.DayNumber(Today), 1L);
        return rows;
    }

    private static string BoardCode(int number) => "B-" + (222_222 + number);

    private static (string Name, Sheet Basic) Person(int number)
    {
        var random = new Random(number);
        string One(string[] of) => of[random.Next(of.Length)];
        // A few family names are those of many; most are those of a few.
        var name = $"{One(First)} {(random.Next(20) == 0 ? One(Last) : One(Syllables) + One(Syllables).ToLowerInvariant() + One(Endings))}";
        return (name, new Sheet { ["names"] = name, ["zone"] = "Europe/Moscow", ["country"] = "ru", ["born"] = $"{1950 + random.Next(55)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}" });
    }

    private Fact FactOf(int number)
    {
        var kind = number switch { 1 => FactKind.Detained, 2 => FactKind.Decision, 3 => FactKind.Held, 4 => FactKind.Need, 5 => FactKind.Charge, 6 or 12 => FactKind.Hearing, 7 => FactKind.Participant, 8 => FactKind.SignOfLife, _ => FactKind.Note };
        var section = kind is FactKind.Decision or FactKind.Charge or FactKind.Hearing or FactKind.Participant ? Section.Legal : number % 7 == 0 ? Section.Health : Section.Basic;
        return new Fact(new FactId(Ids.Draw()), section, kind, Moment.At(_now - Duration.FromHours(2_000 - 80 * number)), "What somebody told us on the telephone, in a few words, as it is written down.")
        {
            Place = kind is FactKind.Held or FactKind.Detained ? "SIZO-1" : "", Source = SourceKind.Family, Number = number, RecordedAt = _now, RecordedBy = "vera",
            Event = kind switch { FactKind.Detained => CaseEvent.Detention, FactKind.Decision => CaseEvent.CustodyOrder, _ => CaseEvent.None }, Certainty = (Certainty)(number % 2),
        };
    }

    private static UInt128[] Drawn(int count)
    {
        var ids = new UInt128[count];
        for (var i = 0; i < count; i++) ids[i] = Ids.Draw();
        return ids;
    }
}
