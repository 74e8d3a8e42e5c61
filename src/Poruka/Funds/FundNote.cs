using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>A page that says one thing and leads back.</summary>
/// <param name="Page">The page.</param>
/// <param name="Text">What it says.</param>
/// <param name="Back">Where one comes back.</param>
public sealed record FundNote(Page Page, string Text, string Back);
