namespace Poruka.Ledger;

/// <summary>
/// A currency of ISO 4217: its three-letter code and its exponent (how many digits its minor unit has).
/// </summary>
/// <remarks>
/// Immutable; equality is by code. The default value is no currency: its <see cref="Code"/> is empty and
/// money can't be made of it. Source: ISO 4217:2015 and its list one, with the amendments up to the euro's arrival in
/// Bulgaria; a few withdrawn codes are kept because old statements still bear them.
/// </remarks>
public readonly record struct Currency : IComparable<Currency>
{
    // Every code with its exponent. Codes without a minor unit (metals, units of account, testing) count whole units.
    private const string ByExponent0 =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR " +
        "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX";
    private const string ByExponent2 =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF " +
        "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF " +
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN " +
        "MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS " +
        "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW " +
        "ZWG CUC HRK MRO SLL STD VEF ZWL";
    private const string ByExponent3 = "BHD IQD JOD KWD LYD OMR TND";
    private const string ByExponent4 = "CLF UYW";

    private static readonly sbyte[] Exponents = BuildExponents();

    private readonly ushort _packed; // 1 + the code read as a number of base 26; 0 is no currency

    private Currency(ushort packed) => _packed = packed;

    /// <summary>All currencies known, in the order of their codes.</summary>
    public static IReadOnlyList<Currency> All { get; } = ListAll();

    /// <summary>Euro.</summary>
    public static Currency Eur { get; } = Parse("EUR");

    /// <summary>How many digits the minor unit has: 0 for the yen, 2 for the euro, 3 for the dinar of Kuwait.</summary>
    public int Exponent => _packed == 0 ? 0 : Exponents[_packed - 1];

    /// <summary>How many minor units make one unit: 10 to the power of <see cref="Exponent"/>.</summary>
    public long MinorPerUnit => Exponent switch { 0 => 1, 2 => 100, 3 => 1_000, _ => 10_000 };

    /// <summary>The code, three capital letters; empty for the default value.</summary>
    public string Code => _packed == 0 ? "" : string.Create(3, _packed, static (chars, packed) =>
    {
        var code = packed - 1;
        chars[0] = (char)('A' + code / 676);
        chars[1] = (char)('A' + code / 26 % 26);
        chars[2] = (char)('A' + code % 26);
    });

    /// <summary>Whether this is a real currency and not the default value.</summary>
    public bool IsKnown => _packed != 0;

    /// <summary>A small number that stands for the code, from 1 to 17,576; stable for ever. 0 is no currency.</summary>
    public int Number => _packed;

    /// <summary>The currency whose <see cref="Number"/> is given.</summary>
    /// <exception cref="FormatException">No currency of ISO 4217 has this number.</exception>
    public static Currency FromNumber(int number) =>
        number is > 0 and <= 17_576 && Exponents[number - 1] >= 0
            ? new Currency((ushort)number)
            : throw new FormatException($"{number} stands for no currency of ISO 4217.");

    /// <summary>Reads a code of three letters, in capitals.</summary>
    /// <exception cref="FormatException">The text is no code of ISO 4217.</exception>
    public static Currency Parse(ReadOnlySpan<char> code) =>
        TryParse(code, out var currency) ? currency : throw new FormatException($"'{code}' is no currency of ISO 4217.");

    /// <summary>Reads a code of three letters, in capitals; false where ISO 4217 has no such code.</summary>
    public static bool TryParse(ReadOnlySpan<char> code, out Currency currency)
    {
        currency = default;
        if (code.Length != 3) return false;
        var packed = 0;
        foreach (var letter in code)
        {
            if (letter is < 'A' or > 'Z') return false;
            packed = packed * 26 + (letter - 'A');
        }
        if (Exponents[packed] < 0) return false;
        currency = new Currency((ushort)(packed + 1));
        return true;
    }

    /// <summary>Compares by code.</summary>
    public int CompareTo(Currency other) => _packed.CompareTo(other._packed);

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    /// <summary>Whether the code comes before the other's.</summary>
    public static bool operator <(Currency left, Currency right) => left._packed < right._packed;

    /// <summary>Whether the code comes after the other's.</summary>
    public static bool operator >(Currency left, Currency right) => left._packed > right._packed;

    /// <summary>Whether the code comes before the other's, or is the same.</summary>
    public static bool operator <=(Currency left, Currency right) => left._packed <= right._packed;

    /// <summary>Whether the code comes after the other's, or is the same.</summary>
    public static bool operator >=(Currency left, Currency right) => left._packed >= right._packed;

    private static sbyte[] BuildExponents()
    {
        var exponents = new sbyte[17_576];
        Array.Fill(exponents, (sbyte)-1);
        Fill(ByExponent0, 0);
        Fill(ByExponent2, 2);
        Fill(ByExponent3, 3);
        Fill(ByExponent4, 4);
        return exponents;

        void Fill(string codes, sbyte exponent)
        {
            foreach (var range in codes.AsSpan().Split(' '))
            {
                var code = codes.AsSpan(range);
                exponents[(code[0] - 'A') * 676 + (code[1] - 'A') * 26 + (code[2] - 'A')] = exponent;
            }
        }
    }

    private static List<Currency> ListAll()
    {
        var all = new List<Currency>();
        for (var code = 0; code < Exponents.Length; code++)
            if (Exponents[code] >= 0) all.Add(new Currency((ushort)(code + 1)));
        return all;
    }
}
