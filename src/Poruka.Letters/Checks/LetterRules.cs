using NodaTime;

namespace Poruka.Letters;

/// <summary>What is put into an envelope beside the sheets.</summary>
[Flags]
public enum Enclosures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Photographs.</summary>
    Photographs = 1,

    /// <summary>Drawings and postcards.</summary>
    Drawings = 2,

    /// <summary>Empty paper.</summary>
    Paper = 4,

    /// <summary>Envelopes and stamps for an answer.</summary>
    ReplyKit = 8,

    /// <summary>Cuttings and printed pages.</summary>
    Print = 16,

    /// <summary>Anything else: dried flowers, stickers, money.</summary>
    Other = 32,
}

/// <summary>What each page must bear.</summary>
public enum PageMarking
{
    /// <summary>Nothing is asked for.</summary>
    None,

    /// <summary>The person's name.</summary>
    Name,

    /// <summary>Name and number.</summary>
    NameAndNumber,
}

/// <summary>
/// What a facility lets through. A null means that nothing is known. A rule is what somebody saw on a day: it grows old.
/// </summary>
/// <param name="LastVerified">The day on which somebody last made sure, or null for never.</param>
/// <param name="Source">Where it was read, or who said so.</param>
public sealed record LetterRules(LocalDate? LastVerified, string Source)
{
    /// <summary>How long rules are taken as they are; after that they are doubtful.</summary>
    public const int FreshDays = 365;

    /// <summary>The languages that are let through, two letters each; null for any.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>The most sheets of a letter.</summary>
    public int? MaxPages { get; init; }

    /// <summary>The most characters of a letter, as some electronic services count.</summary>
    public int? MaxCharacters { get; init; }

    /// <summary>What may be enclosed.</summary>
    public Enclosures? Allowed { get; init; }

    /// <summary>The most pictures.</summary>
    public int? MaxPictures { get; init; }

    /// <summary>Whether only plain white paper and black or blue ink are let through.</summary>
    public bool PlainOnly { get; init; }

    /// <summary>What each page must bear.</summary>
    public PageMarking Marking { get; init; }

    /// <summary>The name of a service that takes letters over the network; empty for none.</summary>
    public string ElectronicService { get; init; } = "";

    /// <summary>Whether replies through that service are paid for in advance.</summary>
    public bool PrepaidReplies { get; init; }

    /// <summary>The most grams of a parcel.</summary>
    public int? MaxParcelGrams { get; init; }

    /// <summary>The most parcels in a year.</summary>
    public int? MaxParcelsPerYear { get; init; }

    /// <summary>The most books in a parcel.</summary>
    public int? MaxBooks { get; init; }

    /// <summary>Whether books come through only from a shop or a publisher.</summary>
    public bool BooksFromShopsOnly { get; init; }

    /// <summary>Whether they are old enough on a day to be asked about.</summary>
    public bool IsDoubtful(LocalDate day) => LastVerified is not { } seen || Period.DaysBetween(seen, day) > FreshDays;
}
