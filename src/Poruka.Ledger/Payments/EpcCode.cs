using System.Text;

namespace Poruka.Ledger;

/// <summary>
/// The text of a QR code that a banking app turns into a transfer: EPC069-12, version 2 of the format (no BIC needed within
/// the EEA), in UTF-8.
/// </summary>
public static class EpcCode
{
    /// <summary>The most bytes that such a code may hold.</summary>
    public const int MaxBytes = 331;

    /// <summary>Writes it.</summary>
    /// <param name="payee">Whose account, up to 70 letters.</param>
    /// <param name="iban">The account.</param>
    /// <param name="amount">In euro from 0.01 to 999,999,999.99; null: who pays says how much.</param>
    /// <param name="remittance">What the payer's bank passes on, up to 140 letters.</param>
    /// <exception cref="ArgumentException">The account is no IBAN, or the amount not in euro.</exception>
    public static string Text(string payee, string iban, Money? amount, string remittance)
    {
        var account = Iban.Parse(iban) ?? throw new ArgumentException("The account is no IBAN.", nameof(iban));
        if (amount is { } some && (some.Currency != Currency.Eur || some.Minor is <= 0 or > 99_999_999_999)) throw new ArgumentException($"{some} can't be in such a code.", nameof(amount));
        var lines = string.Join('\n', "BCD", "002", "1", "SCT", "", SepaText.Of(payee, 70), account, amount is { } given ? "EUR" + given.ToUnits() : "", "", "",
            SepaText.Of(remittance, 140)).TrimEnd('\n');
        return Encoding.UTF8.GetByteCount(lines) <= MaxBytes ? lines : throw new ArgumentException("The code is too long.");
    }
}
