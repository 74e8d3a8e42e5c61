namespace Poruka.Ledger;

/// <summary>International bank account numbers (ISO 13616): form, check digits, how they are written.</summary>
public static class Iban
{
    /// <summary>The number without blanks, in capitals; null where it is none.</summary>
    public static string? Parse(string text)
    {
        var iban = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (iban.Length is < 15 or > 34 || !char.IsAsciiLetterUpper(iban[0]) || !char.IsAsciiLetterUpper(iban[1])) return null;
        var rest = 0;
        // The country and the check digits go to the end; a letter counts as two digits (ISO 7064, mod 97-10).
        for (var i = 4; i < iban.Length + 4; i++)
        {
            var c = iban[i % iban.Length];
            if (char.IsAsciiDigit(c)) rest = (rest * 10 + (c - '0')) % 97;
            else if (char.IsAsciiLetterUpper(c)) rest = (rest * 100 + (c - 'A' + 10)) % 97;
            else return null;
        }
        return rest == 1 ? iban : null;
    }

    /// <summary>In groups of four.</summary>
    public static string Written(string iban) => string.Join(' ', iban.Chunk(4).Select(c => new string(c)));
}
