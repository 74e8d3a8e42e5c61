using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Operations;

/// <summary>A message that goes out by mail. It never says what of, nor who.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The text.</param>
public sealed record OutgoingMail(string To, string Subject, string Text)
{
    /// <summary>The same as HTML; empty for none.</summary>
    public string Html { get; init; } = "";

    /// <summary>Further headers, such as <c>List-Unsubscribe</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

[JsonSerializable(typeof(OutgoingMail))]
[JsonSerializable(typeof(NoticeTarget))]
internal sealed partial class MailJson : JsonSerializerContext;

/// <summary>Mail that waits for its server, sealed under the host's key: a copy of the database alone gives no address away.</summary>
internal static class MailQueue
{
    private static readonly Duration[] Backoff =
    [
        Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(30), Duration.FromHours(2), Duration.FromHours(6), Duration.FromHours(24),
    ];

    private static readonly Duration Lease = Duration.FromMinutes(10);

    /// <summary>How long we try to send something.</summary>
    public static readonly Duration Patience = Duration.FromDays(3);

    /// <summary>Puts a message in.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="connection">A connection to its database.</param>
    /// <param name="transaction">The transaction of what the message is about.</param>
    /// <param name="mail">The message.</param>
    /// <param name="now">Now.</param>
    /// <param name="once">A second message of this name isn't put in, until the first has gone; null for always.</param>
    /// <returns>False where one of the name waits already.</returns>
    public static bool Add(
        Installation installation, DbConnection connection, DbTransaction? transaction, OutgoingMail mail, Instant now, string? once = null)
    {
        var id = Ids.Draw();
        using var key = KeyOf(installation);
        return Sql.Run(connection, transaction, """
            insert into mail (mail, once, body, due_at, held_until, tries, made_at) values (@mail, @once, @body, @now, 0, 0, @now)
            on conflict (once) do nothing
            """,
            ("mail", Ids.Bytes(id)), ("once", once),
            ("body", SealedField.Seal(key, PlaceOf(id), JsonSerializer.SerializeToUtf8Bytes(mail, MailJson.Default.OutgoingMail), RandomNumberGenerator.Fill)),
            ("now", now.ToUnixTimeSeconds())) == 1;
    }

    /// <summary>How many messages wait.</summary>
    public static long Count(DbConnection connection) => Sql.Number(connection, null, "select cast(count(*) as bigint) from mail") ?? 0;

    /// <summary>Takes the next message that is due, so that nobody else sends it meanwhile.</summary>
    internal static (UInt128 Id, OutgoingMail? Mail, long Tries, Instant MadeAt)? Take(Installation installation, DbConnection connection, Instant now)
    {
        var seconds = now.ToUnixTimeSeconds();
        while (true)
        {
            byte[] id, body;
            long tries, made, held;
            // After a jump of the clock back, a time farther off than the longest wait is none.
            using (var command = Sql.Command(connection, null, """
                select mail, body, tries, made_at, held_until from mail
                where (due_at <= @now or due_at > @farthest) and (held_until <= @now or held_until > @lease) order by due_at limit 1
                """, ("now", seconds), ("farthest", (now + Backoff[^1]).ToUnixTimeSeconds()), ("lease", (now + Lease).ToUnixTimeSeconds())))
            using (var row = command.ExecuteReader())
            {
                if (!row.Read()) return null;
                (id, body, tries, made, held) = (row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4));
            }
            if (Sql.Run(connection, null, "update mail set held_until = @until where mail = @mail and held_until = @held",
                ("until", (now + Lease).ToUnixTimeSeconds()), ("mail", id), ("held", held)) == 0) continue;
            using var key = KeyOf(installation);
            var opened = SealedField.Open(key, PlaceOf(Ids.Read(id)), body, out var contents) == FieldOutcome.Opened
                ? JsonSerializer.Deserialize(contents, MailJson.Default.OutgoingMail) : null;
            return (Ids.Read(id), opened, tries, Instant.FromUnixTimeSeconds(made));
        }
    }

    /// <summary>Takes a message out: it is sent, or will never be.</summary>
    internal static void Drop(DbConnection connection, UInt128 id) => Sql.Run(connection, null, "delete from mail where mail = @mail", ("mail", Ids.Bytes(id)));

    /// <summary>Puts a message off after a try that failed.</summary>
    internal static void PutOff(DbConnection connection, UInt128 id, long tries, Instant now) => Sql.Run(connection, null,
        "update mail set tries = tries + 1, held_until = 0, due_at = @due where mail = @mail",
        ("due", (now + Backoff[Math.Min(tries, Backoff.Length - 1)]).ToUnixTimeSeconds()), ("mail", Ids.Bytes(id)));

    internal static FieldKey KeyOf(Installation installation) => new(installation.Secrets.NoticeKey, 0);

    private static FieldPlace PlaceOf(UInt128 id) => new("mail", Ids.Text(id), "body", default);
}
