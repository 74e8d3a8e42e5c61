using System.Globalization;

namespace Poruka.Ledger;

/// <summary>The five kinds of account of double-entry bookkeeping.</summary>
public enum AccountKind
{
    /// <summary>What the fund has.</summary>
    Asset,

    /// <summary>What the fund owes.</summary>
    Liability,

    /// <summary>What came in.</summary>
    Income,

    /// <summary>What went out.</summary>
    Expense,

    /// <summary>What the fund is worth, by what it may be used for.</summary>
    NetAssets,
}

/// <summary>What an account is for. The numbers are written into entries and never change their meaning.</summary>
public enum AccountClass : byte
{
    /// <summary>No account: the default value.</summary>
    None = 0,

    /// <summary>An account at a bank.</summary>
    Bank = 1,

    /// <summary>Cash in a box.</summary>
    Cash = 2,

    /// <summary>A wallet at a payment service.</summary>
    Wallet = 3,

    /// <summary>Bail that a court or the police hold and may give back.</summary>
    BailPosted = 4,

    /// <summary>What another fund owes to this one.</summary>
    LoanToFund = 5,

    /// <summary>What this fund owes to another one.</summary>
    LoanFromFund = 16,

    /// <summary>Money that came or went and is not yet recognised.</summary>
    Unrecognised = 17,

    /// <summary>Gifts.</summary>
    Gift = 32,

    /// <summary>Dues of members.</summary>
    Dues = 33,

    /// <summary>Grants of foundations and organisations.</summary>
    Grant = 34,

    /// <summary>Concerts, sales, collections.</summary>
    Event = 35,

    /// <summary>Interest that a bank paid.</summary>
    Interest = 36,

    /// <summary>Lawyers, court fees, expert opinions, fines.</summary>
    Legal = 48,

    /// <summary>Doctors and medicine.</summary>
    Medical = 49,

    /// <summary>Parcels, and money sent to somebody inside.</summary>
    Parcel = 50,

    /// <summary>Families: travel to visits, children, rent.</summary>
    Family = 51,

    /// <summary>Bail that was not given back.</summary>
    BailForfeited = 52,

    /// <summary>Bringing somebody to safety.</summary>
    Relocation = 53,

    /// <summary>Paper, stamps, electronic letters.</summary>
    Letters = 54,

    /// <summary>What banks and payment services charge.</summary>
    BankFees = 55,

    /// <summary>What it costs to run the group.</summary>
    RunningCosts = 56,

    /// <summary>Money free for any purpose of the fund.</summary>
    Free = 64,

    /// <summary>Money promised to a request.</summary>
    Reserved = 65,

    /// <summary>Money restricted to a campaign.</summary>
    Restricted = 66,

    /// <summary>What was there when the books began.</summary>
    Opening = 67,

    /// <summary>The two sides of an exchange between currencies.</summary>
    Conversion = 68,
}

/// <summary>
/// An account of a fund's books: a class, and a number that tells several of a class apart (two bank accounts).
/// </summary>
/// <remarks>Immutable, equality by value. The number of a bank account stands only in the fund's settings, never here.</remarks>
/// <param name="Class">What it is for.</param>
/// <param name="Sub">0 for the only or first one, up to 65,535.</param>
public readonly record struct Account(AccountClass Class, int Sub = 0) : IComparable<Account>
{
    /// <summary>The highest <see cref="Sub"/>.</summary>
    public const int MaxSub = 65_535;

    private static readonly (AccountClass Class, string Name)[] Names =
    [
        (AccountClass.Bank, "assets:bank"), (AccountClass.Cash, "assets:cash"), (AccountClass.Wallet, "assets:wallet"),
        (AccountClass.BailPosted, "assets:bail-posted"), (AccountClass.LoanToFund, "assets:loan-to-fund"),
        (AccountClass.LoanFromFund, "liabilities:loan-from-fund"), (AccountClass.Unrecognised, "liabilities:unrecognised"),
        (AccountClass.Gift, "income:gift"), (AccountClass.Dues, "income:dues"), (AccountClass.Grant, "income:grant"),
        (AccountClass.Event, "income:event"), (AccountClass.Interest, "income:interest"),
        (AccountClass.Legal, "expenses:legal"), (AccountClass.Medical, "expenses:medical"),
        (AccountClass.Parcel, "expenses:parcel"), (AccountClass.Family, "expenses:family"),
        (AccountClass.BailForfeited, "expenses:bail-forfeited"), (AccountClass.Relocation, "expenses:relocation"),
        (AccountClass.Letters, "expenses:letters"), (AccountClass.BankFees, "expenses:bank-fees"),
        (AccountClass.RunningCosts, "expenses:running-costs"),
        (AccountClass.Free, "equity:free"), (AccountClass.Reserved, "equity:reserved"),
        (AccountClass.Restricted, "equity:restricted"), (AccountClass.Opening, "equity:opening"),
        (AccountClass.Conversion, "equity:conversion"),
    ];

    private static readonly string?[] NameByClass = IndexNames();

    /// <summary>Every class, in the order of a balance sheet followed by an income statement.</summary>
    public static IReadOnlyList<AccountClass> Classes { get; } = [.. Names.Select(n => n.Class)];

    /// <summary>The kind of account.</summary>
    public AccountKind Kind => KindOf(Class);

    /// <summary>The name in exports, reports and commands: <c>assets:bank</c>, or <c>assets:bank:2</c> with a number.</summary>
    public string Name
    {
        get
        {
            var name = NameOf(Class);
            return Sub == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{Sub}");
        }
    }

    /// <summary>Class and number in one, for a column: ordered as <see cref="CompareTo"/> orders.</summary>
    public int Code => ((int)Class << 16) | Sub;

    /// <summary>The account of a <see cref="Code"/>.</summary>
    /// <exception cref="FormatException">No account has this code.</exception>
    public static Account FromCode(int code)
    {
        var account = new Account((AccountClass)(byte)(code >> 16), code & 0xFFFF);
        return code >= 0 && account.IsKnown && account.Code == code
            ? account
            : throw new FormatException($"{code} is the code of no account.");
    }

    /// <summary>Whether the class is a known one and the number in range.</summary>
    public bool IsKnown => Sub is >= 0 and <= MaxSub && NameByClass[(byte)Class] is not null;

    /// <summary>The kind of account of a class.</summary>
    public static AccountKind KindOf(AccountClass accountClass) => (int)accountClass switch
    {
        < 16 => AccountKind.Asset,
        < 32 => AccountKind.Liability,
        < 48 => AccountKind.Income,
        < 64 => AccountKind.Expense,
        _ => AccountKind.NetAssets,
    };

    /// <summary>Reads a name: in full (<c>expenses:legal</c>), or only its last word (<c>legal</c>), either with a number.</summary>
    public static bool TryParse(string text, out Account account)
    {
        account = default;
        var colon = text.LastIndexOf(':');
        var sub = 0;
        var name = text;
        if (colon >= 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out sub))
            name = text[..colon];
        else
            sub = 0;
        if (sub > MaxSub) return false;
        foreach (var (known, full) in Names)
            if (full == name || full[(full.IndexOf(':', StringComparison.Ordinal) + 1)..] == name)
            {
                account = new Account(known, sub);
                return true;
            }
        return false;
    }

    /// <summary>Compares in the order of a balance sheet.</summary>
    public int CompareTo(Account other) => Code.CompareTo(other.Code);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether it comes before the other.</summary>
    public static bool operator <(Account left, Account right) => left.Code < right.Code;

    /// <summary>Whether it comes after the other.</summary>
    public static bool operator >(Account left, Account right) => left.Code > right.Code;

    /// <summary>Whether it comes before the other, or is the same.</summary>
    public static bool operator <=(Account left, Account right) => left.Code <= right.Code;

    /// <summary>Whether it comes after the other, or is the same.</summary>
    public static bool operator >=(Account left, Account right) => left.Code >= right.Code;

    private static string NameOf(AccountClass accountClass) => NameByClass[(byte)accountClass]
        ?? throw new InvalidOperationException($"{(int)accountClass} is no class of account.");

    private static string?[] IndexNames()
    {
        var names = new string?[256];
        foreach (var (accountClass, name) in Names) names[(byte)accountClass] = name;
        return names;
    }
}
