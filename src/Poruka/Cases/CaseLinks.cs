using Poruka.Casework;

namespace Poruka.Cases;

/// <summary>What the pages of cases lead to: one line for each page.</summary>
internal static class CaseLinks
{
    /// <summary>From the list of cases.</summary>
    public static IReadOnlyList<(string Path, string Key)> OfList { get; } =
    [
        ("boards", "Cases.Mass.List"),
        ("tasks", "Cases.Tasks.Mine"),
        ("alike", "Cases.Alike.Title"),
        ("duty", "Cases.Duty.Title"),
        ("calendar", "Cases.Calendar.Title"),
        ("import", "Cases.Import.Title"),
    ];

    /// <summary>From the page of a case.</summary>
    public static IReadOnlyList<(string Path, string Key)> OfCase { get; } =
    [
        ("playbooks/new", "Cases.Playbook.Title"),
        ("tasks/new", "Cases.Task.New"),
        ("watches/new", "Cases.Watch.New"),
        ("files", "Cases.Files.Link"),
        ("papers", "Cases.Papers.Link"),
        ("letters", "Letters.FromCase"),
        ("fund", "Funds.FromCase"),
        ("medical-sheet.pdf", "Cases.Medical.Title"),
        ("join", "Cases.Merge.Link"),
        ("export", "Cases.Export.Link"),
        ("close", "Cases.Close.Submit"),
    ];

    /// <summary>A section's part of an address.</summary>
    public static string Word(Section section) => CaseRows.Word(section);
}
