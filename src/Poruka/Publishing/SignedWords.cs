using System.Data.Common;
using NodaTime;
using Poruka.Casework;
using Poruka.People;

namespace Poruka.Publishing;

/// <summary>How bringing in a signed word ended.</summary>
public enum SignedWordOutcome
{
    /// <summary>It counts now.</summary>
    Taken,

    /// <summary>What was typed is none, or was cut short.</summary>
    NoWord,

    /// <summary>Nothing waits for it: the text went out, or has a newer version.</summary>
    NotAsked,

    /// <summary>It isn't signed with the key that was sealed to the room.</summary>
    WrongSignature,
}

/// <summary>Takes the words of offline rooms.</summary>
internal static class SignedWords
{
    /// <summary>Holds a word against its key, and keeps it. A later word of the same room takes the place of an earlier one.</summary>
    public static SignedWordOutcome Take(DbConnection connection, SignedWord? word, long? organisation, Instant now)
    {
        if (word is null) return SignedWordOutcome.NoWord;
        if (GuardRows.Find(connection, word.Ask) is not { State: "open" } ask || organisation is { } group && ask.Organisation != group
            || GuardRows.Words(connection, ask.Id).FirstOrDefault(w => w.Room.Code == word.Room) is not { WordKey: { } key } row) return SignedWordOutcome.NotAsked;
        if (!word.IsBy(key)) return SignedWordOutcome.WrongSignature;
        GuardRows.TrySay(connection, null, ask.Id, row.Room.Id, row.State, word.State, null, now);
        return SignedWordOutcome.Taken;
    }
}
