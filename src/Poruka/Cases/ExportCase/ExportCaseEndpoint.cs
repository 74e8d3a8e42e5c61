using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Poruka.Casework;
using Poruka.People;
using Poruka.Shell;
using Poruka.Shell.Forms;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Cases.ExportCase;

/// <summary>
/// A case to take along: a tar of what the visitor may read, sealed with age to a recipient of theirs. It is never written in the
/// clear to a disk, and the ordinary age program opens it.
/// </summary>
internal static class ExportCaseEndpoint
{
    public const string Address = "/groups/{group}/cases/{case}/export";

    private const string Recipient = "recipient";

    public static void MapExportCase(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Address, (HttpContext context) => Ask(context, null)).ForGroupWithProof(Role.Caseworker);
        routes.MapPost(Address, Export).ForGroupWithProof(Role.Caseworker);
    }

    private static IResult Ask(HttpContext context, IFormCollection? form)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        var page = Page.Of(context, "Cases.Export.Title", file.Name ?? file.Row.Code) with { Entry = NavigationEntry.Home };
        var address = desk.AddressOf(file.Row);
        return new CaseForm(page, address + "/export", page["Cases.Export.Submit"],
        [
            new(FieldKind.Line, Recipient, page["Cases.Export.Recipient"])
            {
                Required = true, Help = page["Cases.Export.Recipient.Help"], MaxLength = 80, Value = form?[Recipient].ToString() ?? "", AutoComplete = "off", Error = form is null ? null : page["Cases.Export.Wrong"],
            },
        ], address, page["Cases.Show.Back"]) { Lead = page["Cases.Export.Lead"] }.Show();
    }

    private static IResult Export(HttpContext context)
    {
        var desk = CaseDesk.Of(context);
        if (Find(desk, context) is not { } file) return Results.NotFound();
        if (AgeRecipient.TryParse(context.Request.Form[Recipient].ToString().Trim()) is not { } recipient) return Ask(context, context.Request.Form);
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            var parts = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var section in file.Sections.Where(s => s.Held is not null))
                parts[$"sheet-{CaseRows.Word(section.Section)}.json"] = JsonSerializer.SerializeToUtf8Bytes(section.Sheet, CaseJson.Default.Sheet);
            foreach (var fact in file.Timeline.Facts) parts[$"facts/{fact.Id}.json"] = JsonSerializer.SerializeToUtf8Bytes(fact, CaseJson.Default.Fact);
            foreach (var task in CaseTasks.Of(desk, file.Row.Id))
                if (task.Body is { } body) parts[$"tasks/{Ids.Text(task.Row.Id)}.json"] = JsonSerializer.SerializeToUtf8Bytes(body, CaseJson.Default.TaskBody);
            // First the list of what is in it with hashes, as sha256sum -c reads it.
            Write(writer, "MANIFEST.sha256", Encoding.UTF8.GetBytes(string.Concat(parts.Select(p => $"{Convert.ToHexStringLower(SHA256.HashData(p.Value))}  {p.Key}\n"))), desk);
            foreach (var (name, bytes) in parts) Write(writer, name, bytes, desk);
        }
        var sealedTar = AgeFile.Seal(tar.GetBuffer().AsSpan(0, (int)tar.Length), [recipient], RandomNumberGenerator.Fill);
        CryptographicOperations.ZeroMemory(tar.GetBuffer());
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file.Row.Code}.tar.age\"";
        return Results.Bytes(sealedTar, "application/octet-stream");
    }

    private static void Write(TarWriter writer, string name, byte[] bytes, CaseDesk desk) => writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(bytes), ModificationTime = desk.Now.ToDateTimeOffset(), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static CaseFile? Find(CaseDesk desk, HttpContext context) =>
        desk.Find(context) is { } row && CaseFile.Read(desk, row) is var file && file.Sections.Any(s => s.Held is not null) ? file : null;
}
