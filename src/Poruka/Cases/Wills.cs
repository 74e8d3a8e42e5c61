using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// Writes and opens arrest wills (docs/formats/will.md). The key is split: the program's part is used only while an arrest of the
/// writer is recorded, which is a check by the program; the shares of the named are sealed to their keys, which is none.
/// </summary>
internal static class Wills
{
    private const string Columns =
        "w.will, w.member, w.organisation, w.needed, w.body, w.programs_part, w.written_on, w.remind_on, w.arrested_at, x.subject, x.own_key";

    private const string Tables = "arrest_will w join arrest_will_writing x on x.will = w.will";

    /// <summary>The job that reminds of a will once a year.</summary>
    public static Job Job { get; } = new("wills", Duration.FromHours(6), run =>
    {
        Remind(run.Installation, run.Now);
        return Task.CompletedTask;
    });

    public static Will? OfWriter(DbConnection connection, MemberId writer, DbTransaction? transaction = null) =>
        List(connection, transaction, $"select {Columns} from {Tables} where w.member = @member", ("member", Ids.Bytes(writer.Value))).FirstOrDefault();

    /// <summary>The wills of a group that name a member.</summary>
    public static IReadOnlyList<Will> Naming(DbConnection connection, long organisation, MemberId named) => List(connection, null, $"""
        select {Columns} from {Tables} join arrest_will_named n on n.will = w.will
        where w.organisation = @organisation and n.member = @member order by w.written_on, w.will
        """, ("organisation", organisation), ("member", Ids.Bytes(named.Value)));

    public static IReadOnlyList<NamedByWill> Named(DbConnection connection, Will will)
    {
        using var command = Sql.Command(connection, null, "select member, share from arrest_will_named where will = @will order by member", ("will", Ids.Bytes(will.Id)));
        using var row = command.ExecuteReader();
        var named = new List<NamedByWill>();
        while (row.Read()) named.Add(new NamedByWill(Member(row, 0), row.GetFieldValue<byte[]>(1)));
        return named;
    }

    /// <summary>The shares that others handed to a member, each still sealed to them.</summary>
    public static IReadOnlyList<NamedByWill> HandedTo(DbConnection connection, Will will, MemberId taker)
    {
        using var command = Sql.Command(connection, null, "select giver, share from arrest_will_handed where will = @will and taker = @taker order by giver",
            ("will", Ids.Bytes(will.Id)), ("taker", Ids.Bytes(taker.Value)));
        using var row = command.ExecuteReader();
        var handed = new List<NamedByWill>();
        while (row.Read()) handed.Add(new NamedByWill(Member(row, 0), row.GetFieldValue<byte[]>(1)));
        return handed;
    }

    /// <summary>What happened to a will, the newest first.</summary>
    public static IReadOnlyList<WillDeed> Record(DbConnection connection, Will will)
    {
        using var command = Sql.Command(connection, null, "select member, what, at from arrest_will_record where will = @will order by number desc", ("will", Ids.Bytes(will.Id)));
        using var row = command.ExecuteReader();
        var deeds = new List<WillDeed>();
        while (row.Read()) deeds.Add(new WillDeed(Member(row, 0), row.GetString(1), Instant.FromUnixTimeSeconds(row.GetInt64(2))));
        return deeds;
    }

    /// <summary>Writes somebody's will, or writes it anew: with a new key and a new salt, after which the older one opens nowhere.</summary>
    /// <returns>False where an arrest of the writer is recorded: then nothing is changed from their account.</returns>
    public static bool Write(
        Installation installation, DbConnection connection, Member writer, Organisation group, Sheet contents, IReadOnlyList<Member> named, int needed, LocalDate today)
    {
        using var transaction = connection.BeginTransaction();
        Arrests.Lock(connection, transaction, writer.Id);
        if (Arrests.IsRecorded(connection, writer.Id, transaction)) return false;
        var older = OfWriter(connection, writer.Id, transaction);
        var (id, subject) = (older?.Id ?? Ids.Draw(), Ids.Draw());
        var (will, day) = (Ids.Bytes(id), (long)Months.DayNumber(today));
        using var key = new SecretBytes(SplitKey.Size);
        RandomNumberGenerator.Fill(key.Span);
        var parts = SplitKey.Take(key.Span, named.Count, needed, RandomNumberGenerator.Fill);
        using var host = MailQueue.KeyOf(installation);
        using var field = BodyKey(key.Span, installation.Shred.For(subject));
        Sql.Run(connection, transaction, """
            insert into arrest_will (will, member, organisation, needed, body, programs_part, written_on, remind_on, told)
            values (@will, @member, @organisation, @needed, @body, @part, @day, @remind, 0)
            on conflict (member) do update set organisation = excluded.organisation, needed = excluded.needed, body = excluded.body,
                programs_part = excluded.programs_part, written_on = excluded.written_on, remind_on = excluded.remind_on, told = 0
            """,
            ("will", will), ("member", Ids.Bytes(writer.Id.Value)), ("organisation", group.Number), ("needed", (long)needed),
            ("body", SealedField.Seal(field, PlaceOf(id, "body"), JsonSerializer.SerializeToUtf8Bytes(contents, CaseJson.Default.Sheet), RandomNumberGenerator.Fill)),
            ("part", SealedField.Seal(host, PlaceOf(id, "programs_part"), parts.ProgramsPart, RandomNumberGenerator.Fill)),
            ("day", day), ("remind", (long)Months.DayNumber(today.PlusYears(1))));
        Sql.Run(connection, transaction, """
            insert into arrest_will_writing (will, subject, own_key) values (@will, @subject, @key)
            on conflict (will) do update set subject = excluded.subject, own_key = excluded.own_key
            """, ("will", will), ("subject", Ids.Bytes(subject)), ("key", Hpke.Seal(writer.PublicKey, OwnInfo(id), [], key.Span, RandomNumberGenerator.Fill)));
        foreach (var table in new[] { "arrest_will_named", "arrest_will_handed" })
            Sql.Run(connection, transaction, $"delete from {table} where will = @will", ("will", will));
        for (var i = 0; i < named.Count; i++)
            Sql.Run(connection, transaction, "insert into arrest_will_named (will, member, share) values (@will, @member, @share)",
                ("will", will), ("member", Ids.Bytes(named[i].Id.Value)),
                ("share", SplitKey.SealShare(id, named[i].Id, named[i].Id, named[i].PublicKey, parts.Shares[i], RandomNumberGenerator.Fill)));
        transaction.Commit();
        Wipe(parts);
        if (older is not null) installation.Shred.Destroy(older.Subject);
        return true;
    }

    /// <summary>Reads a will for the one who wrote it; null where their keys are others now.</summary>
    public static Sheet? ReadOwn(Installation installation, Will will, MemberKeys keys)
    {
        if (Hpke.TryOpen(keys.AgreementKey, OwnInfo(will.Id), [], will.OwnKey) is not { } key) return null;
        try
        {
            return Read(installation, will, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Takes a will away for good.</summary>
    /// <returns>False where an arrest of the writer is recorded.</returns>
    public static bool Erase(Installation installation, DbConnection connection, Will will)
    {
        using (var transaction = connection.BeginTransaction())
        {
            Arrests.Lock(connection, transaction, will.Writer);
            if (Arrests.IsRecorded(connection, will.Writer, transaction)) return false;
            foreach (var table in new[] { "arrest_will_handed", "arrest_will_named", "arrest_will_writing", "arrest_will" })
                Sql.Run(connection, transaction, $"delete from {table} where will = @will", ("will", Ids.Bytes(will.Id)));
            transaction.Commit();
        }
        installation.Shred.Destroy(will.Subject);
        return true;
    }

    /// <summary>Puts the reminder off by a year: it is all still right.</summary>
    public static void Renew(DbConnection connection, Will will, LocalDate today) => Sql.Run(connection, null,
        "update arrest_will set remind_on = @day, told = 0 where will = @will", ("day", (long)Months.DayNumber(today.PlusYears(1))), ("will", Ids.Bytes(will.Id)));

    /// <summary>Hands a named member's share to the others whom the will names, sealed to each.</summary>
    /// <returns>False where no arrest is recorded, or the share doesn't open with their keys.</returns>
    public static bool Hand(DbConnection connection, Will will, Visit visit, Instant now)
    {
        var named = Named(connection, will);
        var giver = visit.Member.Id;
        if (will.ArrestedAt is null || named.FirstOrDefault(n => n.Member == giver) is not { } own
            || SplitKey.OpenShare(will.Id, giver, giver, visit.Keys, own.Share) is not { } share) return false;
        var takers = named.Where(n => n.Member != giver).Select(n => MemberRows.Find(connection, n.Member)!).Where(m => m.State == MemberState.Active).ToList();
        using var transaction = connection.BeginTransaction();
        Note(connection, transaction, will, giver, "handed", now);
        foreach (var taker in takers)
            Sql.Run(connection, transaction, """
                insert into arrest_will_handed (will, giver, taker, share, handed_at) values (@will, @giver, @taker, @share, @now)
                on conflict (will, giver, taker) do update set share = excluded.share, handed_at = excluded.handed_at
                """, ("will", Ids.Bytes(will.Id)), ("giver", Ids.Bytes(giver.Value)), ("taker", Ids.Bytes(taker.Id.Value)),
                ("share", SplitKey.SealShare(will.Id, giver, taker.Id, taker.PublicKey, share, RandomNumberGenerator.Fill)), ("now", now.ToUnixTimeSeconds()));
        transaction.Commit();
        CryptographicOperations.ZeroMemory(share);
        return true;
    }

    /// <summary>Opens a will for one whom it names, and records it before anything is shown.</summary>
    public static WillOpening Open(Installation installation, DbConnection connection, Will will, Visit visit, Instant now)
    {
        if (will.ArrestedAt is null) return new WillOpening.NoArrest();
        var own = Named(connection, will).First(n => n.Member == visit.Member.Id);
        var handed = will.Needed > 1 ? HandedTo(connection, will, visit.Member.Id) : [];
        if (handed.Count + 1 < will.Needed) return new WillOpening.WantsAnother();
        var shares = new List<byte[]>();
        foreach (var one in handed.Take(will.Needed - 1).Prepend(own))
            if (SplitKey.OpenShare(will.Id, one.Member, visit.Member.Id, visit.Keys, one.Share) is { } share) shares.Add(share);
        using var host = MailQueue.KeyOf(installation);
        if (shares.Count < will.Needed
            || SealedField.Open(host, PlaceOf(will.Id, "programs_part"), will.ProgramsPart, out var part) != FieldOutcome.Opened) return new WillOpening.OtherKeys();
        using var key = SplitKey.Join(part, shares);
        foreach (var secret in shares.Append(part)) CryptographicOperations.ZeroMemory(secret);
        if (Read(installation, will, key.Span) is not { } contents) return new WillOpening.OtherKeys();
        using var transaction = connection.BeginTransaction();
        Note(connection, transaction, will, visit.Member.Id, "opened", now);
        MailNotices.Tell(installation, connection, transaction, will.Writer, now);
        transaction.Commit();
        return new WillOpening.Opened(contents);
    }

    /// <summary>Adds to a will's record, within a transaction; the will's row is locked first, so that no number comes twice.</summary>
    public static void Note(DbConnection connection, DbTransaction transaction, Will will, MemberId member, string what, Instant now)
    {
        Sql.Run(connection, transaction, "update arrest_will set told = told where will = @will", ("will", Ids.Bytes(will.Id)));
        Sql.Run(connection, transaction, """
            insert into arrest_will_record (will, number, member, what, at)
            select @will, coalesce(max(number), 0) + 1, @member, @what, @now from arrest_will_record where will = @will
            """, ("will", Ids.Bytes(will.Id)), ("member", Ids.Bytes(member.Value)), ("what", what), ("now", now.ToUnixTimeSeconds()));
    }

    /// <summary>Tells the writers whose wills are a year old, once for each year that they let pass; nobody whose arrest is recorded.</summary>
    internal static int Remind(Installation installation, Instant now)
    {
        const int Year = 365;
        using var connection = installation.Database.Open();
        var today = now.InUtc().Date;
        var due = List(connection, null, $"select {Columns} from {Tables} where w.arrested_at is null and w.remind_on + w.told * {Year} <= @today", ("today", (long)Months.DayNumber(today)));
        foreach (var will in due)
        {
            using var transaction = connection.BeginTransaction();
            // Years in which nothing ran are not made up for.
            Sql.Run(connection, transaction, "update arrest_will set told = @told where will = @will",
                ("told", (long)((Months.DayNumber(today) - Months.DayNumber(will.RemindOn)) / Year + 1)), ("will", Ids.Bytes(will.Id)));
            MailNotices.Tell(installation, connection, transaction, will.Writer, now);
            transaction.Commit();
        }
        return due.Count;
    }

    private static Sheet? Read(Installation installation, Will will, ReadOnlySpan<byte> key)
    {
        if (installation.Shred.Find(will.Subject) is not { } salt) return null;
        using var field = BodyKey(key, salt);
        return SealedField.Open(field, PlaceOf(will.Id, "body"), will.Body, out var contents) == FieldOutcome.Opened
            ? JsonSerializer.Deserialize(contents, CaseJson.Default.Sheet) : null;
    }

    private static FieldKey BodyKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        using var derived = new SecretBytes(FieldKey.Size);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived.Span, salt, "poruka will body v1"u8);
        return new FieldKey(derived.Span, 0);
    }

    private static byte[] OwnInfo(UInt128 will) => Encoding.ASCII.GetBytes($"poruka will v1|{Ids.Text(will)}|own");

    private static FieldPlace PlaceOf(UInt128 will, string column) => new("arrest_will", Ids.Text(will), column, default);

    private static void Wipe(SplitKey.Parts parts)
    {
        CryptographicOperations.ZeroMemory(parts.ProgramsPart);
        foreach (var share in parts.Shares) CryptographicOperations.ZeroMemory(share);
    }

    private static MemberId Member(DbDataReader row, int column) => new(Ids.Read(row.GetFieldValue<byte[]>(column)));

    private static List<Will> List(DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, transaction, sql, parameters);
        using var row = command.ExecuteReader();
        var wills = new List<Will>();
        while (row.Read())
            wills.Add(new Will(
                Ids.Read(row.GetFieldValue<byte[]>(0)), Member(row, 1), row.GetInt64(2), (int)row.GetInt64(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<byte[]>(5),
                Months.Day(row.GetInt64(6)), Months.Day(row.GetInt64(7)), row.IsDBNull(8) ? null : Instant.FromUnixTimeSeconds(row.GetInt64(8)),
                Ids.Read(row.GetFieldValue<byte[]>(9)), row.GetFieldValue<byte[]>(10)));
        return wills;
    }
}
