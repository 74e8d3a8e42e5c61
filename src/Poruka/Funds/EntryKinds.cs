using Poruka.Ledger;

namespace Poruka.Funds;

/// <summary>Kinds of entries as exports and reports for programs name them.</summary>
internal static class EntryKinds
{
    public static string NameOf(EntryKind kind) => kind switch
    {
        EntryKind.Opening => "opening",
        EntryKind.Income => "income",
        EntryKind.Expense => "expense",
        EntryKind.Transfer => "transfer",
        EntryKind.Unrecognised => "unrecognised",
        EntryKind.Recognition => "recognition",
        EntryKind.Reversal => "reversal",
        EntryKind.Reservation => "reservation",
    };
}
