using Poruka.Shell;

namespace Poruka.People;

/// <summary>Asks before what can't be undone.</summary>
/// <param name="Page">The page; its form goes to its own address.</param>
/// <param name="Lines">What it means.</param>
/// <param name="Do">What the button says.</param>
/// <param name="Back">Where one goes who doesn't want to.</param>
/// <param name="BackText">What that link says.</param>
public sealed record ConfirmModel(Page Page, IReadOnlyList<string> Lines, string Do, string Back, string BackText);
