namespace Poruka.Letters;

/// <summary>A letter to be checked.</summary>
/// <param name="Text">What was typed; empty where only a scan or a document came.</param>
/// <param name="Language">The language that it is said to be in, two letters.</param>
/// <param name="RecipientName">The name that must stand in it, as the facility knows it.</param>
/// <param name="RecipientNumber">The person's number there; empty where there is none.</param>
public sealed record LetterDraft(string Text, string Language, string RecipientName, string RecipientNumber)
{
    /// <summary>Where an answer goes: the group's box.</summary>
    public string ReturnAddress { get; init; } = "";

    /// <summary>Whether printing puts name, number, date and return address onto each letter by itself.</summary>
    public bool HeadIsPrinted { get; init; } = true;

    /// <summary>Whether nobody has written to them before.</summary>
    public bool IsFirst { get; init; }

    /// <summary>How many sheets it has, where that is known.</summary>
    public int? Pages { get; init; }

    /// <summary>What is enclosed.</summary>
    public Enclosures Enclosed { get; init; }

    /// <summary>How many pictures are enclosed.</summary>
    public int Pictures { get; init; }
}

/// <summary>What the check looks for.</summary>
public enum CheckRule
{
    /// <summary>The facility doesn't let the language through.</summary>
    Language,

    /// <summary>The letter seems to be in another language than it says.</summary>
    OtherLanguage,

    /// <summary>Words in another alphabet, which a censor may not be able to read.</summary>
    ForeignWords,

    /// <summary>More sheets than are let through.</summary>
    TooManyPages,

    /// <summary>More characters than are let through.</summary>
    TooManyCharacters,

    /// <summary>A first letter is better short.</summary>
    FirstIsLong,

    /// <summary>Something is enclosed that isn't let through.</summary>
    Enclosure,

    /// <summary>More pictures than are let through.</summary>
    TooManyPictures,

    /// <summary>A reply kit is let through and none is enclosed.</summary>
    ReplyKitWelcome,

    /// <summary>No date.</summary>
    NoDate,

    /// <summary>No name of the person inside.</summary>
    NoName,

    /// <summary>The facility wants the number on each page.</summary>
    NoNumber,

    /// <summary>No return address.</summary>
    NoReturnAddress,

    /// <summary>About the case.</summary>
    AboutCase,

    /// <summary>About something illegal.</summary>
    Illegal,

    /// <summary>About the war.</summary>
    AboutWar,

    /// <summary>An insult.</summary>
    Insult,

    /// <summary>A topic that may put the reader in danger there.</summary>
    DangerousTopic,

    /// <summary>Political writing that nobody asked for.</summary>
    Politics,

    /// <summary>Pity.</summary>
    Pity,

    /// <summary>Abbreviations, which look like a code.</summary>
    Abbreviation,

    /// <summary>Figures, which look like a code.</summary>
    Code,

    /// <summary>An address of a page, of mail, or a telephone number.</summary>
    Contact,

    /// <summary>Signs that may not be printed everywhere: emoji, writing from right to left.</summary>
    Signs,

    /// <summary>Nothing is written.</summary>
    Empty,

    /// <summary>It came as a scan or a document: a person must read it.</summary>
    ReadByHand,

    /// <summary>The facility's rules are old or unknown.</summary>
    RulesDoubtful,
}

/// <summary>How much a finding weighs.</summary>
public enum CheckWeight
{
    /// <summary>Good to know.</summary>
    Hint,

    /// <summary>May keep the letter from arriving, or harm.</summary>
    Warning,

    /// <summary>The facility's rules say that it won't arrive.</summary>
    AgainstRules,
}

/// <summary>Something that the check found. It forbids nothing: a person decides.</summary>
/// <param name="Rule">What was looked for.</param>
/// <param name="Weight">How much it weighs.</param>
/// <param name="Line">The line in the text, from 1; 0 where it is about the whole.</param>
/// <param name="Column">The column in the line, from 1; 0 where it is about the whole.</param>
/// <param name="Found">What stands there, or how many.</param>
/// <param name="Expected">What the rule says, where it says it in figures or names.</param>
public sealed record CheckFinding(CheckRule Rule, CheckWeight Weight, int Line, int Column, string Found, string Expected);
