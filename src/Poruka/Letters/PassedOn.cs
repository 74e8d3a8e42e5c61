using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Letters;

/// <summary>
/// What goes to one reader alone: the letters of a member who writes, the reply to who wrote from the public page. Each is sealed to
/// that reader's own key, so that a writer needs no grant of the room and never sees another's.
/// </summary>
internal static class PassedOn
{
    /// <summary>Seals something to a reader.</summary>
    public static void Put(
        DbConnection connection, DbTransaction transaction, RoomId room, UInt128 letter, UInt128 owner, UInt128 reader, int number, byte[] publicKey, ReadOnlySpan<byte> contents) =>
        Sql.Run(connection, transaction, """
            insert into letter_passed (letter, owner, reader, number, body) values (@letter, @owner, @reader, @number, @body)
            on conflict (owner, reader, number) do update set body = excluded.body
            """, ("letter", Ids.Bytes(letter)), ("owner", Ids.Bytes(owner)), ("reader", Ids.Bytes(reader)), ("number", (long)number),
            ("body", FollowUpCode.SealAnswer(publicKey, PlaceOf(room, owner, reader, number), contents, RandomNumberGenerator.Fill)));

    /// <summary>What lies there for a reader; null where there is nothing, or it was for an older key of theirs.</summary>
    public static byte[]? Read(DbConnection connection, RoomId room, UInt128 owner, UInt128 reader, int number, Func<FieldPlace, byte[], byte[]?> open) =>
        LetterRows.Read(connection, null, "select body from letter_passed where owner = @owner and reader = @reader and number = @number", row => row.GetFieldValue<byte[]>(0),
            ("owner", Ids.Bytes(owner)), ("reader", Ids.Bytes(reader)), ("number", (long)number)) is [var body] ? open(PlaceOf(room, owner, reader, number), body) : null;

    /// <summary>The letters or replies that a reader got something of.</summary>
    public static List<(UInt128 Letter, UInt128 Owner)> Of(DbConnection connection, UInt128 reader) => LetterRows.Read(connection, null,
        "select letter, owner from letter_passed where reader = @reader and number = 0 order by owner", row => (LetterRows.Id(row, 0)!.Value, LetterRows.Id(row, 1)!.Value),
        ("reader", Ids.Bytes(reader)));

    /// <summary>Takes back what readers got of a letter itself; replies stay theirs.</summary>
    public static void Remove(DbConnection connection, DbTransaction transaction, UInt128 letter) =>
        Sql.Run(connection, transaction, "delete from letter_passed where owner = @letter", ("letter", Ids.Bytes(letter)));

    private static FieldPlace PlaceOf(RoomId room, UInt128 owner, UInt128 reader, int number) =>
        new("letter-passed", Ids.Text(owner), Ids.Text(reader) + ":" + number.ToString(CultureInfo.InvariantCulture), room);
}

/// <summary>The copies of a letter that its writer and its translator have, gathered before a transaction and written in it.</summary>
internal sealed class LetterCopies
{
    private readonly RoomId _room;
    private readonly UInt128 _letter;
    private readonly IReadOnlyList<Member> _readers;
    private readonly LetterCopy _copy;

    private LetterCopies(RoomId room, UInt128 letter, IReadOnlyList<Member> readers, LetterCopy copy) => (_room, _letter, _readers, _copy) = (room, letter, readers, copy);

    /// <summary>What each reader is to have of a letter, as it will be.</summary>
    public static LetterCopies Of(LettersDesk desk, LetterRow row, LetterText text, RecipientFacts? facts, IReadOnlyList<string>? files = null) =>
        Of(desk.Connection, desk.Group.Number, desk.Room.Room.Id, row, new LetterCopy(facts?.Name ?? "", facts?.Wishes ?? "", text with { Earlier = "" }, facts?.Languages ?? [])
        {
            Files = files ?? [.. LetterFiles.Of(desk, row.Id).Select(f => f.Head.Name)],
        });

    /// <inheritdoc cref="Of(LettersDesk, LetterRow, LetterText, RecipientFacts, IReadOnlyList{string})"/>
    public static LetterCopies Of(DbConnection connection, long organisation, RoomId room, LetterRow row, LetterCopy copy)
    {
        var readers = new List<Member>();
        if (row.State != "withdrawn")
            foreach (var writer in new[] { row.Writer, row.Translator })
                if (MemberOf(connection, organisation, writer) is { } member && readers.TrueForAll(r => r.Id != member.Id)) readers.Add(member);
        return new LetterCopies(room, row.Id, readers, copy);
    }

    /// <summary>Writes them in place of what was there.</summary>
    public void Write(DbConnection connection, DbTransaction transaction)
    {
        PassedOn.Remove(connection, transaction, _letter);
        foreach (var reader in _readers)
            PassedOn.Put(connection, transaction, _room, _letter, _letter, reader.Id.Value, 0, reader.PublicKey, JsonSerializer.SerializeToUtf8Bytes(_copy, LettersJson.Default.LetterCopy));
    }

    /// <summary>The member that a writer is; null where they are from outside, or no longer of the group.</summary>
    public static Member? MemberOf(DbConnection connection, long organisation, WriterId? id) =>
        id is { } writer && LetterRows.Writer(connection, organisation, writer)?.Member is { } member
        && MemberRows.Find(connection, member) is { State: not MemberState.Left } found
        && MemberRows.MembershipsOf(connection, member).Any(m => m.Organisation.Number == organisation) ? found : null;
}
