using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Publishing;

/// <summary>A text that somebody wants to let go out.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Item">Which one.</param>
/// <param name="Version">Which version: it grows with each change of the text.</param>
/// <param name="Text">All that readers would read of it.</param>
/// <param name="Cases">The cases that its author ticked.</param>
/// <param name="Back">The page where its author goes on.</param>
public sealed record OutgoingText(OutgoingKind Kind, UInt128 Item, long Version, string Text, IReadOnlyList<CaseId> Cases, string Back);

/// <summary>How a text stands: what its rooms said, and whether it may go out.</summary>
/// <param name="Ask">The asking.</param>
/// <param name="State">Whether it may go out.</param>
/// <param name="Words">What each room says.</param>
/// <param name="Agreed">Who agreed that it goes out unheard.</param>
public sealed record TextStanding(GuardAsk Ask, GateState State, IReadOnlyList<GuardWordRow> Words, IReadOnlyList<MemberId> Agreed)
{
    /// <summary>Whether it may go out.</summary>
    public bool IsOpen => State == GateState.Open;
}

/// <summary>
/// The one gate through which anything goes out: a post, an appeal, a newsletter, a caption, the name of a document, a report. Whoever lets
/// something out asks here first, with the text, and lets it out by <see cref="TryGoOut(GuardDesk, DbTransaction, OutgoingKind, UInt128, long)"/> in the same transaction.
/// </summary>
/// <remarks>
/// The text is held against the rooms that its author holds at once. To the others it is sealed, and waits there until the guard
/// runs in the session of somebody who holds the room (<see cref="GuardDuty"/>). So nothing that tells what a room knows lies on the disk:
/// of the guard's work a word for each room stays.
/// </remarks>
internal static class GuardGate
{
    /// <summary>Asks the rooms of all cases that a text touches; those that were asked for this version aren't asked again.</summary>
    public static TextStanding Ask(GuardDesk desk, OutgoingText text)
    {
        var organisation = desk.Visit.Here!.Organisation.Number;
        var cases = text.Cases.Where(c => CaseRows.Find(desk.Connection, c) is { } row && row.Organisation == organisation && row.State != CaseState.Shredded)
            .Concat(GuardTicks.Of(desk, organisation, text.Text)).Distinct().ToList();
        var rooms = cases.SelectMany(c => GuardRows.RoomsOf(desk.Connection, c)).DistinctBy(r => r.Id).ToList();
        var copy = new GuardCopy(text.Text, LocalDatePattern.Iso.Format(desk.Today));
        GuardAsk ask;
        using (var transaction = desk.Connection.BeginTransaction())
        {
            ask = GuardRows.Add(desk.Connection, transaction, new GuardAsk(Ids.Draw(), organisation, text.Kind, text.Item, text.Version, desk.Visit.Member.Id, desk.Now, "open", text.Back));
            foreach (var id in cases) GuardRows.AddCase(desk.Connection, transaction, ask.Id, id);
            if (ask.State == "open")
                foreach (var room in rooms) AskRoom(desk, transaction, ask, room, copy);
            transaction.Commit();
        }
        foreach (var before in GuardRows.Before(desk.Connection, text.Kind, text.Item, text.Version)) End(desk, before, "over");
        foreach (var word in GuardRows.Words(desk.Connection, ask.Id))
            if (word.State == GuardWordState.Waits) Run(desk, ask, word.Room.Id);
        return Standing(desk.Connection, ask, desk.Now);
    }

    /// <summary>How a text stands.</summary>
    public static TextStanding Standing(DbConnection connection, GuardAsk ask, Instant now)
    {
        var (words, agreed) = (GuardRows.Words(connection, ask.Id), GuardRows.Agreed(connection, ask.Id));
        var state = ask.State == "over" ? GateState.Refused : GateStanding.Of([.. words.Select(w => w.Word)], ask.AskedAt, now, agreed.Count);
        return new TextStanding(ask, state, words, agreed);
    }

    /// <summary>Lets a version go out, within the transaction that publishes it; false where its rooms weren't asked or it may not.</summary>
    public static bool TryGoOut(GuardDesk desk, DbTransaction transaction, OutgoingKind kind, UInt128 item, long version) =>
        TryGoOut(desk, desk.Connection, transaction, kind, item, version);

    /// <summary>The same over another connection than the desk's.</summary>
    /// <param name="desk">What the guard works with.</param>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="transaction">The transaction; null where the connection knows it by itself (<see cref="FundTransaction"/>).</param>
    /// <param name="kind">What it is.</param>
    /// <param name="item">Which one.</param>
    /// <param name="version">Which version.</param>
    public static bool TryGoOut(GuardDesk desk, DbConnection connection, DbTransaction? transaction, OutgoingKind kind, UInt128 item, long version)
    {
        if (GuardRows.Find(connection, transaction, kind, item, version) is not { } ask || ask.State == "over") return false;
        // What the words were before this transaction; that nobody objected meanwhile is asked within it.
        using (var before = desk.Installation.Database.Open())
            if (!Standing(before, ask, desk.Now).IsOpen) return false;
        return GuardRows.TryGoOut(connection, transaction, ask.Id);
    }

    /// <summary>Destroys the sealed copies of a text that went out; once the transaction that published it is committed.</summary>
    /// <param name="desk">Who let it out.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="item">Which one.</param>
    /// <param name="version">Which version.</param>
    /// <param name="published">What the public reads now; null where that is a post.</param>
    public static void WentOut(GuardDesk desk, OutgoingKind kind, UInt128 item, long version, string? published = null)
    {
        if (GuardRows.Find(desk.Connection, null, kind, item, version) is not { State: "out" } ask) return;
        GuardTicks.Keep(desk, ask, GuardRows.Cases(desk.Connection, ask.Id), published is null ? PublicWords.OfItem(desk.Connection, ask) : [published]);
        End(desk, ask, "out");
    }

    /// <summary>Gives a text up: what waits of it goes nowhere any more.</summary>
    public static void GiveUp(GuardDesk desk, OutgoingKind kind, UInt128 item, long version)
    {
        foreach (var ask in GuardRows.Before(desk.Connection, kind, item, version)) End(desk, ask, "over");
    }

    /// <summary>Holds a text against what a room knows, in the session of who holds it, and keeps the room's word.</summary>
    /// <remarks>Where the room isn't held, or something in it doesn't open, it hasn't spoken; and nobody is kept from their pages.</remarks>
    public static void Run(GuardDesk desk, GuardAsk ask, RoomId id)
    {
        try
        {
            if (desk.Room(id) is { } room && Look(desk, ask, room) is { } look)
                GuardRows.TrySay(desk.Connection, null, ask.Id, id, GuardWordState.Waits, look.Findings.Count == 0 ? GuardWordState.Clear : GuardWordState.Found, desk.Visit.Member.Id, desk.Now);
        }
        catch (Exception damaged) when (damaged is CryptographicException or JsonException)
        {
            return;
        }
    }

    /// <summary>The text as it lies in a room, and what the guard finds in it; null where it isn't there any more.</summary>
    public static (string Text, IReadOnlyList<GuardFinding> Findings)? Look(GuardDesk desk, GuardAsk ask, HeldRoom room)
    {
        if (room.Read(desk.Connection, PlaceOf(ask.Id, room.Room.Id)) is not { } bytes || JsonSerializer.Deserialize(bytes, GuardJson.Default.GuardCopy) is not { } copy) return null;
        var cases = GuardRows.Cases(desk.Connection, ask.Id);
        var guard = DisclosureGuard.Over(RoomFacts.Of(desk, room, cases));
        foreach (var known in PublicWords.Of(desk.Connection, cases)) guard.LetPass(known);
        return (copy.Text, guard.Check(copy.Text, LocalDatePattern.Iso.Parse(copy.WrittenOn).TryGetValue(default, out var day) ? day : null));
    }

    /// <summary>The address of a group's texts that wait, or of one.</summary>
    public static string AddressOf(Organisation group, GuardAsk? ask = null) => $"/groups/{group.Slug}/guard{(ask is null ? "" : "/" + Ids.Text(ask.Id))}";

    private static void AskRoom(GuardDesk desk, DbTransaction transaction, GuardAsk ask, Room room, GuardCopy copy)
    {
        if (room.Kind == RoomKind.Offline)
        {
            using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
            using var secret = keys.ToSecret();
            var draft = new OfflineDraft(ask.Id, room.Code, copy.WrittenOn, secret.Span.ToArray(), copy.Text);
            var bytes = draft.ToBytes();
            var recipients = room.Recipient.Split(' ').Select(r => AgeRecipient.TryParse(r) ?? throw new InvalidOperationException($"The room {room.Code} has no recipient.")).ToList();
            GuardRows.AddWord(desk.Connection, transaction, ask.Id, room.Id, keys.VerifyingKey, AgeFile.Seal(bytes, recipients, RandomNumberGenerator.Fill));
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(draft.Key);
        }
        else if (GuardRows.AddWord(desk.Connection, transaction, ask.Id, room.Id))
            Drops.Put(desk.Installation, desk.Connection, transaction, room, ask.Id, PlaceOf(ask.Id, room.Id), JsonSerializer.SerializeToUtf8Bytes(copy, GuardJson.Default.GuardCopy));
    }

    private static void End(GuardDesk desk, GuardAsk ask, string state)
    {
        GuardRows.SetState(desk.Connection, null, ask.Id, state);
        GuardRows.ForgetBodies(desk.Connection, null, ask.Id);
        Sql.Run(desk.Connection, null, "delete from guard_form where ask = @ask", ("ask", Ids.Bytes(ask.Id)));
        Shredding.Run(desk.Installation, ask.Id);
    }

    private static SealedPlace PlaceOf(UInt128 ask, RoomId room) => new("guard", ask, Ids.Text(room.Value));
}

/// <summary>A text as it lies sealed in a room that is asked.</summary>
/// <param name="Text">The text.</param>
/// <param name="WrittenOn">The day of writing, as yyyy-MM-dd.</param>
internal sealed record GuardCopy(string Text, string WrittenOn);

[JsonSerializable(typeof(GuardCopy))]
internal sealed partial class GuardJson : JsonSerializerContext;
