using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;

namespace Poruka.Funds.ImportStatement;

/// <summary>How to import.</summary>
/// <param name="Today">Today, for the record of the import.</param>
/// <param name="DryRun">Do all but keep nothing.</param>
/// <param name="Csv">What a table's columns mean; null to guess.</param>
/// <param name="Into">The account that a statement belongs to which names none; null for the fund's only one of its currency.</param>
/// <param name="Seen">Called for each line of the file, in its order; for a preview.</param>
public sealed record ImportOptions(
    LocalDate Today, bool DryRun = false, CsvProfile? Csv = null, Account? Into = null, Action<SeenLine>? Seen = null)
{
    /// <summary>Knows payers by blind index; null where nobody holds the donors' room, and all that is not by a given reference or a rule waits.</summary>
    internal KnownPayers? Payers { get; init; }
}

/// <summary>A line of the file and what becomes of it.</summary>
/// <param name="Line">The line.</param>
/// <param name="Account">The fund's account that it is on.</param>
/// <param name="Fate">Whether it is posted.</param>
/// <param name="Recognition">Where it was recognised to belong; null where it waits.</param>
public sealed record SeenLine(StatementLine Line, Account Account, LineFate Fate, Recognition? Recognition);

/// <summary>What becomes of a line.</summary>
public enum LineFate
{
    /// <summary>Posted where it belongs.</summary>
    Recognised,

    /// <summary>Posted, and waits to be recognised.</summary>
    Waits,

    /// <summary>Posted as the reversal of an earlier line's entry.</summary>
    Reverses,

    /// <summary>In the books already.</summary>
    AlreadyThere,

    /// <summary>It moves no money.</summary>
    Nothing,
}

/// <summary>How far an import is.</summary>
public readonly record struct ImportProgress(long BytesRead, long BytesInAll, long Lines);

/// <summary>What an import came to.</summary>
public abstract record ImportOutcome
{
    private ImportOutcome() { }

    /// <summary>All of the file is in the books (after a dry run: would be).</summary>
    public sealed record Imported(ImportSummary Summary) : ImportOutcome;

    /// <summary>This very file was imported before; nothing was posted.</summary>
    public sealed record AlreadyImported(LocalDate On, long Lines) : ImportOutcome;

    /// <summary>The file is refused; nothing was posted.</summary>
    public sealed record Refused(StatementProblem Problem) : ImportOutcome;

    /// <summary>The file names no account, and the fund has several, or none, that it could be.</summary>
    public sealed record WhichAccount(Currency Currency, IReadOnlyList<BankAccountChoice> Choices) : ImportOutcome;

    /// <summary>A sum of the books would leave the range that can be kept; nothing was posted.</summary>
    public sealed record SumTooLarge : ImportOutcome;
}

/// <summary>An account that a file could be of.</summary>
public sealed record BankAccountChoice(Account Account, string Number);

/// <summary>What was imported.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="Lines">Lines in the file.</param>
/// <param name="Posted">Lines posted now.</param>
/// <param name="Recognised">Of these, recognised at once (reversals of earlier lines included).</param>
/// <param name="Waiting">Of these, waiting to be recognised.</param>
/// <param name="AlreadyThere">Lines that were in the books already.</param>
/// <param name="First">The first journal number taken; null where nothing was posted.</param>
/// <param name="Last">The last one.</param>
/// <param name="Accounts">By account, what the bank says and what the books say.</param>
/// <param name="IsSealed">Whether what the lines say of payers lies sealed in the donors' room; not where the fund belongs to no group.</param>
public sealed record ImportSummary(
    StatementFormat Format, long Lines, long Posted, long Recognised, long Waiting, long AlreadyThere,
    JournalNumber? First, JournalNumber? Last, IReadOnlyList<ImportedAccount> Accounts, bool IsSealed);

/// <summary>What was imported for one account.</summary>
/// <param name="Account">The account in the books.</param>
/// <param name="Number">The bank's number of it.</param>
/// <param name="IsNew">Whether the books didn't know it before.</param>
/// <param name="Opening">The opening balance posted now; null where none was.</param>
/// <param name="BankSays">The closing balance of the file's latest statement of it; null where there is none.</param>
/// <param name="LinesSay">What opening balance and all lines kept make on that day; null where the former isn't known.</param>
/// <param name="On">That day.</param>
public sealed record ImportedAccount(
    Account Account, string Number, bool IsNew, Money? Opening, Money? BankSays, Money? LinesSay, LocalDate? On)
{
    /// <summary>Whether lines are missing between this file and those imported before.</summary>
    public bool HasGap => BankSays is { } bank && LinesSay is { } lines && bank != lines;
}
