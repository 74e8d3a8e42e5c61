using System.Data.Common;
using System.Text.Json;
using NodaTime.Text;
using Poruka.Cases;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>What facilities let through, as kept.</summary>
internal static class FacilityRules
{
    public static Dictionary<FacilityId, LetterRules> All(DbConnection connection) =>
        LetterRows.Read(connection, null, "select facility, body from letter_rules", row => (Id: new FacilityId(LetterRows.Id(row, 0)!.Value), Text: row.GetString(1)))
            .ToDictionary(r => r.Id, r => Of(Parse(r.Text)));

    public static RulesText? Find(DbConnection connection, FacilityId facility) => LetterRows.Read(connection, null,
        "select body from letter_rules where facility = @facility", row => Parse(row.GetString(0)), ("facility", Ids.Bytes(facility.Value))).FirstOrDefault();

    public static void Put(DbConnection connection, DbTransaction transaction, FacilityId facility, RulesText rules) => Sql.Run(connection, transaction,
        "insert into letter_rules (facility, body) values (@facility, @body) on conflict (facility) do update set body = excluded.body",
        ("facility", Ids.Bytes(facility.Value)), ("body", JsonSerializer.Serialize(rules, LettersJson.Default.RulesText)));

    /// <summary>As the check takes them.</summary>
    public static LetterRules Of(RulesText text) =>
        new(LocalDatePattern.Iso.Parse(text.Verified) is { Success: true } day ? day.Value : null, text.Source)
        {
            Languages = text.Languages.Count == 0 ? null : text.Languages, MaxPages = text.MaxPages, MaxCharacters = text.MaxCharacters,
            Marking = (PageMarking)text.Marking, ElectronicService = text.Service, MaxParcelGrams = text.MaxParcelGrams,
            MaxParcelsPerYear = text.MaxParcelsPerYear, MaxBooks = text.MaxBooks,
            Allowed = Enclosures.Drawings | (text.Photographs ? Enclosures.Photographs : 0) | (text.ReplyKit ? Enclosures.ReplyKit : 0),
        };

    private static RulesText Parse(string body) => JsonSerializer.Deserialize(body, LettersJson.Default.RulesText)!;
}
