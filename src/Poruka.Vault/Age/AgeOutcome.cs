namespace Poruka.Vault.Age;

/// <summary>What came of opening a file.</summary>
public enum AgeOutcome
{
    /// <summary>It is open, or was read to its end.</summary>
    Opened,

    /// <summary>It is no age file of version 1, or its header is damaged.</summary>
    WrongHeader,

    /// <summary>None of the identities is among those it was sealed to.</summary>
    NotForThese,

    /// <summary>The header was changed after sealing.</summary>
    ChangedHeader,

    /// <summary>The text around it (<c>-----BEGIN AGE ENCRYPTED FILE-----</c>) is damaged.</summary>
    WrongArmor,

    /// <summary>The contents were changed, or the file ends early.</summary>
    ChangedContents,
}

/// <summary>How a file is written.</summary>
public enum AgeForm
{
    /// <summary>To be seen from its first letters.</summary>
    Detect,

    /// <summary>As bytes.</summary>
    Binary,

    /// <summary>As text between two lines of dashes, fit for mail.</summary>
    Armored,
}

/// <summary>A file that turns out to be damaged while it is read. What was read before is genuine, but not all of it.</summary>
public sealed class AgeDamageException : IOException
{
    /// <summary>Says what is damaged.</summary>
    /// <param name="outcome">Which part.</param>
    /// <param name="message">For developers; people are told by the outcome.</param>
    internal AgeDamageException(AgeOutcome outcome, string message) : base(message) => Outcome = outcome;

    /// <summary>Which part is damaged: armour or contents.</summary>
    public AgeOutcome Outcome { get; }
}
