using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.Ledger.Transparency;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>A word that was planted, and by which field of which form.</summary>
internal sealed record Planted(string Word, string Form, string Field)
{
    public override string ToString() => $"{Form}\t{Field}";
}

/// <summary>
/// Goes through every page that a visitor can reach by links, and sends every form that is met with a word of its own in each field and
/// each file: forms that are added later join by themselves.
/// </summary>
/// <param name="site">Where.</param>
/// <param name="browser">Whose browser.</param>
/// <param name="real">What alone a field takes, by form and field: a text, or the contents of a file. Sent where a word was refused.</param>
internal sealed class PlantedForms(WebSite site, Visitor browser, IReadOnlyDictionary<(string Form, string Field), byte[]>? real = null)
{
    private readonly IReadOnlyDictionary<(string Form, string Field), byte[]> _real = real ?? new Dictionary<(string Form, string Field), byte[]>();

    private const int MostPages = 800, MostTries = 8;

    // What would end the walk, or take away what the others need. By the last part of the form's address.
    private static readonly string[] NotSent =
        ["sign-out", "sign-in", "language", "leave", "erase", "shred", "end", "delete", "cancel", "freeze", "prove", "recover", "lock", "withdraw", "rotate", "back", "close", "roles"];

    private static readonly string[] Days = ["2026-11-24", "2026-11-23", "2026-10-01", "2026-12-24"];

    private static readonly string[] Plausible = ["12", "2026-11-24", "14:20", "12.50", "EUR", "a@b.example", "https://b.example/", "DE", "2", "1975"];

    // What a field of such a name wants, where it doesn't take any word.
    private static readonly (string Part, string Value)[] Known =
    [
        ("key", new NoteSigner("sister.example/fund", NoteKeyKind.Log, RandomNumberGenerator.GetBytes(NoteSigner.SeedSize)).Verifier.ToString()),
        ("zone", "Europe/Kyiv"), ("days", "5"), ("day", "2026-11-24"), ("time", "14:20"), ("amount", "12.50"), ("country", "DE"),
        ("languages", "ru"), ("translates", "de-ru"), ("cost", "12.50"), ("currency", "EUR"),
        ("recipient", new Poruka.Vault.Age.AgeIdentity(RandomNumberGenerator.GetBytes(32)).Recipient.ToString()),
    ];

    private readonly string[][] _routes = [.. site.Routes.Select(r => r.RoutePattern.RawText!.Trim('/').Split('/'))];
    private readonly Dictionary<string, string> _patterns = new(StringComparer.Ordinal);
    private readonly Queue<string> _pages = new();
    private readonly HashSet<string> _seenPages = new(StringComparer.Ordinal), _sentForms = new(StringComparer.Ordinal);
    private readonly List<Planted> _planted = [];

    /// <summary>What was planted, and, by form, whether some try was taken.</summary>
    public IReadOnlyList<Planted> Words => _planted;

    public Dictionary<string, bool> Forms { get; } = new(StringComparer.Ordinal);

    /// <summary>By form that was refused: what was wrong with the last try.</summary>
    public Dictionary<string, string> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>A page of each route that shows one.</summary>
    public Dictionary<string, string> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Pages that answered with a fault of ours.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>A group with somebody in it who may do everything: somebody beside whom a will can name and a room can be given to; money, and a fund to lend it to.</summary>
    public static async Task<Person> Begin(TestInstallation test, WebSite site, TestClock clock)
    {
        var vera = await Person.SetUp(site, clock, "vera");
        using (await Person.Join(site, clock, await vera.Invite("member"), "fritz")) { }
        test.AddFund("sister-fund", "Sister Fund");
        await SampleBooks.Post(test);
        using var connection = test.Database.Open();
        using var transaction = connection.BeginTransaction();
        Poruka.People.MemberRows.SetRoles(connection, transaction, new Poruka.People.Organisation(1, "political-red-cross", ""),
            Poruka.People.MemberRows.FindByName(connection, "vera", transaction)!.Id, Poruka.People.Roles.All);
        transaction.Commit();
        return vera;
    }

    /// <summary>Goes through all that a member comes to.</summary>
    public Task WalkGroup() => Walk("/home", "/groups/political-red-cross", "/help", "/help/follow-up", "/", "/me", "/groups/political-red-cross/donors", "/groups/political-red-cross/calls");

    public async Task Walk(params string[] from)
    {
        foreach (var address in from) Add(address);
        for (var pages = 0; pages < MostPages && _pages.TryDequeue(out var address); pages++)
        {
            using var response = await browser.Http.GetAsync(new Uri(address, UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers is { ContentType.MediaType: "text/html", ContentDisposition: null }) Pages.TryAdd(Pattern(address), address);
            await Read(response, address);
        }
    }

    /// <summary>The pattern of the route that an address is of, so that one page, or form, stands for all things of a kind.</summary>
    private string Pattern(string address)
    {
        var path = address.Split('?', '#')[0];
        if (_patterns.TryGetValue(path, out var known)) return known;
        var parts = path.Trim('/').Split('/');
        var best = _routes.Where(route => Fits(route, parts)).MaxBy(route => route.Count(part => !part.Contains('{', StringComparison.Ordinal)));
        return _patterns[path] = best is null ? path : "/" + string.Join('/', best);
    }

    private static bool Fits(string[] route, string[] parts)
    {
        var isOpen = route[^1].StartsWith("{**", StringComparison.Ordinal);
        if (isOpen ? parts.Length < route.Length : parts.Length != route.Length) return false;
        for (var i = 0; i < route.Length; i++)
            if (!route[i].Contains('{', StringComparison.Ordinal) && route[i] != parts[i]) return false;
        return true;
    }

    private void Add(string address)
    {
        if (!address.StartsWith('/') || address.StartsWith("//", StringComparison.Ordinal) || address.StartsWith("/assets/", StringComparison.Ordinal)) return;
        // Two of a kind are enough: the second may be another's.
        var pattern = Pattern(address);
        if (_seenPages.Add(address) && (_seenPages.Add(pattern + " 1") || _seenPages.Add(pattern + " 2"))) _pages.Enqueue(address);
    }

    private async Task<IHtmlDocument?> Read(HttpResponseMessage response, string address)
    {
        if ((int)response.StatusCode >= 500) Faults.Add($"{Pattern(address)}: {(int)response.StatusCode}");
        if (response.Headers.Location is { } location)
        {
            Add(location.OriginalString);
            // Seen before, it may lead to what has been made just now.
            if (response.RequestMessage!.Method == HttpMethod.Post && location.OriginalString.StartsWith('/') && _seenPages.Contains(location.OriginalString)) _pages.Enqueue(location.OriginalString);
            return null;
        }
        if (response.Content.Headers.ContentType?.MediaType != "text/html") return null;
        var page = await Visitor.Read(response, response.StatusCode);
        foreach (var link in page.QuerySelectorAll("a[href]")) Add(link.GetAttribute("href")!);
        if (response.StatusCode == HttpStatusCode.OK)
            foreach (var form in page.QuerySelectorAll("form").OfType<IHtmlFormElement>()) await Send(form);
        return page;
    }

    private async Task Send(IHtmlFormElement sent)
    {
        var action = sent.GetAttribute("action") ?? "";
        if (!string.Equals(sent.Method, "post", StringComparison.OrdinalIgnoreCase) || sent.QuerySelector("[name^=secret-]") is not null) return;
        var pattern = Pattern(action);
        if (NotSent.Any(word => pattern.Split('/').Contains(word)) || !_sentForms.Add(pattern)) return;
        Forms.TryAdd(pattern, false);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var presets = PresetsOf(sent);
        var current = sent;
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            using var response = await Post(current, pattern, given, asTable: attempt > 0);
            var page = await Read(response, action);
            if (response.Headers.Location is not null || response.StatusCode == HttpStatusCode.OK && page?.QuerySelector("[aria-invalid=true]") is null)
            {
                Forms[pattern] = true;
                return;
            }
            Refusals[pattern] = $"{(int)response.StatusCode} " + string.Join("; ", page?.QuerySelectorAll(".error, [role=alert] p, main h1").Select(e => $"{e.Id}: {e.TextContent.Trim()}") ?? []);
            // What was not taken is tried again as something else.
            var again = page?.QuerySelectorAll("form").OfType<IHtmlFormElement>().FirstOrDefault(f => f.GetAttribute("action") == action);
            if (again is null) return;
            foreach (var wrong in again.QuerySelectorAll("[aria-invalid=true]"))
                if (wrong.GetAttribute("name") is { } name)
                    given[name] = attempt > 1 && !wrong.HasAttribute("required") ? "" : NextFor(wrong, name, given.GetValueOrDefault(name));
            // Where what is wrong with one field shows at another: what the page itself had proposed, and what such a field wants.
            if (attempt > 0)
                foreach (var (name, value) in presets) given[name] = value;
            // And where it proposed nothing and asks for nothing, nothing.
            if (attempt > 2)
                foreach (var field in again.QuerySelectorAll("input").OfType<IHtmlInputElement>())
                    if (field is { Name: { Length: > 0 } name, Type: "text" or "date", IsRequired: false }) given[name] = presets.GetValueOrDefault(name, "");
            foreach (var ((form, field), value) in _real)
                if (form == pattern) given[field] = Encoding.UTF8.GetString(value);
            current = again;
        }
    }

    /// <summary>
    /// What a page proposes in its fields; and where it proposes nothing in one whose name says what it wants, that.
    /// </summary>
    private static Dictionary<string, string> PresetsOf(IHtmlFormElement form)
    {
        var presets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var input in form.QuerySelectorAll("input").OfType<IHtmlInputElement>())
            if (input is { Name: { Length: > 0 } name, Type: "text" or "number" or "date" })
                if (input.Value.Length > 0) presets[name] = input.Value;
                else if (input.Type == "text" && name.EndsWith("day", StringComparison.Ordinal) || name.EndsWith("time", StringComparison.Ordinal)) presets[name] = Known.First(k => name.Contains(k.Part, StringComparison.Ordinal)).Value;
        return presets;
    }

    private static string NextFor(IElement field, string name, string? before)
    {
        if (field is IHtmlInputElement { Type: "date" }) return Days[(Array.IndexOf(Days, before ?? Days[0]) + 1) % Days.Length];
        if (before is null)
            foreach (var (part, value) in Known)
                if (name.Contains(part, StringComparison.Ordinal)) return value;
        if (field.GetAttribute("inputmode") is "numeric" or "decimal" && before is null) return "12";
        return Plausible[(Array.IndexOf(Plausible, before) + 1) % Plausible.Length];
    }

    private async Task<HttpResponseMessage> Post(IHtmlFormElement form, string pattern, Dictionary<string, string> given, bool asTable)
    {
        var isMultipart = form.GetAttribute("enctype") == "multipart/form-data";
        var parts = new MultipartFormDataContent();
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var field in form.QuerySelectorAll("input, select, textarea, button[name]"))
        {
            if (field.GetAttribute("name") is not { Length: > 0 } name) continue;
            if (field is IHtmlInputElement { Type: "file" })
            {
                if (!isMultipart) continue;
                var fileName = Word(pattern, name + " (file name)", 60);
                if (field.GetAttribute("accept")?.Contains(".jpg", StringComparison.Ordinal) == true)
                {
                    parts.Add(PictureWith(Word(pattern, name + " (metadata)", 60), Word(pattern, name + " (metadata)", 60)), name, fileName + ".jpg");
                    continue;
                }
                var contents = Word(pattern, name + " (contents)", 60);
                // What was no file of the right kind may be a table.
                if (asTable && _real.TryGetValue((pattern, name), out var right)) contents = Encoding.UTF8.GetString(right);
                else if (asTable) contents = $"Name,Note\n{contents},{Word(pattern, name + " (contents)", 60)}\n";
                var part = new ByteArrayContent(Encoding.UTF8.GetBytes(contents));
                part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = name, FileName = fileName + ".txt" };
                parts.Add(part);
                continue;
            }
            if (ValueOf(field, pattern, name, given) is not { } value || field is IHtmlButtonElement && fields.Any(f => f.Key == name)) continue;
            fields.Add(KeyValuePair.Create(name, value));
        }
        var address = new Uri(form.GetAttribute("action")!, UriKind.Relative);
        if (!isMultipart)
        {
            parts.Dispose();
            using var body = new FormUrlEncodedContent(fields);
            return await browser.Http.PostAsync(address, body);
        }
        // As browsers do where the page keeps to it: files behind the fields.
        using var all = new MultipartFormDataContent();
        foreach (var (name, value) in fields) all.Add(new StringContent(value), name);
        foreach (var part in parts) all.Add(part);
        return await browser.Http.PostAsync(address, all);
    }

    /// <summary>A picture as a camera or a program for pictures leaves it: with a comment (ISO 10918-1, B.2.4.5) and a description as XMP.</summary>
    private static ByteArrayContent PictureWith(string comment, string description)
    {
        var picture = Publishing.Press.Picture(64, 48);
        byte[] Segment(byte marker, string text) => [0xFF, marker, (byte)((text.Length + 2) >> 8), (byte)(text.Length + 2), .. Encoding.ASCII.GetBytes(text)];
        return new ByteArrayContent(
        [
            .. picture[..2], .. Segment(0xE1, $"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>{description}</x:xmpmeta>"),
            .. Segment(0xFE, comment), .. picture[2..],
        ]);
    }

    private string? ValueOf(IElement field, string pattern, string name, Dictionary<string, string> given) => field switch
    {
        IHtmlInputElement { Type: "hidden" } hidden => hidden.Value,
        _ when given.TryGetValue(name, out var value) => value,
        IHtmlInputElement { Type: "checkbox" } box => box.Value,
        IHtmlInputElement { Type: "radio" } radio => radio.IsChecked ? radio.Value : null,
        IHtmlInputElement { Type: "date" } => Days[0],
        IHtmlInputElement input => Word(pattern, name, Most(input)),
        IHtmlTextAreaElement area => Word(pattern, name, Most(area)),
        IHtmlSelectElement select => select.Options.FirstOrDefault(o => o.Value.Length > 0)?.Value ?? "",
        IHtmlButtonElement button => button.Value,
        _ => null,
    };

    private static int Most(IElement field) => int.TryParse(field.GetAttribute("maxlength"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : 60;

    /// <summary>A word that stands nowhere else. Where a field is too short for one, a few letters that nobody looks for.</summary>
    private string Word(string form, string field, int most)
    {
        var word = "zq" + RandomNumberGenerator.GetString("bcdfghjklmnprstvwxz", 22);
        if (most < word.Length) return word[..Math.Max(most, 0)];
        _planted.Add(new Planted(word, form, field));
        return word;
    }
}
