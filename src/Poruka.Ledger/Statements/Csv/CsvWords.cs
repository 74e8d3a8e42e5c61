namespace Poruka.Ledger.Statements;

/// <summary>Words in headings of banks' tables by what they mean, in the languages of the groups that may use this.</summary>
internal static class CsvWords
{
    /// <summary>Keys of a profile with parts of headings, lower case, the surer ones first.</summary>
    public static readonly (string Key, string[] Parts)[] Headings =
    [
        ("end-to-end", ["end-to-end", "endtoend", "end to end", "eref", "kundenreferenz"]),
        ("currency", ["currency", "währung", "waehrung", "valuta code", "munt", "devise", "waluta", "moneda", "valuta", "валюта"]),
        ("value", ["value date", "valuta", "wertstellung", "rentedatum", "date de valeur", "date valeur", "data waluty", "fecha valor", "data valuta", "дата валютирования", "дата валютування"]),
        ("booked", ["booking date", "booked", "buchungstag", "buchungsdatum", "buchung", "boekdatum", "boekingsdatum", "date comptable", "date opération", "data księgowania", "data operacji", "fecha operación", "transaction date", "posting date", "completed date", "data contabile", "дата проводки", "дата операции", "дата операції", "datum", "date", "data", "fecha", "дата"]),
        ("debit", ["debit", "débit", "soll", "ausgang", "paid out", "money out", "withdrawal", "obciążenia", "cargo", "addebiti", "uscite", "af (eur)", "расход", "списание", "дебет", "витрата", "видаток"]),
        ("credit", ["credit", "crédit", "haben", "eingang", "paid in", "money in", "deposit", "uznania", "abono", "accrediti", "entrate", "bij (eur)", "приход", "поступление", "кредит", "надходження"]),
        ("direction", ["af bij", "af/bij", "debit/credit", "soll/haben", "credit/debit", "d/c", "c/d", "dr/cr", "дебет/кредит"]),
        ("balance", ["balance", "saldo", "kontostand", "solde", "остаток", "баланс", "залишок"]),
        ("amount", ["amount", "betrag", "umsatz", "bedrag", "montant", "kwota", "importe", "importo", "сумма", "сума"]),
        ("account", ["iban", "kontonummer", "gegenkonto", "tegenrekening", "counterparty account", "account number", "konto", "rachunek", "nr rachunku", "cuenta", "счет", "счёт", "рахунок"]),
        ("payer", ["zahlungspflichtige", "payer", "auftraggeber", "плательщик", "платник", "nadawca"]),
        ("payee", ["zahlungsempfänger", "payee", "получатель", "отримувач", "odbiorca"]),
        ("name", ["counterparty", "name", "begünstigter", "beguenstigter", "naam", "nom", "nazwa", "nombre", "контрагент"]),
        ("reference", ["transaction id", "transaction number", "bank reference", "referenz", "reference", "numer", "номер документа", "id"]),
        ("remittance", ["verwendungszweck", "remittance", "description", "details", "narrative", "memo", "purpose", "omschrijving", "mededelingen", "libellé", "communication", "tytuł", "opis", "concepto", "causale", "descrizione", "buchungstext", "назначение", "призначення", "описание", "опис", "payment reference"]),
    ];
}
