using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.Operations;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>Tells by mail those for whom a request waits that something is due: not what, and not whose.</summary>
internal static class RequestNotices
{
    /// <summary>Tells them where a request has come to another stage; in the transaction of what was done.</summary>
    public static void Tell(Installation installation, DbConnection connection, DbTransaction? transaction, Organisation group, RequestState before, StoredRequest stored, MemberId by, Instant now)
    {
        if (before == stored.Request.State) return;
        foreach (var member in Waited(connection, transaction, group, stored.Request, now))
            if (member != by) MailNotices.Tell(installation, connection, transaction, member, now);
    }

    /// <summary>For whom a request waits now.</summary>
    private static IEnumerable<MemberId> Waited(DbConnection connection, DbTransaction? transaction, Organisation group, Request request, Instant now)
    {
        switch (request.State)
        {
            case RequestState.Submitted or RequestState.Open or RequestState.Vote:
                var panel = RequestRows.Panel(connection, group, now.InUtc().Date);
                return panel.Trustees.Where(t => Deciding.Barred(request, t.Id, panel) is null).Select(t => new MemberId(t.Id.Value));
            case RequestState.Approved:
                return WithRole(connection, transaction, group, Role.Treasurer);
            case RequestState.Draft or RequestState.Paid or RequestState.Declined or RequestState.Lapsed:
                return [new MemberId(request.Requester.Value)];
            default:
                return [];
        }
    }

    private static List<MemberId> WithRole(DbConnection connection, DbTransaction? transaction, Organisation group, Role role)
    {
        using var command = Sql.Command(connection, transaction, "select member from member_role where organisation = @group and role = @role", ("group", group.Number), ("role", role.Word()));
        using var row = command.ExecuteReader();
        var members = new List<MemberId>();
        while (row.Read()) members.Add(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))));
        return members;
    }
}
