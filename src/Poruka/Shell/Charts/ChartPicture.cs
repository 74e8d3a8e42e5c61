namespace Poruka.Shell.Charts;

/// <summary>A chart on a page: the browser chooses by width and by day or night.</summary>
/// <param name="Address">The address of the picture, with at least one argument; look and width are added.</param>
/// <param name="Alt">What it shows, for who doesn't see it; the table beside it holds the numbers.</param>
public sealed record ChartPicture(string Address, string Alt);
