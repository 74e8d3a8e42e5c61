using System.Security.Cryptography;
using System.Text;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.Funds;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>
/// Cases that tick themselves: by names on them that are public already, and by names that the author may read. The public names lie sealed
/// in the room for the press, so that no list on the disk tells whose case is whose.
/// </summary>
internal static class GuardTicks
{
    private const string Kind = "public-name";

    /// <summary>The cases that a text names. A given name alone names nobody.</summary>
    public static IReadOnlyList<CaseId> Of(GuardDesk desk, long organisation, string text)
    {
        var names = RoomFacts.NamesOf(desk, GuardNames.Of(desk, organisation).In(desk, text)).ToList();
        if (Press(desk, organisation) is { } press) names.AddRange(Known(desk, press).Select(k => new RoomFact(press.Code, k.Case, RoomFactKind.Name, k.Name)));
        // Each case for itself: a name that two cases know ticks both.
        return [.. DisclosureGuard.Over(names.Select(n => n with { Room = n.Id })).Check(text).Where(f => !f.IsGivenName).Select(f => Ids.Parse(f.Fact.Id)).OfType<UInt128>().Distinct().Select(id => new CaseId(id))];
    }

    /// <summary>Notes which names of its cases a text has made public, as far as who lets it out may read them.</summary>
    public static void Keep(GuardDesk desk, GuardAsk ask, IReadOnlyList<CaseId> cases, IReadOnlyList<string> published)
    {
        if (Press(desk, ask.Organisation) is not { } press) return;
        var known = Known(desk, press).ToHashSet();
        foreach (var name in RoomFacts.NamesOf(desk, cases).Where(n => !known.Contains((n.Id, n.Text))))
            if (published.Any(text => DisclosureGuard.Over([name]).Check(text).Any(f => !f.IsGivenName)))
                Drops.Put(desk.Installation, desk.Connection, null, press, Ids.Parse(name.Id)!.Value, new SealedPlace(Kind, Ids.Draw(), name.Id), Encoding.UTF8.GetBytes(name.Text));
    }

    /// <summary>The names that are public already, with their cases; none where the visitor doesn't hold the room. What is damaged is passed over.</summary>
    private static IReadOnlyList<(string Case, string Name)> Known(GuardDesk desk, Room press)
    {
        var known = new List<(string, string)>();
        if (desk.Room(press.Id) is not { } held) return known;
        foreach (var row in SealedRows.Of(desk.Connection, press.Id, Kind))
            try
            {
                if (held.Read(desk.Connection, row) is { } bytes) known.Add((row.Place.Name, Encoding.UTF8.GetString(bytes)));
            }
            catch (CryptographicException)
            {
                continue;
            }
        return known;
    }

    private static Room? Press(GuardDesk desk, long organisation) => RoomRows.Find(desk.Connection, organisation, RoomKind.Press);
}

/// <summary>What the public reads already.</summary>
internal static class PublicWords
{
    /// <summary>The published texts that touch one of the cases.</summary>
    public static IEnumerable<string> Of(System.Data.Common.DbConnection connection, IReadOnlyList<CaseId> cases)
    {
        var texts = new List<string>();
        foreach (var id in cases)
            texts.AddRange(Bodies(connection, """
                select p.body from public_post p where p.state = 'public' and exists (
                    select 1 from guard_ask a join guard_ask_case c on c.ask = a.ask where a.item = p.post and a.state = 'out' and c.support_case = @case)
                """, ("case", Ids.Bytes(id.Value))));
        var asked = Sql.List(connection, null, """
            select a.kind, a.item, c.support_case from guard_ask a join guard_ask_case c on c.ask = a.ask
            where a.state = 'out' and a.kind in ('campaign', 'fund', 'ways', 'site')
            """, row => (Kind: CaseRows.OfWord<OutgoingKind>(row.GetString(0)), Item: Ids.Read(row.GetFieldValue<byte[]>(1)), Case: new CaseId(Ids.Read(row.GetFieldValue<byte[]>(2)))))
            .Where(a => cases.Contains(a.Case)).Select(a => (a.Kind, a.Item)).ToHashSet();
        if (asked.Count > 0) texts.AddRange(FundWords.Public(connection).Concat(SiteLines.Public(connection)).Where(w => asked.Contains((w.Kind, w.Item))).Select(w => w.Words));
        return texts;
    }

    /// <summary>The published text of what was asked about.</summary>
    public static IReadOnlyList<string> OfItem(System.Data.Common.DbConnection connection, GuardAsk ask) =>
        Bodies(connection, "select body from public_post where post = @item and state = 'public'", ("item", Ids.Bytes(ask.Item)));

    private static List<string> Bodies(System.Data.Common.DbConnection connection, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        using var command = Sql.Command(connection, null, sql, parameters);
        using var row = command.ExecuteReader();
        var texts = new List<string>();
        while (row.Read())
            if (row.GetString(0) is { Length: > 0 } body)
                using (var json = System.Text.Json.JsonDocument.Parse(body)) texts.AddRange(Strings(json.RootElement));
        return texts;
    }

    private static IEnumerable<string> Strings(System.Text.Json.JsonElement element) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.String => [element.GetString()!],
        System.Text.Json.JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Strings(p.Value)),
        System.Text.Json.JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        _ => [],
    };
}
