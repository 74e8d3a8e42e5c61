using Poruka.Letters.AddScan;
using Poruka.Letters.EditRecipient;
using Poruka.Letters.EditRules;
using Poruka.Letters.EditWriter;
using Poruka.Letters.ImportPeople;
using Poruka.Letters.ListBirthdays;
using Poruka.Letters.ListStopped;
using Poruka.Letters.PlanLetters;
using Poruka.Letters.PrintBatch;
using Poruka.Letters.PrintEvening;
using Poruka.Letters.PublishRecipient;
using Poruka.Letters.SendParcels;
using Poruka.Letters.ShowLetters;
using Poruka.Letters.ShowStatistics;
using Poruka.Letters.TakeReply;
using Poruka.Letters.TakeFromCase;
using Poruka.Letters.UseElectronicService;
using Poruka.Letters.WriteAsMember;
using Poruka.Letters.WriteFromOutside;
using Poruka.Letters.WriteLetter;

namespace Poruka.Letters;

/// <summary>The pages of letters.</summary>
internal static class LettersPages
{
    /// <summary>Maps them.</summary>
    public static void MapLettersPages(this IEndpointRouteBuilder routes)
    {
        routes.MapShowLetters();
        routes.MapImportPeople();
        routes.MapRecipients();
        routes.MapPublishRecipient();
        routes.MapWriters();
        routes.MapPlans();
        routes.MapLetters();
        routes.MapScans();
        routes.MapBatches();
        routes.MapReplies();
        routes.MapRules();
        routes.MapBirthdays();
        routes.MapStatistics();
        routes.MapElectronic();
        routes.MapEvenings();
        routes.MapStopped();
        routes.MapParcels();
        routes.MapTakeFromCase();
        routes.MapMyLetters();
        routes.MapWrite();
    }
}
