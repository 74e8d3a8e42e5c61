using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Operations;

/// <summary>Where a member wants to be told that something is due.</summary>
/// <param name="Address">Their mail address.</param>
/// <param name="Language">The language that they are written to in.</param>
public sealed record NoticeTarget(string Address, string Language);

/// <summary>
/// Tells members by mail that something is due, and nothing else: neither what, nor of whom. Their addresses are sealed under
/// the host's key: whoever takes the machine with its secrets reads them, and the page where they are given says so.
/// </summary>
internal static class MailNotices
{
    /// <summary>Where a member is told; null where they aren't.</summary>
    public static NoticeTarget? Find(Installation installation, DbConnection connection, MemberId member, DbTransaction? transaction = null)
    {
        using var command = Sql.Command(connection, transaction, "select body from notice_address where member = @member", ("member", Ids.Bytes(member.Value)));
        if (command.ExecuteScalar() is not byte[] body) return null;
        using var key = MailQueue.KeyOf(installation);
        return SealedField.Open(key, PlaceOf(member), body, out var contents) == FieldOutcome.Opened
            ? JsonSerializer.Deserialize(contents, MailJson.Default.NoticeTarget) : null;
    }

    /// <summary>Sets where a member is told; null ends it.</summary>
    public static void Set(Installation installation, DbConnection connection, MemberId member, NoticeTarget? target)
    {
        if (target is null)
        {
            Sql.Run(connection, null, "delete from notice_address where member = @member", ("member", Ids.Bytes(member.Value)));
            return;
        }
        using var key = MailQueue.KeyOf(installation);
        Sql.Run(connection, null, """
            insert into notice_address (member, body) values (@member, @body) on conflict (member) do update set body = excluded.body
            """, ("member", Ids.Bytes(member.Value)), ("body", SealedField.Seal(
                key, PlaceOf(member), JsonSerializer.SerializeToUtf8Bytes(target, MailJson.Default.NoticeTarget), RandomNumberGenerator.Fill)));
    }

    /// <summary>Tells a member that something is due. While one such message waits, no second is put beside it.</summary>
    /// <returns>False where they gave no address.</returns>
    public static bool Tell(Installation installation, DbConnection connection, DbTransaction? transaction, MemberId member, Instant now)
    {
        if (Find(installation, connection, member, transaction) is not { } target) return false;
        var language = Languages.OfTag(target.Language) ?? Languages.English;
        var address = MailSettings.Read(installation)?.PublicAddress;
        MailQueue.Add(installation, connection, transaction, new OutgoingMail(
            target.Address, Texts.Get(language, "Operations.Notice.Subject"),
            address is null ? Texts.Get(language, "Operations.Notice.Text") : Texts.Get(language, "Operations.Notice.TextWithAddress", new Uri(address, "/home"))),
            now, $"due {member}");
        return true;
    }

    private static FieldPlace PlaceOf(MemberId member) => new("notice", member.ToString(), "address", default);
}
