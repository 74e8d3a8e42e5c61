namespace Poruka.Operations.ExamineInstallation;

/// <summary>How something stands.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, and could be better.</summary>
    Advice,

    /// <summary>Something will be lost, or is open to others, if nobody does something.</summary>
    Bad,

    /// <summary>It can't be found out from here.</summary>
    Unknown,
}

/// <summary>What an examination found.</summary>
/// <param name="About">What it is about, for programs: disk, clock, …</param>
/// <param name="State">How it stands.</param>
/// <param name="Text">The key of the text that says so, behind <c>Command.Doctor.</c>.</param>
/// <param name="Arguments">What is filled into the text.</param>
internal sealed record Finding(string About, FindingState State, string Text, params object?[] Arguments);
