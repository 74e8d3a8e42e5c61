using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>A request that was made without an account, as its code finds it.</summary>
/// <param name="Group">The group whose fund was asked.</param>
/// <param name="Fund">The fund.</param>
/// <param name="Stored">The request.</param>
/// <param name="Question">What was asked back, sealed to the code; empty where nothing was.</param>
internal sealed record FoundOutside(Organisation Group, Fund Fund, StoredRequest Stored, byte[] Question);

/// <summary>
/// Requests of other groups, who have no account here: nobody's in the rows, followed by a code that they alone keep. The server holds
/// what finds the request and the key that questions are sealed to.
/// </summary>
internal static class OutsideRequests
{
    /// <summary>The most that may lie unread in a fund: who reads them is one person with an evening.</summary>
    public const int MostUnread = 100;

    /// <summary>Who stands in the rows as the one who asked.</summary>
    public static DeciderId Nobody => default;

    /// <summary>The group whose fund other groups may ask; null where the fund's rules don't have it so.</summary>
    public static Organisation? GroupOf(DbConnection connection, Fund fund) => RulesRows.Newest(connection, fund).TakesOutside
        ? FundOfGroup.GroupOf(connection, fund) : null;

    /// <summary>Whether so many lie unread that no more are taken.</summary>
    public static bool IsFull(DbConnection connection, Fund fund) =>
        RequestRows.InStates(connection, fund, RequestState.Submitted).Count(r => r.Origin == RequestOrigin.Outside && r.Request.Requester == Nobody) >= MostUnread;

    /// <summary>Whether the files that came with such requests fill what the installation keeps of what is sent to it unasked.</summary>
    public static bool FilesAreFull(ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return Sql.Number(connection, null, "select cast(coalesce(sum(s.size), 0) as bigint) from request_file f join stored_file s on s.file = f.file where f.added_by = @nobody",
            ("nobody", Ids.Bytes(Nobody.Value))) > options.MaxCallBytes;
    }

    public static void Add(DbConnection connection, DbTransaction? transaction, UInt128 request, FollowUpCode code) => Sql.Run(connection, transaction,
        "insert into request_outside (request, lookup, answers_to, question) values (@request, @lookup, @key, @none)",
        ("request", Ids.Bytes(request)), ("lookup", code.LookupId), ("key", code.PublicKey), ("none", Array.Empty<byte>()));

    public static FoundOutside? Find(DbConnection connection, ReadOnlySpan<byte> lookup)
    {
        using var command = Sql.Command(connection, null, "select o.request, o.question, r.fund from request_outside o join fund_request r on r.request = o.request where o.lookup = @lookup",
            ("lookup", lookup.ToArray()));
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var (id, question, number) = (Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1), row.GetInt64(2));
        row.Close();
        return FundRows.List(connection).FirstOrDefault(f => f.Number == number) is { } fund && RequestRows.Find(connection, fund, id) is { } stored
            && FundOfGroup.GroupOf(connection, fund) is { } group
            ? new FoundOutside(group, fund, stored, question) : null;
    }

    /// <summary>Asks back: seals a question to the code of who made the request. Nothing where it was made otherwise.</summary>
    public static void AskBack(DbConnection connection, DbTransaction? transaction, Room room, UInt128 request, string question)
    {
        using var command = Sql.Command(connection, transaction, "select answers_to from request_outside where request = @request", ("request", Ids.Bytes(request)));
        if (command.ExecuteScalar() is not byte[] key) return;
        var contents = Encoding.UTF8.GetBytes(question);
        Sql.Run(connection, transaction, "update request_outside set question = @question where request = @request", ("request", Ids.Bytes(request)),
            ("question", question.Length == 0 ? [] : FollowUpCode.SealAnswer(key, QuestionAt(request, room.Id), contents, RandomNumberGenerator.Fill)));
        CryptographicOperations.ZeroMemory(contents);
    }

    /// <summary>What was asked back; null where nothing was, or it doesn't open.</summary>
    public static string? QuestionOf(FoundOutside found, RoomId room, FollowUpCode code) =>
        found.Question.Length > 0 && code.TryOpenAnswer(QuestionAt(found.Stored.Id, room), found.Question) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static FieldPlace QuestionAt(UInt128 request, RoomId room) => new("request", Ids.Text(request), "question", room);
}
