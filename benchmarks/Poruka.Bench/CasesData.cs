using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Poruka.Cases;
using Poruka.Casework;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Bench;

/// <summary>A group with very many cases, as a caseworker holds them who may read all: made-up people, sealed as the pages seal them.</summary>
internal sealed class CasesData : IDisposable
{
    public const int FactsPerCase = 20, OnBoard = 1_000;

    private static readonly string[] First = ["Анна", "Сергій", "Yelena", "Oleksandr", "José", "Łukasz", "Марія", "Marie", "Игорь", "Зоя", "Юлия", "Жанна", "Ivan", "Тарас", "Olga", "Вера"];

    private static readonly string[] Last = ["Иванова", "Petrov", "Зеленко", "Khrushchev", "Müller", "Kowalczyk", "Цветаева", "O'Neill", "Шевченко", "Ковальчук", "Smirnoff", "Васильев"];

    private static readonly (string Table, string Columns)[] Columns =
    [
        ("support_case", "support_case, organisation, code, stage, whereabouts, state, mass_action, needs, next_due, opened_on, version"),
        ("case_section", "support_case, section, room, known, version"), ("case_fact", "fact, support_case, section, number, taken_back"),
        ("case_task", "task, organisation, support_case, section, playbook, place, state, due_at, assignee, told, version"),
        ("case_watch", "watch, support_case, section, every_days, since_at, due_at, stage, state"),
        ("sealed_field", "kind, row_id, name, room, subject, epoch, body"),
    ];

    private readonly MemberKeys _keys;

    public CasesData(string? postgres, int cases)
    {
        Folder = Directory.CreateTempSubdirectory("poruka-bench-cases-").FullName;
        Installation = Installation.Create(Folder, postgres, "bench.example");
        Today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        _keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
        Member = new Member(new MemberId(Ids.Draw()), "vera", MemberState.Active, Today, _keys.PublicKey, _keys.VerifyingKey);
        using var connection = Installation.Database.Open();
        using (var transaction = connection.BeginTransaction())
        {
            MemberRows.TryAdd(connection, transaction, Member, new MemberLock(new PassphraseCost(8 * 1024, 1), new byte[PassphraseKeys.SaltSize], new byte[32], [], [], []));
            Group = FirstGroup.Make(Installation, connection, transaction, "Bench", Member, _keys, Today)!;
            MemberRows.SetRoles(connection, transaction, Group, Member.Id, Poruka.People.Roles.All);
            transaction.Commit();
        }
        using var room = HeldRoom.Open(Installation, connection, Member.Id, () => _keys, RoomRows.Find(connection, Group.Number, RoomKind.Team)!.Id, Today)!;
        Seconds = Turns.Seconds(() => Fill(connection, room, cases));
    }

    public string Folder { get; }

    public Installation Installation { get; }

    public Organisation Group { get; private set; }

    public Member Member { get; }

    public LocalDate Today { get; }

    /// <summary>How long the cases took to make.</summary>
    public double Seconds { get; }

    public List<string> Codes { get; } = [];

    public List<string> Tasks { get; } = [];

    /// <summary>Whether the case at a place is closed.</summary>
    public static bool IsClosed(int number) => number % 20 == 19;

    public string Board { get; private set; } = "";

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

    private void Fill(DbConnection connection, HeldRoom room, int cases)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        var action = Ids.Draw();
        using (var transaction = connection.BeginTransaction())
        {
            room.Write(connection, transaction, action, MassActionRows.Body(action), JsonSerializer.SerializeToUtf8Bytes(
                new MassActionBody("March", "Liberty Square", Moment.At(now), "Europe/Moscow", "ru"), CaseJson.Default.MassActionBody));
            Board = "B-222222";
            Insert(connection, transaction, "mass_action", "mass_action, organisation, code, made_on, state", [[Ids.Bytes(action), Group.Number, Board, (long)Months.DayNumber(Today), "open"]]);
            transaction.Commit();
        }
        var ids = Enumerable.Range(0, cases).Select(_ => Ids.Draw()).ToList();
        Installation.Shred.Make(ids);
        var salts = Installation.Shred.Find(ids);
        var tables = new ConcurrentDictionary<string, ConcurrentBag<object?[]>>();
        var codes = new string[cases];
        var firstTasks = new string[cases];
        Parallel.For(0, cases, number => (codes[number], firstTasks[number]) = MakeCase(room, salts[ids[number]], ids[number], number, number < OnBoard ? action : null, now,
            (table, row) => tables.GetOrAdd(table, _ => []).Add(row)));
        Codes.AddRange(codes);
        Tasks.AddRange(firstTasks);
        // Just these rows are loaded without waiting for the disk, and in the order of their keys.
        if (Installation.Database.Kind == DatabaseKind.Sqlite) Sql.Run(connection, null, "pragma synchronous = off; pragma cache_size = -2000000; pragma wal_autocheckpoint = 100000");
        foreach (var (table, columns) in Columns)
        {
            var rows = tables[table].ToArray();
            Array.Sort(rows, InOrder);
            foreach (var chunk in rows.Chunk(200_000))
            {
                using var transaction = connection.BeginTransaction();
                Insert(connection, transaction, table, columns, chunk);
                transaction.Commit();
            }
        }
        // As the server's own housekeeping leaves them.
        Sql.Run(connection, null, Installation.Database.Kind == DatabaseKind.PostgreSql ? "vacuum analyze" : "analyze");
    }

    /// <summary>Makes the rows of a case; gives its code, and its first task.</summary>
    private (string Code, string Task) MakeCase(HeldRoom room, byte[] salt, UInt128 id, int number, UInt128? action, Instant now, Action<string, object?[]> add)
    {
        var random = new Random(number);
        using var key = room.Secret.FieldKeyOf(salt);
        void Seal(SealedPlace place, byte[] contents) => add("sealed_field",
        [
            place.Kind, Ids.Bytes(place.Row), place.Name, Ids.Bytes(room.Room.Id.Value), Ids.Bytes(id), 1L,
            SealedField.Seal(key, new FieldPlace(place.Kind, Ids.Text(place.Row), place.Name, room.Room.Id), contents, RandomNumberGenerator.Fill),
        ]);
        var code = CaseRows.DrawCode();
        var name = $"{First[random.Next(First.Length)]} {(char)('а' + random.Next(32))}{(char)('а' + random.Next(32))}{(char)('а' + random.Next(32))} {Last[random.Next(Last.Length)]}";
        var basic = new Sheet { ["names"] = name, ["zone"] = "Europe/Moscow", ["country"] = "ru", ["born"] = $"{1950 + random.Next(55)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}" };
        Seal(CasePlaces.Name(new CaseId(id)), JsonSerializer.SerializeToUtf8Bytes(CaseHead.Of(basic, name), CaseJson.Default.CaseHead));
        Seal(CasePlaces.Sheet(new CaseId(id), Section.Basic), JsonSerializer.SerializeToUtf8Bytes(basic, CaseJson.Default.Sheet));
        foreach (var section in new[] { Section.Basic, Section.Legal, Section.Health, Section.Family })
            add("case_section", [Ids.Bytes(id), CaseRows.Word(section), Ids.Bytes(room.Room.Id.Value), 1L, 1L]);
        for (var f = 1; f <= FactsPerCase; f++)
        {
            var fact = FactOf(random, f, now);
            Seal(CasePlaces.Fact(fact.Id), JsonSerializer.SerializeToUtf8Bytes(fact, CaseJson.Default.Fact));
            add("case_fact", [Ids.Bytes(fact.Id.Value), Ids.Bytes(id), CaseRows.Word(fact.Section), (long)f, 0L]);
        }
        var due = Enumerable.Range(0, 3).Select(_ => now + Duration.FromMinutes(random.Next(-100_000, 400_000))).ToList();
        var tasks = due.ConvertAll(_ => Ids.Draw());
        for (var t = 0; t < due.Count; t++)
        {
            Seal(CasePlaces.Task(tasks[t]), JsonSerializer.SerializeToUtf8Bytes(new TaskBody("Call the lawyer and ask what the court said") { By = "vera" }, CaseJson.Default.TaskBody));
            add("case_task", [Ids.Bytes(tasks[t]), Group.Number, Ids.Bytes(id), "basic", null, (long)t, t == 2 ? "done" : "open", due[t].ToUnixTimeSeconds(), number % 5 == 0 ? Ids.Bytes(Member.Id.Value) : null, 0L, 1L]);
        }
        if (number % 2 == 0)
        {
            var watch = Ids.Draw();
            Seal(CasePlaces.Watch(watch), JsonSerializer.SerializeToUtf8Bytes(new WatchBody("a letter", "call"), CaseJson.Default.WatchBody));
            add("case_watch", [Ids.Bytes(watch), Ids.Bytes(id), "basic", 14L, now.ToUnixTimeSeconds(), (now + Duration.FromDays(14)).ToUnixTimeSeconds(), 0L, "watching"]);
            due.Add(now + Duration.FromDays(14));
        }
        due.RemoveAt(2); // done
        add("support_case", [Ids.Bytes(id), Group.Number, code, "remand", "held", IsClosed(number) ? "closed" : "open", action is { } board ? Ids.Bytes(board) : null, 1L, due.Min().ToUnixTimeSeconds(), (long)Months.DayNumber(Today), 1L]);
        return (code, Ids.Text(tasks[0]));
    }

    private static int InOrder(object?[] a, object?[] b)
    {
        for (var i = 0; i < 2; i++)
        {
            var order = (a[i], b[i]) switch
            {
                (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
                (string x, string y) => string.CompareOrdinal(x, y),
                _ => 0,
            };
            if (order != 0) return order;
        }
        return 0;
    }

    private static Fact FactOf(Random random, int number, Instant now)
    {
        var kind = number switch { 1 => FactKind.Detained, 2 => FactKind.Decision, 3 => FactKind.Held, 4 => FactKind.Need, 5 => FactKind.Charge, 6 or 12 => FactKind.Hearing, 7 => FactKind.Participant, 8 => FactKind.SignOfLife, _ => FactKind.Note };
        var section = kind is FactKind.Decision or FactKind.Charge or FactKind.Hearing or FactKind.Participant ? Section.Legal : number % 7 == 0 ? Section.Health : Section.Basic;
        return new Fact(new FactId(Ids.Draw()), section, kind, Moment.At(now - Duration.FromHours(2_000 - 80 * number)), "What somebody told us on the telephone, in a few words, as it is written down.")
        {
            Place = kind is FactKind.Held or FactKind.Detained ? "SIZO-1" : "", Source = SourceKind.Family, Number = number, RecordedAt = now, RecordedBy = "vera",
            Event = kind switch { FactKind.Detained => CaseEvent.Detention, FactKind.Decision => CaseEvent.CustodyOrder, _ => CaseEvent.None }, Certainty = (Certainty)random.Next(2),
        };
    }

    private static void Insert(DbConnection connection, DbTransaction transaction, string table, string columns, object?[][] rows)
    {
        const int atOnce = 100;
        DbCommand? command = null;
        foreach (var chunk in rows.Chunk(atOnce))
        {
            if (command is null || chunk.Length < atOnce)
            {
                command?.Dispose();
                command = connection.CreateCommand();
                command.Transaction = transaction;
                var width = chunk[0].Length;
                command.CommandText = $"insert into {table} ({columns}) values " + string.Join(", ", chunk.Select((_, r) => "(" + string.Join(", ", Enumerable.Range(r * width, width).Select(p => "@p" + p)) + ")"));
                for (var p = 0; p < chunk.Length * width; p++)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = "p" + p;
                    command.Parameters.Add(parameter);
                }
            }
            var at = 0;
            foreach (var row in chunk)
                foreach (var value in row) command.Parameters[at++].Value = value ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
        command?.Dispose();
    }
}
