namespace Poruka.Ledger.Statements;

/// <summary>Texts in parts that begin with a code: <c>/NAME/…/REMI/…</c> of SWIFT and the Dutch banks, <c>EREF+…SVWZ+…</c> of the German ones.</summary>
internal static class MtCodes
{
    private static readonly string[] Slashed =
    [
        "/EREF/", "/REMI/", "/NAME/", "/IBAN/", "/BENM/", "/ORDP/", "/TRTP/", "/MARF/", "/CSID/", "/BIC/", "/ISDT/",
        "/CNTP/", "/RTRN/", "/PREF/", "/PURP/", "/TRCD/", "/UDTR/", "/UCRD/", "/SVCL/", "/OCMT/", "/CHGS/", "/ADDR/",
        "/ID/", "/ULTD/", "/ULTB/", "/ACCW/", "/INIT/", "/NAAM/",
    ];

    private static readonly string[] Sepa =
    [
        "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+", "IBAN+", "BIC+", "PURP+",
    ];

    /// <summary>Whether a text begins with a code between slashes.</summary>
    public static bool Begins(string text) =>
        Array.Exists(Slashed, code => text.StartsWith(code, StringComparison.Ordinal));

    /// <summary>Whether a text has one of the German codes that open it or hold its purpose.</summary>
    public static bool HasSepa(string text) =>
        text.Contains("SVWZ+", StringComparison.Ordinal)
        || Array.Exists(Sepa, code => text.StartsWith(code, StringComparison.Ordinal));

    /// <summary>Reads a text with codes between slashes.</summary>
    public static MtDetailsRead Read(string text)
    {
        string? name = null, account = null, remittance = null, endToEndId = null;
        foreach (var (code, value) in Parts(text, Slashed))
            switch (code)
            {
                case "/NAME/" or "/NAAM/": name ??= Value(value); break;
                case "/IBAN/": account ??= StatementText.Account(value.Trim('/')); break;
                case "/EREF/": endToEndId ??= EndToEnd(value); break;
                case "/REMI/": remittance ??= Remittance(value); break;
                case "/ORDP/" or "/BENM/" when value.Length > 1: name ??= Value(value); break;
                case "/CNTP/": ReadCounterparty(value, ref name, ref account); break;
            }
        return new MtDetailsRead(name, account, remittance, endToEndId);
    }

    /// <summary>Reads a text with codes before a plus.</summary>
    public static MtDetailsRead ReadSepa(string text)
    {
        string? name = null, account = null, purpose = null, endToEndId = null, before = null;
        foreach (var (code, value) in Parts(text, Sepa))
            switch (code)
            {
                case "": before = StatementText.Clean(value); break;
                case "EREF+": endToEndId ??= EndToEnd(value); break;
                case "SVWZ+": purpose = StatementText.Join(purpose, StatementText.Clean(value)); break;
                case "ABWA+" or "ABWE+": name ??= StatementText.Clean(value); break;
                case "IBAN+": account ??= StatementText.Account(value); break;
            }
        return new MtDetailsRead(name, account, StatementText.Join(before, purpose), endToEndId);
    }

    /// <summary>ING's: account, BIC, name and town between slashes.</summary>
    private static void ReadCounterparty(string value, ref string? name, ref string? account)
    {
        var parts = value.Split('/');
        account ??= StatementText.Account(parts[0]);
        if (parts.Length > 2) name ??= StatementText.Clean(parts[2]);
    }

    /// <summary>ING puts the kind of text before it: <c>USTD//</c> free, <c>STRD/CUR/</c> a payment reference.</summary>
    private static string? Remittance(string value)
    {
        var text = value.AsSpan().Trim();
        if (text.StartsWith("USTD//")) text = text["USTD//".Length..];
        else if (text.StartsWith("STRD/CUR/")) text = text["STRD/CUR/".Length..];
        else if (text.StartsWith("STRD/ISO/")) text = text["STRD/ISO/".Length..];
        return Value(text.ToString());
    }

    private static string? EndToEnd(string value) =>
        Value(value) is { } id && id is not ("NOTPROVIDED" or "NONREF") ? id : null;

    private static string? Value(string value) => StatementText.Clean(value.Trim().Trim('/'));

    /// <summary>Cuts a text at its codes. What stands before the first one comes with an empty code.</summary>
    private static IEnumerable<(string Code, string Value)> Parts(string text, string[] codes)
    {
        var (code, from) = ("", 0);
        for (var at = 0; at <= text.Length; at++)
        {
            var next = at == text.Length
                ? null
                : Array.Find(codes, known => text.AsSpan(at).StartsWith(known));
            if (next is null && at < text.Length) continue;
            if (at > from || code.Length > 0) yield return (code, text[from..at]);
            if (next is null) yield break;
            (code, from) = (next, at + next.Length);
            at = from - 1;
        }
    }
}
