using NodaTime;
using Poruka.Shell.Forms;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>A member's arrest will, sealed.</summary>
/// <param name="Id">Its id; it stays when the will is written anew.</param>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Organisation">The group whose members it names.</param>
/// <param name="Needed">How many of the named open it together: 1 or 2.</param>
/// <param name="Body">What it says, sealed under its key.</param>
/// <param name="ProgramsPart">The program's part of the key, sealed under the host's key.</param>
/// <param name="WrittenOn">When it was written.</param>
/// <param name="RemindOn">When its writer is to look through it.</param>
/// <param name="ArrestedAt">When an arrest was recorded, or null.</param>
/// <param name="Subject">What its contents are shredded by.</param>
/// <param name="OwnKey">Its key, sealed to the writer.</param>
public sealed record Will(
    UInt128 Id, MemberId Writer, long Organisation, int Needed, byte[] Body, byte[] ProgramsPart, LocalDate WrittenOn, LocalDate RemindOn,
    Instant? ArrestedAt, UInt128 Subject, byte[] OwnKey)
{
    /// <summary>What a will has room for, in order; the texts are <c>Cases.Will.name</c>.</summary>
    public static IReadOnlyList<string> Parts { get; } =
        ["identity", "medicine", "call", "bail", "home", "children", "pets", "decides", "publicity", "more"];
}

/// <summary>Somebody whom a will names.</summary>
/// <param name="Member">Who.</param>
/// <param name="Share">Their share of the key, sealed to them.</param>
public sealed record NamedByWill(MemberId Member, byte[] Share);

/// <summary>Something that happened to a will.</summary>
/// <param name="Member">Who did it.</param>
/// <param name="What">What: said, recorded, withdrawn, handed, opened.</param>
/// <param name="At">When.</param>
public sealed record WillDeed(MemberId Member, string What, Instant At);

/// <summary>What comes of opening a will.</summary>
public abstract record WillOpening
{
    /// <summary>It is open.</summary>
    public sealed record Opened(Sheet Contents) : WillOpening;

    /// <summary>No arrest is recorded, so that the program keeps its part.</summary>
    public sealed record NoArrest : WillOpening;

    /// <summary>Nobody else has given their share yet.</summary>
    public sealed record WantsAnother : WillOpening;

    /// <summary>The share was sealed to keys that its holder has no more, or the will was written anew meanwhile.</summary>
    public sealed record OtherKeys : WillOpening;

    private WillOpening()
    {
    }
}

/// <summary>A page about wills: headed lists with buttons.</summary>
/// <param name="Page">The page.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="Back">Where one goes from there.</param>
/// <param name="BackText">What that is called.</param>
public sealed record WillView(Shell.Page Page, IReadOnlyList<WillPart> Parts, string Back, string BackText)
{
    /// <summary>What stands on top, or null.</summary>
    public string? Lead { get; init; }

    /// <summary>What to mind, or null.</summary>
    public string? Warning { get; init; }

    /// <summary>What the will says, where it is open.</summary>
    public IReadOnlyList<(string Label, string Text)> Contents { get; init; } = [];

    /// <summary>The page as an answer.</summary>
    public IResult Show(int status = StatusCodes.Status200OK) => TypedResults.RazorSlice(WillViewPage.Create(this), status);
}

/// <summary>A part of such a page.</summary>
/// <param name="Heading">What it is about.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Empty">What is said where there are none.</param>
public sealed record WillPart(string Heading, IReadOnlyList<WillLine> Lines, string Empty = "")
{
    /// <summary>What can be done: where it is posted, and what the button says.</summary>
    public IReadOnlyList<Choice> Buttons { get; init; } = [];

    /// <summary>Where it leads: addresses and texts.</summary>
    public IReadOnlyList<Choice> Links { get; init; } = [];
}

/// <summary>A line of such a part.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Detail">More, or null.</param>
/// <param name="Address">Where it leads, or null.</param>
public sealed record WillLine(string Text, string? Detail = null, string? Address = null);
