using System.Text;
using Poruka.Casework;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>
/// What the keeper of an offline room is handed: the text, and the key with which they sign their word. The server forgets the key once
/// it has sealed this, so that who can't open the room can't speak for it (docs/formats/guard-word.md).
/// </summary>
/// <param name="Ask">Which asking.</param>
/// <param name="Room">The room's code.</param>
/// <param name="WrittenOn">The day of writing, as yyyy-MM-dd.</param>
/// <param name="Key">The key, 64 bytes.</param>
/// <param name="Text">The text.</param>
internal sealed record OfflineDraft(UInt128 Ask, string Room, string WrittenOn, byte[] Key, string Text)
{
    private const string FirstLine = "poruka-guard-draft 1";

    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{FirstLine}\nask {Ids.Text(Ask)}\nroom {Room}\nwritten {WrittenOn}\nkey {Convert.ToBase64String(Key)}\n\n{Text}");

    /// <summary>Reads it; null where it is something else.</summary>
    public static OfflineDraft? Read(string contents)
    {
        var end = contents.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var lines = contents[..end].Split('\n');
        if (lines.Length != 5 || lines[0] != FirstLine || Value(1, "ask") is not { } ask || Ids.Parse(ask) is not { } id || Value(2, "room") is not { } room
            || Value(3, "written") is not { } written || Value(4, "key") is not { } key) return null;
        var bytes = new byte[MemberKeys.SecretSize];
        return Convert.TryFromBase64String(key, bytes, out var length) && length == bytes.Length ? new OfflineDraft(id, room, written, bytes, contents[(end + 2)..]) : null;

        string? Value(int line, string name) => lines[line].StartsWith(name + " ", StringComparison.Ordinal) ? lines[line][(name.Length + 1)..] : null;
    }
}

/// <summary>The word of an offline room: one line, signed.</summary>
/// <param name="Ask">Which asking.</param>
/// <param name="Room">The room's code.</param>
/// <param name="State">What it says.</param>
/// <param name="Signature">The signature.</param>
internal sealed record SignedWord(UInt128 Ask, string Room, GuardWordState State, byte[] Signature)
{
    private const string Name = "poruka-guard-word-1";

    /// <summary>What can be said.</summary>
    public static IReadOnlyList<GuardWordState> Sayable { get; } = [GuardWordState.Clear, GuardWordState.Found, GuardWordState.Allowed, GuardWordState.Refused];

    public static SignedWord Sign(OfflineDraft draft, GuardWordState state)
    {
        using var keys = MemberKeys.FromSecret(draft.Key);
        return new SignedWord(draft.Ask, draft.Room, state, keys.Sign(Message(draft.Ask, draft.Room, state)));
    }

    public bool IsBy(byte[] wordKey) => MemberKeys.Verify(wordKey, Message(Ask, Room, State), Signature);

    public override string ToString() => $"{Head(Ask, Room, State)} {Convert.ToBase64String(Signature)}";

    /// <summary>Reads it as it was typed or pasted, broken over lines or not; null where it is something else.</summary>
    public static SignedWord? Read(string typed)
    {
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 5 || words[0] != Name || Ids.Parse(words[1]) is not { } ask) return null;
        var signature = new byte[MemberKeys.SignatureSize];
        foreach (var state in Sayable)
            if (WordOf(state) == words[3] && Convert.TryFromBase64String(string.Concat(words.Skip(4)), signature, out var length) && length == signature.Length)
                return new SignedWord(ask, words[2], state, signature);
        return null;
    }

    private static byte[] Message(UInt128 ask, string room, GuardWordState state) => Encoding.UTF8.GetBytes(Head(ask, room, state));

    private static string Head(UInt128 ask, string room, GuardWordState state) => $"{Name} {Ids.Text(ask)} {room} {WordOf(state)}";

    private static string WordOf(GuardWordState state) => Cases.CaseRows.Word(state);
}
