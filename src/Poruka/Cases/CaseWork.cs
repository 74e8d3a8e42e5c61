using Poruka.Shell;

namespace Poruka.Cases;

/// <summary>What is to be done in a case: tasks and watches, as one visitor sees them.</summary>
/// <param name="Page">The page.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="Watches">The watches.</param>
public sealed record CaseWork(Page Page, IReadOnlyList<WorkLine> Tasks, IReadOnlyList<WorkLine> Watches)
{
    internal static CaseWork Of(CaseDesk desk, CaseFile file, Page page) => new(page, [], []);
}

/// <summary>Something to be done.</summary>
/// <param name="Title">What.</param>
/// <param name="Due">When it is due, or what became of it.</param>
/// <param name="Detail">More, or null.</param>
/// <param name="Address">Its page.</param>
/// <param name="IsLate">Whether it is late.</param>
/// <param name="IsDone">Whether it is done with.</param>
public sealed record WorkLine(string Title, string Due, string? Detail, string Address, bool IsLate, bool IsDone);
