using System.Text.Json;
using System.Text.Json.Serialization;

namespace Poruka.Letters;

/// <summary>Where somebody was written to, and from when to when.</summary>
public sealed record PastAddress(string Address, string From, string Until, string Why);

/// <summary>What is sealed about somebody inside.</summary>
public sealed record RecipientFacts(string Name, string Number, IReadOnlyList<string> Languages)
{
    /// <summary>As it is written on an envelope, without the name.</summary>
    public string Address { get; init; } = "";

    /// <summary>ISO 3166-1 in two capital letters.</summary>
    public string Country { get; init; } = "";

    /// <summary>Day and month, or empty: <c>05-17</c>, with the year where it is known: <c>1987-05-17</c>.</summary>
    public string Birthday { get; init; } = "";

    public string Wishes { get; init; } = "";

    public int CadenceDays { get; init; } = 30;

    public int Letters { get; init; } = 1;

    /// <summary>Flags of <see cref="Poruka.Letters.Urgency"/>.</summary>
    public int Urgency { get; init; }

    public IReadOnlyList<PastAddress> History { get; init; } = [];

    /// <summary>The case that they are known from; empty for none. It stands nowhere in the clear.</summary>
    public string Case { get; init; } = "";

    /// <summary>How they agreed to letters: what was said, and on which day.</summary>
    public string Consent { get; init; } = "";
}

/// <summary>What is sealed about somebody who writes.</summary>
public sealed record WriterFacts(string Name, IReadOnlyList<string> Languages, string Contact, string Topics)
{
    /// <summary>What they translate, from and to: <c>de-ru</c>.</summary>
    public IReadOnlyList<string> Translates { get; init; } = [];

    /// <summary>How many letters a week they translate at the most.</summary>
    public int Translations { get; init; } = 2;

    /// <summary>Whether they translate from a language into one of some others.</summary>
    public bool TranslatesFrom(string language, IEnumerable<string> into) => into.Any(to => Translates.Contains($"{language}-{to}"));
}

/// <summary>A letter of a plan as it is kept.</summary>
public sealed record PlannedLetter(UInt128 Recipient, UInt128 Writer, string Language, PairingCause Cause, int WaitedDays, int CouldWrite)
{
    /// <summary>Who translates it; null where nobody has to.</summary>
    public UInt128? Translator { get; init; }

    /// <summary>Into which language; empty where nobody translates.</summary>
    public string Into { get; init; } = "";
}

/// <summary>A letter that is missing in a plan, as it is kept.</summary>
public sealed record MissingLetter(UInt128 Recipient, UnmetCause Cause, int WaitedDays, int CouldWrite, int LeastServedDays, Hold Hold);

/// <summary>A plan as it is kept.</summary>
public sealed record PlanFacts(IReadOnlyList<PlannedLetter> Letters, IReadOnlyList<MissingLetter> Missing, ulong Seed);

/// <summary>What is sealed of a letter.</summary>
public sealed record LetterText(string Text)
{
    /// <summary>In the recipient's language, where it was written in another.</summary>
    public string Translation { get; init; } = "";

    /// <summary>What the second reader asks for.</summary>
    public string Remark { get; init; } = "";

    /// <summary>How it is signed; first names are enough.</summary>
    public string Signature { get; init; } = "";

    /// <summary>What stood there before somebody else saved over it.</summary>
    public string Earlier { get; init; } = "";

    /// <summary>The member whose words they are, or who typed them without a word on whose they are; empty where they came from outside.</summary>
    public string By { get; init; } = "";

    /// <summary>What is printed: the translation where there is one.</summary>
    [JsonIgnore]
    public string Printed => Translation.Length > 0 ? Translation : Text;
}

/// <summary>Where a letter of a batch goes, as it was when the batch was made: printed again, it comes out the same.</summary>
public sealed record Addressed(string Name, string Number, string Address, string Country, int Marking, string Return, string Facility)
{
    /// <summary>The language of what is printed, in which the day is written.</summary>
    public string Language { get; init; } = "";
}

/// <summary>What is sealed of a reply.</summary>
public sealed record ReplyText(string Text, string Translation);

/// <summary>What the writer or translator of a letter gets of it, sealed to them alone.</summary>
/// <param name="To">Who it goes to.</param>
/// <param name="About">What the person inside wishes.</param>
/// <param name="Text">What is written so far.</param>
/// <param name="Reads">The languages that the person inside reads.</param>
public sealed record LetterCopy(string To, string About, LetterText Text, IReadOnlyList<string> Reads)
{
    /// <summary>The names of files that belong to it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>What is sealed of a parcel.</summary>
/// <param name="Contents">What is in it.</param>
/// <param name="By">Who sends it.</param>
/// <param name="Grams">What it weighs.</param>
/// <param name="Books">How many books are in it.</param>
/// <param name="CostMinor">What it cost, in minor units.</param>
/// <param name="Currency">Of which currency; empty where nothing was given.</param>
public sealed record ParcelFacts(string Contents, string By, int Grams, int Books, long CostMinor, string Currency);

/// <summary>What a writer gets of a reply, sealed to them alone.</summary>
public sealed record ReplyCopy(string From, string Text, string Translation, int Scans);

/// <summary>How they are written down.</summary>
[JsonSourceGenerationOptions(WriteIndented = false)]
[JsonSerializable(typeof(RecipientFacts))]
[JsonSerializable(typeof(WriterFacts))]
[JsonSerializable(typeof(PlanFacts))]
[JsonSerializable(typeof(LetterText))]
[JsonSerializable(typeof(ReplyText))]
[JsonSerializable(typeof(ParcelFacts))]
[JsonSerializable(typeof(LetterCopy))]
[JsonSerializable(typeof(ReplyCopy))]
[JsonSerializable(typeof(LetterFileHead))]
[JsonSerializable(typeof(Addressed))]
[JsonSerializable(typeof(RulesText))]
[JsonSerializable(typeof(Publication))]
internal sealed partial class LettersJson : JsonSerializerContext
{
    public static byte[] Bytes<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}

/// <summary>The rules of a facility as they are kept.</summary>
public sealed record RulesText(string Verified, string Source)
{
    public IReadOnlyList<string> Languages { get; init; } = [];

    public int? MaxPages { get; init; }

    public int? MaxCharacters { get; init; }

    public int Marking { get; init; }

    public bool Photographs { get; init; }

    public bool ReplyKit { get; init; }

    public string Service { get; init; } = "";

    public int? MaxParcelGrams { get; init; }

    public int? MaxParcelsPerYear { get; init; }

    public int? MaxBooks { get; init; }
}
