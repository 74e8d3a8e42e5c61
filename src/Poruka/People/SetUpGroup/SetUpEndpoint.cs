using System.Security.Cryptography;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People.SetUpGroup;

/// <summary>The page of the first visit.</summary>
public sealed record SetUpModel(Page Page, Field Code, Field Group, Field Name)
{
    /// <summary>The summary of errors.</summary>
    public ErrorSummary Errors => new(Page["Shell.Form.NotAccepted"], [Code, Group, Name]);
}

/// <summary>Sets the group up: who reads the code from the console names it, and becomes its first member.</summary>
internal static class SetUpEndpoint
{
    public const string Address = "/set-up";

    private const string CodeField = "secret-code", GroupField = "group", NameField = "name";

    public static void MapSetUp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context, ServeOptions options) =>
            IsSetUp(options) ? Done(context) : Show(context, "", "", null, null, null)).ForEverybody();
        routes.MapPost(Address, Begin).ForEverybody();
    }

    private static IResult Begin(HttpContext context, ServeOptions options, Enrolments enrolments, SetUpCode setUp)
    {
        if (IsSetUp(options)) return Done(context);
        var form = context.Request.Form;
        var group = form[GroupField].ToString().Trim();
        var name = Member.Fold(form[NameField].ToString());
        string? codeError = null, groupError = null, nameError = null;
        if (!setUp.IsIt(PostedForm.Secret(context, CodeField))) codeError = "People.SetUp.Code.Wrong";
        if (!Organisation.IsName(group)) groupError = "People.SetUp.Group.Wrong";
        if (!Member.IsName(name)) nameError = "People.Name.Wrong";
        if ((codeError ?? groupError ?? nameError) is not null) return Show(context, group, name, codeError, groupError, nameError);
        var enrolment = new Enrolment(EnrolmentKind.SetUp, new MemberId(Ids.Draw()), name, MemberKeys.Draw(RandomNumberGenerator.Fill),
            WordLists.Of(Page.LanguageOf(context.Request)), options.Clock.GetCurrentInstant()) { GroupName = group };
        return enrolments.TryBegin(context, enrolment) ? TypedResults.Redirect("/enrol") : Show(context, group, name, "People.SignIn.Busy", null, null);
    }

    private static bool IsSetUp(ServeOptions options)
    {
        using var connection = options.Installation.Database.Open();
        return !MemberRows.IsEmpty(connection);
    }

    private static IResult Done(HttpContext context)
    {
        var page = Page.Of(context, "People.SetUp.Done.Title");
        return TypedResults.RazorSlice(SetUpDonePage.Create(page));
    }

    private static IResult Show(HttpContext context, string group, string name, string? codeError, string? groupError, string? nameError)
    {
        var page = Page.Of(context, "People.SetUp.Title") with { Path = Address };
        string? Error(string? key) => key is null ? null : page[key];
        var wrong = (codeError ?? groupError ?? nameError) is not null;
        return TypedResults.RazorSlice(SetUpPage.Create(new SetUpModel(page,
            new Field(FieldKind.Secret, CodeField, page["People.SetUp.Code"]) { Required = true, Help = page["People.SetUp.Code.Help"], MaxLength = 40, AutoComplete = "off", Error = Error(codeError) },
            new Field(FieldKind.Line, GroupField, page["People.SetUp.Group"]) { Required = true, Help = page["People.SetUp.Group.Help"], MaxLength = Organisation.MaxNameLength, Value = group, Error = Error(groupError) },
            new Field(FieldKind.Line, NameField, page["People.Name"]) { Required = true, Help = page["People.Name.Help"], MaxLength = Member.MaxNameLength, Value = name, AutoComplete = "username", Error = Error(nameError) })),
            wrong ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }
}
