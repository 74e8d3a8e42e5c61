using NodaTime;

namespace Poruka.Ledger.Statements;

/// <summary>
/// What a statement file is read into, one after another: for each statement its start, its lines and its end; or,
/// as the last item of all, the one problem for which the file is refused.
/// </summary>
public abstract record StatementItem;

/// <summary>A statement begins.</summary>
/// <param name="Id">The bank's id of the statement; null where the format has none.</param>
/// <param name="Account">The account it is of: an IBAN or the bank's own number, without spaces; null where not given.</param>
/// <param name="Currency">The account's currency, where the file gives it before the first line.</param>
/// <param name="Opening">The booked balance before the first line; null where the file gives none.</param>
public sealed record StatementStart(string? Id, string? Account, Currency? Currency, Money? Opening) : StatementItem;

/// <summary>One movement on the account.</summary>
public sealed record StatementLine : StatementItem
{
    /// <summary>The day on which the bank booked it.</summary>
    public required LocalDate BookedOn { get; init; }

    /// <summary>The day from which it counts for interest; null where not given.</summary>
    public LocalDate? ValueOn { get; init; }

    /// <summary>What it did to the account: positive came in, negative went out. After charges, where there are any.</summary>
    public required Money Amount { get; init; }

    /// <summary>
    /// Bank charges taken out of this movement, zero or positive, in the account's currency; the gross amount is
    /// <see cref="Amount"/> plus these. Null where the bank names none.
    /// </summary>
    public Money? Charges { get; init; }

    /// <summary>Who paid or was paid.</summary>
    public string? CounterpartyName { get; init; }

    /// <summary>Their account, without spaces.</summary>
    public string? CounterpartyAccount { get; init; }

    /// <summary>The bank's reference of the movement.</summary>
    public string? Reference { get; init; }

    /// <summary>The reference that the payer gave and every bank passed on.</summary>
    public string? EndToEndId { get; init; }

    /// <summary>The text for the payee, parts joined by one space.</summary>
    public string? Remittance { get; init; }

    /// <summary>Whether it takes back an earlier movement (camt: RvslInd; MT940: RC, RD).</summary>
    public bool Reversal { get; init; }

    /// <summary>The amount in the currency it was sent in, where that is another; positive.</summary>
    public Money? Original { get; init; }

    /// <summary>Where the line stands in the file, for error messages: its line number, counted from 1.</summary>
    public int FileLine { get; init; }
}

/// <summary>A statement ends, and its sums agree.</summary>
/// <param name="Currency">The account's currency; null only where there was no line and no balance.</param>
/// <param name="Closing">The booked balance after the last line; null where the file gives none.</param>
public sealed record StatementEnd(Currency? Currency, Money? Closing) : StatementItem;

/// <summary>Why a file is refused. Nothing of a refused file counts.</summary>
/// <param name="Kind">What is wrong, for a message in the reader's language.</param>
/// <param name="FileLine">The line in the file, from 1; 0 where it can't be told.</param>
/// <param name="Field">The field: an XPath, a tag such as <c>:61:</c>, a key or a column's name.</param>
/// <param name="Found">What stood there, shortened to 80 characters.</param>
/// <param name="Expected">What was expected there, in the format's own terms.</param>
public sealed record StatementProblem(
    StatementProblemKind Kind, int FileLine, string Field, string Found, string Expected) : StatementItem;

/// <summary>What can be wrong with a statement file.</summary>
public enum StatementProblemKind
{
    /// <summary>It is of no format that is read here.</summary>
    UnknownFormat,

    /// <summary>It ends before it should.</summary>
    Truncated,

    /// <summary>It breaks the format's own grammar (XML that is not well formed, a tag out of place).</summary>
    Malformed,

    /// <summary>It has a document type or an entity, which are never read.</summary>
    ForbiddenXml,

    /// <summary>A limit on size, depth or count was passed.</summary>
    TooLarge,

    /// <summary>Its bytes are not of the encoding it claims.</summary>
    BadEncoding,

    /// <summary>A field that must be there is missing.</summary>
    MissingField,

    /// <summary>A date that is none, such as 31 February.</summary>
    BadDate,

    /// <summary>An amount that is none, is beyond what can be kept, or has digits beyond the currency's exponent.</summary>
    BadAmount,

    /// <summary>A currency that ISO 4217 does not have, or another than the statement's.</summary>
    BadCurrency,

    /// <summary>Another value that the format does not allow there.</summary>
    BadValue,

    /// <summary>Opening balance and lines do not make the closing balance.</summary>
    DoesNotAddUp,
}
