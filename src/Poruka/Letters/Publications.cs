using NodaTime;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Storage;

namespace Poruka.Letters;

/// <summary>What the public is to read of somebody inside. It lies sealed in the letters' room until the guard lets it out.</summary>
/// <param name="Id">By which the guard knows it. Drawn, so that the cases which are asked tell nobody on the disk whose they are.</param>
/// <param name="Version">Grows with each change of the text.</param>
/// <param name="Name">How they are called there; empty where they were taken off the page.</param>
/// <param name="About">What stands under it.</param>
public sealed record Publication(string Id, long Version, string Name, string About)
{
    internal static SealedPlace PlaceOf(RecipientId id) => new("recipient", id.Value, "publication");

    /// <summary>The asking that the rooms haven't all answered; null where there is none.</summary>
    internal static GuardAsk? Waiting(LettersDesk desk, RecipientId id) =>
        desk.Read(PlaceOf(id), LettersJson.Default.Publication) is { } wanted && Ids.Parse(wanted.Id) is { } item
            && GuardRows.Find(desk.Connection, null, OutgoingKind.Person, item, wanted.Version) is { State: "open" } ask ? ask : null;

    /// <summary>The fields in which it is written, and what stands in them.</summary>
    internal static (string Name, string About, LocalDate? Until) Ask(LetterFields fields) =>
        (fields.Line("publicname", maxLength: 100), fields.Lines("about", maxLength: 1_000, rows: 3), fields.Day("consent"));

    /// <summary>The part of somebody's page where it is written.</summary>
    internal static Part PartOf(Page page, LettersDesk desk, RecipientRow row)
    {
        var (known, wanted) = (PublicRecipients.Find(desk.Connection, row.Id), desk.Read(PlaceOf(row.Id), LettersJson.Default.Publication));
        var fields = new LetterFields(page, name => name switch
        {
            "publicname" => wanted?.Name ?? known?.Name ?? "", "about" => wanted?.About ?? known?.About ?? "", "consent" => known is null ? "" : Written.IsoDay(known.Until), _ => "",
        }).Fresh();
        Ask(fields);
        return new Part
        {
            Heading = page["Letters.Publish"], Paragraphs = ["Letters.Publish.Lead"],
            Forms = [new PartForm(desk.Address($"recipients/{row.Id}/publish"), page["Letters.Publish.Submit"], fields.All)],
        };
    }
}
