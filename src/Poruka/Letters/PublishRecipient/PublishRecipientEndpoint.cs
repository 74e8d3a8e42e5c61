using NodaTime;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Publishing;
using Poruka.Shell;
using Poruka.Shell.Parts;
using Poruka.Storage;
using Part = Poruka.Shell.Parts.Part;

namespace Poruka.Letters.PublishRecipient;

/// <summary>
/// Lets the public read something of somebody inside, with their consent: what is written is held against the rooms of their case first,
/// and copied to where the public page reads it once these let it out.
/// </summary>
internal static class PublishRecipientEndpoint
{
    private const string Base = "/groups/{group}/letters/";

    public static void MapPublishRecipient(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Base + "recipients/{recipient}/publish", (HttpContext context, string recipient, ServeOptions options) => LettersDesk.At(context, options, desk =>
            Ids.Parse(recipient) is { } id && LetterRows.Recipient(desk.Connection, null, desk.Group.Number, new RecipientId(id)) is { } row
                ? Publish(context, desk, row) : Results.NotFound())).ForGroup(Role.Coordinator);
        routes.MapGet(Base + "publications/{publication}", (HttpContext context, string publication, ServeOptions options) => LettersDesk.At(context, options, desk =>
            Find(desk, publication) is { } row ? Results.Redirect(desk.Address("recipients/" + row.Id)) : Results.NotFound())).ForGroup(Role.Coordinator);
    }

    /// <summary>Who it is about: the address that the guard leads back to names nobody.</summary>
    private static RecipientRow? Find(LettersDesk desk, string publication) => LetterRows.Recipients(desk.Connection, desk.Group.Number)
        .FirstOrDefault(r => desk.Read(Publication.PlaceOf(r.Id), LettersJson.Default.Publication)?.Id == publication);

    private static IResult Publish(HttpContext context, LettersDesk desk, RecipientRow row)
    {
        var page = Page.Of(context, "Letters.Publish");
        var fields = new LetterFields(page, name => context.Request.Form[name].ToString());
        var (name, about, until) = Publication.Ask(fields);
        if (name.Length > 0 && until is null) fields.Fail("consent", page["Letters.Wrong.Consent"]);
        if (!fields.Ok)
            return (PartsView.Of(page) with { Errors = fields.Errors }).With(new Part { Forms = [new PartForm(desk.Address($"recipients/{row.Id}/publish"), page["Letters.Publish.Submit"], fields.All)] })
                .Show(StatusCodes.Status400BadRequest);
        using var guard = new GuardDesk(desk.Installation, Visit.Required(context), desk.Now);
        var wanted = Write(desk, row, name, about);
        var item = Ids.Parse(wanted.Id)!.Value;
        if (name.Length == 0)
        {
            using var transaction = desk.Connection.BeginTransaction();
            PublicRecipients.Withdraw(desk.Connection, transaction, row.Id);
            transaction.Commit();
            GuardGate.GiveUp(guard, OutgoingKind.Person, item, wanted.Version);
            return Results.Redirect(desk.Address("recipients/" + row.Id));
        }
        var facts = desk.Facts(row.Id)!;
        var text = name + "\n\n" + about;
        var standing = GuardGate.Ask(guard, new OutgoingText(OutgoingKind.Person, item, wanted.Version, text,
            Ids.Parse(facts.Case) is { } from ? [new CaseId(from)] : [], desk.Address("publications/" + wanted.Id)));
        if (!standing.IsOpen || !TryCopy(guard, desk, row, wanted, item, facts.Languages, until!.Value)) return Results.Redirect(guard.Address(standing.Ask));
        GuardGate.WentOut(guard, OutgoingKind.Person, item, wanted.Version, text);
        return Results.Redirect(desk.Address("recipients/" + row.Id));
    }

    /// <summary>Keeps what is wanted, so that it isn't typed again while rooms are asked.</summary>
    private static Publication Write(LettersDesk desk, RecipientRow row, string name, string about)
    {
        var before = desk.Read(Publication.PlaceOf(row.Id), LettersJson.Default.Publication);
        if (before is not null && before.Name == name && before.About == about) return before;
        var wanted = new Publication(before?.Id ?? Ids.Text(Ids.Draw()), (before?.Version ?? 0) + 1, name, about);
        using var transaction = desk.Connection.BeginTransaction();
        desk.Write(transaction, row.Id.Value, Publication.PlaceOf(row.Id), wanted, LettersJson.Default.Publication);
        transaction.Commit();
        return wanted;
    }

    private static bool TryCopy(GuardDesk guard, LettersDesk desk, RecipientRow row, Publication wanted, UInt128 item, IReadOnlyList<string> languages, LocalDate until)
    {
        using var transaction = guard.Connection.BeginTransaction();
        if (!GuardGate.TryGoOut(guard, transaction, OutgoingKind.Person, item, wanted.Version)) return false;
        PublicRecipients.Put(guard.Connection, transaction, desk.Group.Number, new PublicRecipient(row.Id, wanted.Name, wanted.About, languages, until, row.Letters));
        transaction.Commit();
        return true;
    }
}
