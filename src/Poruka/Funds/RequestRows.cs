using System.Collections.Immutable;
using System.Data.Common;
using NodaTime;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>From where a request comes.</summary>
public enum RequestOrigin
{
    /// <summary>A member asks, for themselves or somebody.</summary>
    Member,

    /// <summary>It belongs to a case.</summary>
    Case,

    /// <summary>Another group asks.</summary>
    Outside,
}

/// <summary>A request as stored: what the server knows of it.</summary>
public sealed record StoredRequest(UInt128 Id, long Fund, string Reference, RequestOrigin Origin, RequestedCost Cost, LocalDate MadeOn, Request Request)
{
    /// <summary>When it was paid.</summary>
    public LocalDate? PaidOn { get; init; }

    /// <summary>From which account; the one of what is unrecognised where a statement is to show it.</summary>
    public Account? PaidFrom { get; init; }

    /// <summary>The campaign whose money it is; none: the fund's free money.</summary>
    public CampaignId Campaign { get; init; }
}

/// <summary>Something that was done to a request.</summary>
internal sealed record DoneAct(MemberId By, string Act, string Outcome, Instant At);

/// <summary>Reads and writes requests. Changes are made under their fund's lock only.</summary>
internal static class RequestRows
{
    private const string Columns =
        "request, fund, reference, requester, origin, purpose, currency, amount_minor, campaign, cost_minor, hardship, is_benefit, since_on, state, rules, free_then, made_on, "
        + "submitted_at, opened_at, vote_at, vote_round, approved_at, way, ratified, paid_on, paid_from";

    public static StoredRequest? Find(DbConnection connection, Fund fund, UInt128 id) => List(connection, fund,
        $"select {Columns} from fund_request where fund = @fund and request = @request", ("fund", fund.Number), ("request", Ids.Bytes(id))) is [var found] ? found : null;

    /// <summary>The requests of a fund in some states, the newest first.</summary>
    public static IReadOnlyList<StoredRequest> InStates(DbConnection connection, Fund fund, params IReadOnlyList<RequestState> states) => List(connection, fund,
        $"select {Columns} from fund_request where fund = @fund and state in ({string.Join(", ", states.Select(s => $"'{Word(s)}'"))}) order by made_on desc, reference",
        ("fund", fund.Number));

    /// <summary>All requests of a fund since a day, the oldest first.</summary>
    public static IReadOnlyList<StoredRequest> Since(DbConnection connection, Fund fund, LocalDate day) => List(connection, fund,
        $"select {Columns} from fund_request where fund = @fund and made_on >= @day order by made_on, reference", ("fund", fund.Number), ("day", (long)Months.DayNumber(day)));

    public static void Save(DbConnection connection, DbTransaction? transaction, StoredRequest stored)
    {
        var r = stored.Request;
        Sql.Run(connection, transaction, $"""
            insert into fund_request ({Columns}) values (@request, @fund, @reference, @requester, @origin, @purpose, @currency, @amount, @campaign, @cost, @hardship, @benefit, @since,
                @state, @rules, @free, @made, @submitted, @opened, @vote, @round, @approved, @way, @ratified, @paid, @from)
            on conflict (request) do update set purpose = excluded.purpose, amount_minor = excluded.amount_minor, campaign = excluded.campaign, cost_minor = excluded.cost_minor,
                hardship = excluded.hardship, since_on = excluded.since_on, state = excluded.state, rules = excluded.rules, free_then = excluded.free_then,
                submitted_at = excluded.submitted_at, opened_at = excluded.opened_at, vote_at = excluded.vote_at, vote_round = excluded.vote_round,
                approved_at = excluded.approved_at, way = excluded.way, ratified = excluded.ratified, paid_on = excluded.paid_on, paid_from = excluded.paid_from
            """,
            ("request", Ids.Bytes(stored.Id)), ("fund", stored.Fund), ("reference", stored.Reference), ("requester", Ids.Bytes(r.Requester.Value)),
            ("origin", stored.Origin.ToString().ToLowerInvariant()), ("purpose", (long)r.Purpose), ("currency", r.Amount.Currency.Code), ("amount", r.Amount.Minor), ("campaign", (long)stored.Campaign.Number),
            ("cost", stored.Cost.CostMinor), ("hardship", stored.Cost.IsHardship ? 1L : 0L), ("benefit", r.IsBenefit ? 1L : 0L), ("since", Day(stored.Cost.SinceDay)), ("state", Word(r.State)),
            ("rules", (long)r.Rules.Version), ("free", r.FreeThen), ("made", Day(stored.MadeOn)), ("submitted", r.SubmittedAt?.ToUnixTimeSeconds()),
            ("opened", r.OpenedAt?.ToUnixTimeSeconds()), ("vote", r.VoteAt?.ToUnixTimeSeconds()), ("round", (long)r.Round),
            ("approved", r.ApprovedAt?.ToUnixTimeSeconds()), ("way", r.Way.ToString().ToLowerInvariant()), ("ratified", r.Ratified.ToString().ToLowerInvariant()),
            ("paid", Day(stored.PaidOn)), ("from", (long?)stored.PaidFrom?.Code));
        Sql.Run(connection, transaction, "delete from request_voice where request = @request", ("request", Ids.Bytes(stored.Id)));
        foreach (var (who, what) in Voices(r))
            Sql.Run(connection, transaction, "insert into request_voice (request, member, what) values (@request, @member, @what)",
                ("request", Ids.Bytes(stored.Id)), ("member", Ids.Bytes(who.Value)), ("what", what));
    }

    /// <summary>Adds what was done; the number that it has.</summary>
    public static long AddAct(DbConnection connection, DbTransaction? transaction, UInt128 request, MemberId by, RequestAct act, RequestOutcome outcome, Instant now)
    {
        var number = Sql.Number(connection, transaction, "select cast(coalesce(max(number), 0) + 1 as bigint) from request_act where request = @request",
            ("request", Ids.Bytes(request)))!.Value;
        Sql.Run(connection, transaction, "insert into request_act (request, number, member, act, outcome, done_at) values (@request, @number, @member, @act, @outcome, @at)",
            ("request", Ids.Bytes(request)), ("number", number), ("member", Ids.Bytes(by.Value)), ("act", act.ToString()), ("outcome", outcome.ToString()), ("at", now.ToUnixTimeSeconds()));
        return number;
    }

    public static IReadOnlyList<DoneAct> Acts(DbConnection connection, UInt128 request)
    {
        using var command = Sql.Command(connection, null, "select member, act, outcome, done_at from request_act where request = @request order by number", ("request", Ids.Bytes(request)));
        using var row = command.ExecuteReader();
        var acts = new List<DoneAct>();
        while (row.Read())
            acts.Add(new DoneAct(new MemberId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetString(1), row.GetString(2), Instant.FromUnixTimeSeconds(row.GetInt64(3))));
        return acts;
    }

    /// <summary>The trustees of a group on a day, and how many members it has.</summary>
    public static DecisionPanel Panel(DbConnection connection, Organisation group, LocalDate today)
    {
        using var command = Sql.Command(connection, null, """
            select m.member, m.state, a.last_day from member m
            join membership s on s.member = m.member and s.organisation = @group
            join member_role r on r.member = m.member and r.organisation = @group and r.role = 'trustee'
            left join trustee_away a on a.member = m.member and a.organisation = @group
            where m.state <> 'left'
            """, ("group", group.Number));
        using var row = command.ExecuteReader();
        var trustees = new List<Decider>();
        while (row.Read())
            trustees.Add(new Decider(new DeciderId(Ids.Read(row.GetFieldValue<byte[]>(0))), row.GetString(1) == "frozen",
                !row.IsDBNull(2) && row.GetInt64(2) >= Months.DayNumber(today)));
        row.Close();
        return new DecisionPanel(trustees, (int)MemberRows.CountOf(connection, group));
    }

    /// <summary>Until when a trustee is away; null where they are here.</summary>
    public static LocalDate? AwayUntil(DbConnection connection, Organisation group, MemberId member, LocalDate today) =>
        Sql.Number(connection, null, "select last_day from trustee_away where organisation = @group and member = @member and last_day >= @today",
            ("group", group.Number), ("member", Ids.Bytes(member.Value)), ("today", (long)Months.DayNumber(today))) is { } day ? Months.Day(day) : null;

    /// <summary>Notes until when a trustee is away; null: they are back.</summary>
    public static void SetAway(DbConnection connection, Organisation group, MemberId member, LocalDate? until)
    {
        Sql.Run(connection, null, "delete from trustee_away where organisation = @group and member = @member", ("group", group.Number), ("member", Ids.Bytes(member.Value)));
        if (until is { } day)
            Sql.Run(connection, null, "insert into trustee_away (organisation, member, last_day) values (@group, @member, @day)",
                ("group", group.Number), ("member", Ids.Bytes(member.Value)), ("day", (long)Months.DayNumber(day)));
    }

    public static string Word(RequestState state) => state.ToString().ToLowerInvariant();

    private static IEnumerable<(DeciderId Who, string What)> Voices(Request r) =>
        r.Approvals.Select(id => (id, "approval"))
            .Concat(r.Objections.Select(id => (id, "objection")))
            .Concat(r.Conflicts.Select(c => (c.Key, c.Value == ConflictKind.NextOfKin ? "kin" : "tie")))
            .Concat(r.Votes.Select(v => (v.Key, v.Value.ToString().ToLowerInvariant())));

    private static IReadOnlyList<StoredRequest> List(DbConnection connection, Fund fund, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        var rules = new Dictionary<int, FundRules>();
        var found = new List<StoredRequest>();
        using (var command = Sql.Command(connection, null, sql, parameters))
        using (var row = command.ExecuteReader())
            while (row.Read()) found.Add(Read(row));
        var all = found.Count == 0 ? Array.Empty<(UInt128, (DeciderId Who, string What))>().ToLookup(v => v.Item1, v => v.Item2) : found.Count == 1 ? VoicesOf(connection, "request = @request", ("request", Ids.Bytes(found[0].Id)))
            : VoicesOf(connection, "request in (select request from fund_request where fund = @fund)", ("fund", fund.Number));
        return [.. found.Select(stored => stored with { Request = WithVoices(stored.Request with { Rules = RulesOf(stored.Request.Rules.Version) }, all[stored.Id]) })];

        FundRules RulesOf(int version)
        {
            if (!rules.TryGetValue(version, out var found)) rules[version] = found = RulesRows.Find(connection, fund, version);
            return found;
        }
    }

    private static ILookup<UInt128, (DeciderId Who, string What)> VoicesOf(DbConnection connection, string where, (string, object?) parameter)
    {
        using var command = Sql.Command(connection, null, $"select request, member, what from request_voice where {where}", parameter);
        using var row = command.ExecuteReader();
        var voices = new List<(UInt128 Request, DeciderId Who, string What)>();
        while (row.Read())
            voices.Add((Ids.Read(row.GetFieldValue<byte[]>(0)), new DeciderId(Ids.Read(row.GetFieldValue<byte[]>(1))), row.GetString(2)));
        return voices.ToLookup(v => v.Request, v => (v.Who, v.What));
    }

    private static Request WithVoices(Request request, IEnumerable<(DeciderId Who, string What)> voices)
    {
        foreach (var (who, what) in voices)
            request = what switch
            {
                "approval" => request with { Approvals = request.Approvals.Add(who) },
                "objection" => request with { Objections = request.Objections.Add(who) },
                "kin" => request with { Conflicts = request.Conflicts.SetItem(who, ConflictKind.NextOfKin) },
                "tie" => request with { Conflicts = request.Conflicts.SetItem(who, ConflictKind.Tied) },
                _ => request with { Votes = request.Votes.SetItem(who, Enum.Parse<VoteChoice>(what, ignoreCase: true)) },
            };
        return request;
    }

    private static StoredRequest Read(DbDataReader row) => new(
        Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), row.GetString(2), Enum.Parse<RequestOrigin>(row.GetString(4), ignoreCase: true),
        new RequestedCost(row.GetInt64(9), row.GetInt64(10) != 0, row.IsDBNull(12) ? null : Months.Day(row.GetInt64(12))), Months.Day(row.GetInt64(16)),
        new Request
        {
            // The version alone stands here; the caller puts the rules in its place.
            Rules = FundRules.First(1) with { Version = (int)row.GetInt64(14) },
            Requester = new DeciderId(Ids.Read(row.GetFieldValue<byte[]>(3))),
            Purpose = (AccountClass)row.GetInt64(5), Amount = new Money(row.GetInt64(7), Currency.Parse(row.GetString(6))),
            IsBenefit = row.GetInt64(11) != 0, State = Enum.Parse<RequestState>(row.GetString(13), ignoreCase: true), FreeThen = row.GetInt64(15),
            SubmittedAt = Moment(row, 17), OpenedAt = Moment(row, 18), VoteAt = Moment(row, 19), Round = (int)row.GetInt64(20), ApprovedAt = Moment(row, 21),
            Way = Enum.Parse<ApprovalWay>(row.GetString(22), ignoreCase: true), Ratified = Enum.Parse<Ratification>(row.GetString(23), ignoreCase: true),
        })
    {
        PaidOn = row.IsDBNull(24) ? null : Months.Day(row.GetInt64(24)),
        PaidFrom = row.IsDBNull(25) ? null : Account.FromCode((int)row.GetInt64(25)),
        Campaign = new CampaignId((int)row.GetInt64(8)),
    };

    private static Instant? Moment(DbDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromUnixTimeSeconds(row.GetInt64(column));

    private static object? Day(LocalDate? day) => day is { } some ? (long)Months.DayNumber(some) : null;
}
