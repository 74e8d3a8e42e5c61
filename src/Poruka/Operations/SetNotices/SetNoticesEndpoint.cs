using MimeKit;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;

namespace Poruka.Operations.SetNotices;

/// <summary>The page where a member says where they want to be told.</summary>
public sealed record SetNoticesModel(Page Page, Field Address, bool HasServer)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Address]);
}

/// <summary>Sets or forgets the address to which a member is told that something is due.</summary>
internal static class SetNoticesEndpoint
{
    public const string Address = "/me/notices";

    private const string AddressField = "address";

    public static void MapSetNotices(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) => Show(context, options, null)).ForSignedIn();
        routes.MapPost(Address, Save).ForSignedIn();
    }

    private static IResult Save(HttpContext context, ServeOptions options)
    {
        var given = context.Request.Form[AddressField].ToString().Trim();
        if (given.Length > 0 && (!MailboxAddress.TryParse(given, out var address) || address.Domain.Length == 0 || address.Address != given)) return Show(context, options, given);
        using var connection = options.Installation.Database.Open();
        MailNotices.Set(options.Installation, connection, Visit.Required(context).Member.Id,
            given.Length == 0 ? null : new NoticeTarget(given, Page.LanguageOf(context.Request).Name));
        return Results.Redirect(Address);
    }

    private static IResult Show(HttpContext context, ServeOptions options, string? wrong)
    {
        var page = Page.Of(context, "Operations.Notices.Title") with { Entry = NavigationEntry.Account, Path = Address };
        using var connection = options.Installation.Database.Open();
        var now = MailNotices.Find(options.Installation, connection, Visit.Required(context).Member.Id);
        return TypedResults.RazorSlice(SetNoticesPage.Create(new SetNoticesModel(page, new Field(FieldKind.Line, AddressField, page["Operations.Notices.Address"])
        {
            Help = page["Operations.Notices.Address.Help"], Value = wrong ?? now?.Address ?? "", MaxLength = 200, InputMode = "email", AutoComplete = "email",
            Error = wrong is null ? null : page["Operations.Notices.Wrong"],
        }, MailSettings.Read(options.Installation) is not null)), wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
