namespace Poruka.Ledger.Statements;

/// <summary>What the columns of a table mean.</summary>
public sealed record CsvProfile;
