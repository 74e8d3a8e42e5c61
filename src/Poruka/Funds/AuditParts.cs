using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What the auditor's pack is made with: uses of other slices, handed in where the pages are mapped.</summary>
/// <param name="Verify">Recomputes the books and the log of a fund; what is wrong, a line each.</param>
/// <param name="Export">Writes the books in a format: <c>hledger</c>, <c>beancount</c>, <c>csv</c>, <c>json</c>.</param>
internal sealed record AuditParts(Func<Installation, Fund, CancellationToken, IReadOnlyList<string>> Verify, Action<Installation, Fund, string, Stream, CancellationToken> Export);
