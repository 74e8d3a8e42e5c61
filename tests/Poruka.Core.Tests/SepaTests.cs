using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

/// <summary>
/// pain.001.001.09, held against its message definition (ISO 20022, customer credit transfer initiation) and the letters of the
/// SEPA scheme: order, number, length and form of each element, totals, and nothing else.
/// </summary>
public partial class SepaTests
{
    private static readonly XNamespace Ns = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    // The parts of the message definition that may appear: children in their order, with how often, and the form of texts.
    private static readonly Dictionary<string, string> Definition = new()
    {
        ["Document"] = "CstmrCdtTrfInitn",
        ["CstmrCdtTrfInitn"] = "GrpHdr PmtInf+",
        ["GrpHdr"] = "MsgId CreDtTm NbOfTxs CtrlSum? InitgPty",
        ["InitgPty"] = "Nm?",
        ["PmtInf"] = "PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr? CdtTrfTxInf+",
        ["PmtTpInf"] = "SvcLvl*",
        ["SvcLvl"] = "Cd",
        ["ReqdExctnDt"] = "Dt",
        ["Dbtr"] = "Nm? PstlAdr?",
        ["DbtrAcct"] = "Id",
        ["CdtrAcct"] = "Id",
        ["DbtrAgt"] = "FinInstnId",
        ["FinInstnId"] = "Othr?",
        ["Othr"] = "Id",
        ["CdtTrfTxInf"] = "PmtId Amt Cdtr? CdtrAcct? RmtInf?",
        ["PmtId"] = "InstrId? EndToEndId",
        ["Amt"] = "InstdAmt",
        ["Cdtr"] = "Nm? PstlAdr?",
        ["PstlAdr"] = "StrtNm? BldgNb? PstCd? TwnNm? Ctry?",
        ["RmtInf"] = "Ustrd*",
    };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["MsgId"] = ".{1,35}", ["PmtInfId"] = ".{1,35}", ["EndToEndId"] = ".{1,35}", ["Nm"] = ".{1,70}", ["StrtNm"] = ".{1,70}", ["PstCd"] = ".{1,16}",
        ["TwnNm"] = ".{1,35}", ["Ctry"] = "[A-Z]{2}", ["IBAN"] = "[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}", ["Ustrd"] = ".{1,140}", ["NbOfTxs"] = "[0-9]{1,15}",
        ["CtrlSum"] = @"[0-9]{1,15}\.[0-9]{2}", ["InstdAmt"] = @"[0-9]{1,9}\.[0-9]{2}", ["PmtMtd"] = "TRF", ["BtchBookg"] = "true|false", ["Cd"] = "SEPA",
        ["Dt"] = @"\d{4}-\d{2}-\d{2}", ["CreDtTm"] = @"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", ["ChrgBr"] = "SLEV", ["Othr/Id"] = "NOTPROVIDED",
    };

    private static readonly Gen<string> AnyText = Gen.OneOf(Gen.String, Gen.Int[0, 7].Select(i => ((string[])["Анна Ковальчук", "Müller & Söhne", "//x//", "Łódź", "«Правозащита»", "Щедрий Юрій", "", " "])[i]));

    [Fact]
    public void Whatever_is_written_keeps_to_the_message_definition() =>
        (from texts in AnyText.Array[7]
         from amounts in Gen.Long[1, 99_999_999_999].Array[1, 20]
         select (texts, amounts)).Sample(t =>
        {
            var transfers = t.amounts.Select((minor, i) => new SepaTransfer($"R-{i:00000000}", new Money(minor, Currency.Eur), t.texts[0], "DE89 3704 0044 0532 0130 00",
                i % 2 == 0 ? new PaymentAddress(t.texts[1], t.texts[2], t.texts[3], "de") : null, t.texts[4])).ToList();
            var document = Write(new SepaTransferList("P20261123T120000-abc", Instant.FromUtc(2026, 11, 23, 12, 0), new LocalDate(2026, 11, 24), "Fund " + t.texts[5], "FR1420041010050500013M02606", transfers));
            Check(document.Root!);
            var sum = t.amounts.Aggregate(Int128.Zero, (a, b) => a + b);
            foreach (var total in document.Descendants(Ns + "CtrlSum"))
                Assert.Equal(sum, Int128.Parse(total.Value.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
            foreach (var count in document.Descendants(Ns + "NbOfTxs")) Assert.Equal(t.amounts.Length.ToString(CultureInfo.InvariantCulture), count.Value);
        }, iter: 300);

    [Fact]
    public void A_list_reads_as_it_was_meant()
    {
        var document = Write(new SepaTransferList("P1", Instant.FromUtc(2026, 11, 23, 12, 0), new LocalDate(2026, 11, 24), "Красный Крест", "FR1420041010050500013M02606",
        [
            new SepaTransfer("R-7K3Q9ABC", new Money(1_234_05, Currency.Eur), "Щедрий Юрій", "de89370400440532013000", new PaymentAddress("Hauptstraße 5", "10115", "Berlin", "de"), "Rechnung № 5 / 2026"),
        ]));
        string[] texts = [.. document.Descendants().Where(e => !e.HasElements).Select(e => e.Value)];
        Assert.Equal(["P1", "2026-11-23T12:00:00Z", "1", "1234.05", "Krasnyi Krest", "P1-1", "TRF", "false", "1", "1234.05", "SEPA", "2026-11-24", "Krasnyi Krest",
            "FR1420041010050500013M02606", "NOTPROVIDED", "SLEV", "R-7K3Q9ABC", "1234.05", "Shchedrii Iurii", "Hauptstrasse 5", "10115", "Berlin", "DE", "DE89370400440532013000", "Rechnung No 5 / 2026"],
            texts.Select(x => x.Replace(". 5", "No 5", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00", true)]
    [InlineData("GB82 WEST 1234 5698 7654 32", true)]
    [InlineData("UA213223130000026007233566001", true)]
    [InlineData("DE89 3704 0044 0532 0130 01", false)]
    [InlineData("DE8937040044", false)]
    [InlineData("40817810000000000001", false)]
    public void An_iban_is_known_by_its_check_digits(string text, bool isOne) => Assert.Equal(isOne, Iban.Parse(text) is not null);

    [Fact]
    public void A_transfer_that_is_none_of_sepa_is_refused()
    {
        var good = new SepaTransfer("R-1", new Money(1, Currency.Eur), "A", "DE89370400440532013000", null, "");
        foreach (var bad in (SepaTransfer[])[good with { Amount = new Money(1, Currency.Parse("PLN")) }, good with { Amount = new Money(0, Currency.Eur) }, good with { Iban = "DE00" }])
            Assert.Throws<ArgumentException>(() => Write(new SepaTransferList("P1", default, new LocalDate(2026, 1, 1), "F", "DE89370400440532013000", [bad])));
        Assert.Throws<ArgumentException>(() => Write(new SepaTransferList("P1", default, new LocalDate(2026, 1, 1), "F", "DE89370400440532013000", [])));
    }

    [Fact]
    public void The_text_of_a_payment_code_is_that_of_EPC069_12() => Assert.Equal(
        "BCD\n002\n1\nSCT\n\nKrasnyi Krest\nDE89370400440532013000\nEUR25.00\n\n\nRF-7K3Q", EpcCode.Text("Красный Крест", "DE89 3704 0044 0532 0130 00", new Money(25_00, Currency.Eur), "RF-7K3Q"));

    private static XDocument Write(SepaTransferList list)
    {
        using var stream = new MemoryStream();
        list.Write(stream);
        stream.Position = 0;
        return XDocument.Load(stream);
    }

    private static void Check(XElement element)
    {
        var name = element.Name.LocalName;
        Assert.Equal(Ns, element.Name.Namespace);
        var key = element.Parent?.Name.LocalName == "Othr" ? "Othr/Id" : name;
        if (name == "Id" && key == "Id") { Check(Assert.Single(element.Elements())); Assert.Equal("IBAN", element.Elements().Single().Name.LocalName); return; }
        if (Definition.TryGetValue(name, out var children))
        {
            var order = string.Concat(element.Elements().Select(e => e.Name.LocalName + " "));
            Assert.Matches("^" + string.Concat(children.Split(' ').Select(c => Occurrence().Replace(c, "(?:$1 )$2"))) + "$", order);
            foreach (var child in element.Elements()) Check(child);
            return;
        }
        Assert.Matches("^(?:" + Texts[key] + ")$", element.Value);
        Assert.All(element.Value, c => Assert.True(SepaText.IsAllowed(c), $"{(int)c:x} in {name}"));
        Assert.False(element.Value.StartsWith('/') || element.Value.EndsWith('/') || element.Value.Contains("//", StringComparison.Ordinal));
        if (name == "InstdAmt") Assert.Equal("EUR", Assert.Single(element.Attributes()).Value);
        else Assert.DoesNotContain(element.Attributes(), a => !a.IsNamespaceDeclaration);
    }

    [GeneratedRegex(@"^(\w+)([?*+]?)$")]
    private static partial Regex Occurrence();
}
