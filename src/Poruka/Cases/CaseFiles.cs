using System.Data.Common;
using System.Text.Json;
using NodaTime;
using Poruka.Casework;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>A file of a case, as the server knows it. Its id is its subject too: it can be destroyed by itself.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Section">The section whose room it is sealed to.</param>
/// <param name="Number">In which order it came into the case, from 1.</param>
/// <param name="Stored">Where its bytes lie.</param>
/// <param name="MadeOn">When it came.</param>
/// <param name="GoneOn">When somebody took it away; null while it is there.</param>
public sealed record CaseFileRow(UInt128 Id, CaseId Case, Section Section, long Number, UInt128 Stored, LocalDate MadeOn, LocalDate? GoneOn);

/// <summary>What is sealed of a file besides its bytes.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Size">How many bytes it has.</param>
/// <param name="By">Who put it in.</param>
/// <param name="Note">What it is, in their words; may be empty.</param>
public sealed record CaseFileHead(string Name, long Size, string By, string Note);

/// <summary>A file that the visitor may read.</summary>
/// <param name="Row">The file.</param>
/// <param name="Head">What it is called.</param>
/// <param name="Held">The room in which it lies.</param>
public sealed record OpenCaseFile(CaseFileRow Row, CaseFileHead Head, HeldRoom Held);

/// <summary>
/// Files of cases: each sealed as it comes to the room of its section, under a salt of its own. What is taken away can be put back
/// for a month; then it is destroyed.
/// </summary>
internal static class CaseFiles
{
    /// <summary>The most bytes of files that are put in at once, and how many of them.</summary>
    public const long MaxUpload = 256L << 20;

    public const int MaxAtOnce = 10;

    /// <summary>How many files a case may have.</summary>
    public const int MaxOfCase = 1_000;

    /// <summary>How long a note on a file may be, in characters.</summary>
    public const int MaxNote = 1_000;

    /// <summary>For how many days it can be put back.</summary>
    public const int DaysToPutBack = 30;

    private const string Columns = "file, support_case, section, number, stored, made_on, gone_on";

    /// <summary>The job that destroys what was taken away a month ago.</summary>
    public static Job Job { get; } = new("case-files", Duration.FromHours(6), run =>
    {
        DestroyDue(run.Installation, run.Now.InUtc().Date);
        return Task.CompletedTask;
    });

    /// <summary>The files of a case and of those that were joined to it, as far as the visitor may read them: the newest first.</summary>
    public static IReadOnlyList<OpenCaseFile> Of(CaseDesk desk, CaseFile file) =>
    [
        .. from id in file.Joined.Select(j => j.Row.Id).Prepend(file.Row.Id)
           from row in List(desk.Connection, $"select {Columns} from case_file where support_case = @case order by number desc", ("case", Ids.Bytes(id.Value)))
           let open = Open(desk, row)
           where open is not null
           select open,
    ];

    /// <summary>The file of an address; null where the case has none, or the visitor doesn't hold its room.</summary>
    public static OpenCaseFile? Find(CaseDesk desk, CaseFile file, string? address) =>
        Ids.Parse(address) is { } id
        && List(desk.Connection, $"select {Columns} from case_file where file = @file", ("file", Ids.Bytes(id))) is [var row]
        && (row.Case == file.Row.Id || file.Joined.Any(j => j.Row.Id == row.Case)) ? Open(desk, row) : null;

    /// <summary>Whether there is a file of an id, in any case.</summary>
    public static bool IsThere(DbConnection connection, UInt128 id) =>
        Sql.Number(connection, null, "select cast(count(*) as bigint) from case_file where file = @file", ("file", Ids.Bytes(id))) == 1;

    /// <summary>How many files a case has, those that were taken away among them.</summary>
    public static long Count(DbConnection connection, CaseId id) =>
        Sql.Number(connection, null, "select cast(count(*) as bigint) from case_file where support_case = @case", ("case", Ids.Bytes(id.Value))) ?? 0;

    /// <summary>Adds a file whose bytes are stored under its own id.</summary>
    /// <returns>False where the section lies in another room by now: then nothing is added.</returns>
    public static bool TryAdd(CaseDesk desk, CaseRow row, SectionView view, StoredFile stored, string name, string note)
    {
        using var transaction = desk.Connection.BeginTransaction();
        if (!IsStillIn(desk, transaction, row.Id, view.Section, view.Held!.Room.Id)) return false;
        StoredFiles.Add(desk.Connection, transaction, stored);
        Sql.Run(desk.Connection, transaction, """
            insert into case_file (file, support_case, section, number, stored, made_on, gone_on)
            select @file, @case, @section, coalesce(max(number), 0) + 1, @stored, @made, null from case_file where support_case = @case
            """, ("file", Ids.Bytes(stored.Subject)), ("case", Ids.Bytes(row.Id.Value)), ("section", CaseRows.Word(view.Section)),
            ("stored", Ids.Bytes(stored.Id)), ("made", (long)Months.DayNumber(desk.Today)));
        Write(desk, transaction, view.Held!, stored.Subject, new CaseFileHead(name, stored.ContentsSize, desk.Visit.Member.Name, note));
        RoomRecord.Add(desk.Connection, transaction, view.Held!, desk.Visit.Member.Id, RoomAct.PutIn, name, desk.Now);
        transaction.Commit();
        return true;
    }

    /// <summary>Takes a file away, for now, or puts it back.</summary>
    public static void SetGone(CaseDesk desk, OpenCaseFile file, bool gone)
    {
        if (Sql.Run(desk.Connection, null, $"update case_file set gone_on = @day where file = @file and gone_on is {(gone ? "" : "not ")}null",
            ("day", gone ? (long)Months.DayNumber(desk.Today) : null), ("file", Ids.Bytes(file.Row.Id))) == 0) return;
        RoomRecord.Add(desk.Connection, file.Held, desk.Visit.Member.Id, gone ? RoomAct.TookAway : RoomAct.PutBack, file.Head.Name, desk.Now);
    }

    /// <summary>Destroys a file for good: first its salt, with which it opens nowhere again.</summary>
    public static void Destroy(Installation installation, DbConnection connection, UInt128 id)
    {
        Shredding.Run(installation, id);
        Sql.Run(connection, null, "delete from case_file where file = @file", ("file", Ids.Bytes(id)));
    }

    internal static int DestroyDue(Installation installation, LocalDate today)
    {
        using var connection = installation.Database.Open();
        var due = List(connection, $"select {Columns} from case_file where gone_on <= @day", ("day", (long)Months.DayNumber(today.PlusDays(-DaysToPutBack))));
        foreach (var row in due) Destroy(installation, connection, row.Id);
        return due.Count;
    }

    /// <summary>
    /// Seals the files of a section to another room, one by one: a file is in the one or in the other, and what breaks off is
    /// carried on with the next try.
    /// </summary>
    public static async Task Move(CaseDesk desk, CaseRow row, Section section, HeldRoom to, CancellationToken stop)
    {
        foreach (var file in List(desk.Connection, $"select {Columns} from case_file where support_case = @case and section = @section order by number",
            ("case", Ids.Bytes(row.Id.Value)), ("section", CaseRows.Word(section))))
        {
            if (Open(desk, file) is not { } open || open.Held.Room.Id == to.Room.Id) continue;
            using var opened = StoredFiles.Open(desk.Installation, desk.Connection, open.Held, file.Stored);
            if (opened is null) continue;
            var moved = (await StoredFiles.Seal(desk.Installation, to.Room, file.Id, opened.Contents, long.MaxValue, desk.Today, stop))!;
            var isMoved = false;
            using (var transaction = desk.Connection.BeginTransaction())
            {
                isMoved = Sql.Run(desk.Connection, transaction, "update case_file set stored = @new where file = @file and stored = @old",
                    ("new", Ids.Bytes(moved.Id)), ("file", Ids.Bytes(file.Id)), ("old", Ids.Bytes(file.Stored))) == 1;
                if (isMoved)
                {
                    StoredFiles.Add(desk.Connection, transaction, moved);
                    StoredFiles.Delete(desk.Connection, transaction, file.Stored);
                    Write(desk, transaction, to, file.Id, open.Head);
                    transaction.Commit();
                }
            }
            StoredFiles.Discard(desk.Installation, isMoved ? file.Stored : moved.Id);
            if (isMoved) RoomRecord.Add(desk.Connection, to, desk.Visit.Member.Id, RoomAct.PutIn, open.Head.Name, desk.Now);
        }
    }

    /// <summary>Holds a section in its room until the transaction ends; false where it lies in another.</summary>
    private static bool IsStillIn(CaseDesk desk, DbTransaction transaction, CaseId id, Section section, RoomId room) => Sql.Run(desk.Connection, transaction,
        "update case_section set known = known where support_case = @case and section = @section and room = @room",
        ("case", Ids.Bytes(id.Value)), ("section", CaseRows.Word(section)), ("room", Ids.Bytes(room.Value))) == 1;

    private static void Write(CaseDesk desk, DbTransaction transaction, HeldRoom room, UInt128 id, CaseFileHead head) =>
        room.Write(desk.Connection, transaction, id, CasePlaces.File(id), JsonSerializer.SerializeToUtf8Bytes(head, CaseJson.Default.CaseFileHead));

    private static OpenCaseFile? Open(CaseDesk desk, CaseFileRow row) =>
        SealedRows.Find(desk.Connection, CasePlaces.File(row.Id)) is { } field && desk.Room(field.Room) is { } held
        && held.Read(desk.Connection, field) is { } bytes && JsonSerializer.Deserialize(bytes, CaseJson.Default.CaseFileHead) is { } head
            ? new OpenCaseFile(row, head, held) : null;

    private static List<CaseFileRow> List(DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var rows = new List<CaseFileRow>();
        while (row.Read())
            rows.Add(new CaseFileRow(
                Ids.Read(row.GetFieldValue<byte[]>(0)), new CaseId(Ids.Read(row.GetFieldValue<byte[]>(1))), CaseRows.OfWord<Section>(row.GetString(2)),
                row.GetInt64(3), Ids.Read(row.GetFieldValue<byte[]>(4)), Months.Day(row.GetInt64(5)), row.IsDBNull(6) ? null : Months.Day(row.GetInt64(6))));
        return rows;
    }
}
