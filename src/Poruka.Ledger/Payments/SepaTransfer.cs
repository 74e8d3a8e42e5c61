using System.Globalization;
using System.Text;
using System.Xml;
using NodaTime;
using NodaTime.Text;

namespace Poruka.Ledger;

/// <summary>Where a payee lives or has their office, in parts: unstructured addresses are refused from November 2026 on.</summary>
/// <param name="Street">Street and number.</param>
/// <param name="PostCode">Postal code.</param>
/// <param name="Town">Town; with a country it is the least that an address must have.</param>
/// <param name="Country">Two letters.</param>
public sealed record PaymentAddress(string Street, string PostCode, string Town, string Country);

/// <summary>One transfer.</summary>
/// <param name="Reference">Ours, to be found again on the statement: 1 to 35 letters.</param>
/// <param name="Amount">In euro, above zero.</param>
/// <param name="Payee">Who gets it.</param>
/// <param name="Iban">Their account.</param>
/// <param name="Address">Their address, or null.</param>
/// <param name="Remittance">What they read; may be empty.</param>
public sealed record SepaTransfer(string Reference, Money Amount, string Payee, string Iban, PaymentAddress? Address, string Remittance);

/// <summary>A list of transfers from one account on one day.</summary>
/// <param name="Id">The message's id, 1 to 35 letters; a bank refuses the same one twice.</param>
/// <param name="MadeAt">When the file was made.</param>
/// <param name="On">The day of execution.</param>
/// <param name="Payer">Whose account.</param>
/// <param name="PayerIban">Its number.</param>
/// <param name="Transfers">At least one.</param>
public sealed record SepaTransferList(string Id, Instant MadeAt, LocalDate On, string Payer, string PayerIban, IReadOnlyList<SepaTransfer> Transfers)
{
    private const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /// <summary>
    /// Writes the list as a customer credit transfer initiation, pain.001.001.09, in the form of the SEPA scheme (EPC132-08):
    /// one payment block, service level SEPA, charges shared.
    /// </summary>
    /// <exception cref="ArgumentException">A transfer is not in euro, an account is no IBAN, or there is none.</exception>
    public void Write(Stream stream)
    {
        if (Transfers.Count == 0) throw new ArgumentException("There is nothing to transfer.");
        foreach (var transfer in Transfers)
        {
            if (transfer.Amount.Currency != Currency.Eur || transfer.Amount.Minor is <= 0 or > 99_999_999_999) throw new ArgumentException($"{transfer.Amount} is no amount of SEPA.");
            if (Iban.Parse(transfer.Iban) is null) throw new ArgumentException($"{transfer.Reference} goes to no IBAN.");
        }
        if (Iban.Parse(PayerIban) is not { } payerIban) throw new ArgumentException("The account to pay from has no IBAN.");
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, CloseOutput = false });
        var total = Transfers.Aggregate(Money.Zero(Currency.Eur), (sum, t) => sum + t.Amount).ToUnits();
        var count = Transfers.Count.ToString(CultureInfo.InvariantCulture);
        xml.WriteStartElement("Document", Namespace);
        xml.WriteStartElement("CstmrCdtTrfInitn");
        xml.WriteStartElement("GrpHdr");
        xml.WriteElementString("MsgId", SepaText.Of(Id, 35));
        xml.WriteElementString("CreDtTm", InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss'Z'").Format(MadeAt));
        xml.WriteElementString("NbOfTxs", count);
        xml.WriteElementString("CtrlSum", total);
        xml.WriteStartElement("InitgPty");
        xml.WriteElementString("Nm", SepaText.Of(Payer, 70));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("PmtInf");
        xml.WriteElementString("PmtInfId", SepaText.Of(Id, 33) + "-1");
        xml.WriteElementString("PmtMtd", "TRF");
        xml.WriteElementString("BtchBookg", "false"); // each on the statement by itself, to be found again
        xml.WriteElementString("NbOfTxs", count);
        xml.WriteElementString("CtrlSum", total);
        Nested(xml, "SEPA", "PmtTpInf", "SvcLvl", "Cd");
        Nested(xml, LocalDatePattern.Iso.Format(On), "ReqdExctnDt", "Dt");
        Nested(xml, SepaText.Of(Payer, 70), "Dbtr", "Nm");
        Nested(xml, payerIban, "DbtrAcct", "Id", "IBAN");
        Nested(xml, "NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id"); // with an IBAN no BIC is asked for
        xml.WriteElementString("ChrgBr", "SLEV");
        foreach (var transfer in Transfers) Write(xml, transfer);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, SepaTransfer transfer)
    {
        xml.WriteStartElement("CdtTrfTxInf");
        Nested(xml, SepaText.Of(transfer.Reference, 35), "PmtId", "EndToEndId");
        xml.WriteStartElement("Amt");
        xml.WriteStartElement("InstdAmt");
        xml.WriteAttributeString("Ccy", "EUR");
        xml.WriteString(transfer.Amount.ToUnits());
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteStartElement("Cdtr");
        xml.WriteElementString("Nm", SepaText.Of(transfer.Payee, 70) is { Length: > 0 } name ? name : "NOTPROVIDED");
        if (transfer.Address is { Town.Length: > 0, Country.Length: 2 } address)
        {
            xml.WriteStartElement("PstlAdr");
            Optional(xml, "StrtNm", address.Street, 70);
            Optional(xml, "PstCd", address.PostCode, 16);
            Optional(xml, "TwnNm", address.Town, 35);
            xml.WriteElementString("Ctry", address.Country.ToUpperInvariant());
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        Nested(xml, Iban.Parse(transfer.Iban)!, "CdtrAcct", "Id", "IBAN");
        if (SepaText.Of(transfer.Remittance, 140) is { Length: > 0 } remittance) Nested(xml, remittance, "RmtInf", "Ustrd");
        xml.WriteEndElement();
    }

    private static void Optional(XmlWriter xml, string name, string text, int maxLength)
    {
        if (SepaText.Of(text, maxLength) is { Length: > 0 } some) xml.WriteElementString(name, some);
    }

    private static void Nested(XmlWriter xml, string text, params ReadOnlySpan<string> names)
    {
        foreach (var name in names) xml.WriteStartElement(name);
        xml.WriteString(text);
        foreach (var _ in names) xml.WriteEndElement();
    }
}
