using System.Data.Common;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What was asked for.</summary>
internal sealed record AskedMoney(Money Amount, RequestedCost Cost, AccountClass Purpose, RequestDetails Details);

/// <summary>The fixed evidence of practice, as a form: the same for a member, for a case and for another group.</summary>
internal static class RequestForm
{
    /// <summary>How long a text of a request may be, in characters.</summary>
    public const int LongText = 8_000;

    private const string Asker = "asker";
    private const int MaxAsker = 1_000;

    /// <summary>The fields; some of their own may stand behind the costs. Another group says who it is, a member may say for which one they ask.</summary>
    public static Field[] Fields(FormInput input, Page page, bool isOutside, IEnumerable<Field>? own = null) =>
    [
        isOutside ? input.Field(FieldKind.Lines, Asker, required: true, maxLength: MaxAsker, label: page["Funds.Ask.Group"]) with { Rows = 2 } : input.Field(FieldKind.Line, Asker, maxLength: MaxAsker),
        input.Field(FieldKind.Choice, "purpose", nameof(AccountClass.Legal), required: true,
            choices: [.. RequestWords.Purposes.Select(p => new Choice(p.ToString(), page["Funds.Account." + p]))]),
        input.Field(FieldKind.Line, "amount", required: true, maxLength: 20) with { InputMode = "decimal" },
        input.Field(FieldKind.Line, "cost", required: true, maxLength: 20) with { InputMode = "decimal" },
        .. own ?? [],
        input.Field(FieldKind.Check, "hardship"),
        input.Field(FieldKind.Day, "since"),
        input.Field(FieldKind.Lines, "what", required: true, maxLength: LongText),
        input.Field(FieldKind.Lines, "stage", maxLength: LongText) with { Rows = 3 },
        input.Field(FieldKind.Lines, "others", maxLength: LongText) with { Rows = 2 },
        input.Field(FieldKind.Lines, "consent", required: true, maxLength: LongText) with { Rows = 2 },
        input.Field(FieldKind.Lines, "bills", maxLength: LongText) with { Rows = 3 },
        input.Field(FieldKind.Line, "payee", required: true, maxLength: 70),
        input.Field(FieldKind.Line, "account", maxLength: 60),
        input.Field(FieldKind.Line, "street", maxLength: 70),
        input.Field(FieldKind.Line, "postcode", maxLength: 16),
        input.Field(FieldKind.Line, "town", maxLength: 35),
        input.Field(FieldKind.Line, "country", maxLength: 2),
        input.Field(FieldKind.Line, "remittance", maxLength: 140),
    ];

    /// <summary>Reads them; null where something is wrong, which the fields say then. Bail is asked for where its country's switch is on.</summary>
    public static AskedMoney? Read(FormInput input, Fund fund, DbConnection connection, Organisation group, bool isOutside)
    {
        var (amount, cost, since) = (input.Amount("amount", fund.Currency), input.Amount("cost", fund.Currency), input.Day("since"));
        var details = new RequestDetails
        {
            Asker = input.Text(Asker, required: isOutside, MaxAsker),
            What = input.Text("what", required: true, LongText), Stage = input.Text("stage", maxLength: LongText), Others = input.Text("others", maxLength: LongText),
            Consent = input.Text("consent", required: true, LongText), Bills = input.Text("bills", maxLength: LongText),
            Payee = input.Text("payee", required: true, 70), Account = input.Text("account", maxLength: 60), Street = input.Text("street", maxLength: 70),
            PostCode = input.Text("postcode", maxLength: 16), Town = input.Text("town", maxLength: 35), Country = input.Text("country", maxLength: 2).ToUpperInvariant(),
            Remittance = input.Text("remittance", maxLength: 140),
        };
        if (!Enum.TryParse<AccountClass>(input.Raw("purpose"), out var purpose) || !RequestWords.Purposes.Contains(purpose)) input.Wrong("purpose", "Shell.Form.Missing");
        if (purpose == AccountClass.BailPosted && BailSwitch.IsOff(connection, group, details.Country)) input.Wrong("purpose", "Funds.Bail.Off." + details.Country);
        return input.IsWrong || amount is not { } asked || cost is not { } whole ? null
            : new AskedMoney(asked, new RequestedCost(whole.Minor, input.Check("hardship"), since), purpose, details);
    }

    /// <summary>Says at the field that it is about why the rules refuse what was asked.</summary>
    public static void Refuse(FormInput input, RequestOutcome outcome) =>
        input.Wrong(outcome == RequestOutcome.TooLate ? "since" : "amount", "Funds.Request.Outcome." + outcome);
}
