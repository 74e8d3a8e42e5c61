using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;
using SkiaSharp;

namespace Poruka.Tests.Publishing;

/// <summary>A group with two who write for the public: Vera writes, Boris reads.</summary>
internal sealed class Press : IDisposable
{
    public const string Desk = "/groups/political-red-cross/press";

    private readonly SampleGroup _group;
    private readonly WebSite _site;

    public Press(TestInstallation test, WebSite site)
    {
        (_group, _site) = (new SampleGroup(test), site);
        Boris = _group.Join("boris", Role.Member);
        using (var connection = test.Database.Open())
        using (var held = _group.Open(_group.Room(RoomKind.Press), _group.Vera)!)
        using (var transaction = connection.BeginTransaction())
        {
            RoomGrants.Put(connection, transaction, held, Boris.Member, null, keeper: false, _group.Vera.Member, _group.Vera.Keys, SampleGroup.Today);
            transaction.Commit();
        }
        (Vera_, Reader) = (SampleGroup.SignedIn(site, _group.Vera), SampleGroup.SignedIn(site, Boris));
        Public = site.Visit("en");
    }

    public SampleGroup Group => _group;

    public Somebody Boris { get; }

    /// <summary>The author's browser.</summary>
    public Visitor Vera_ { get; private set; }

    /// <summary>The second reader's browser.</summary>
    public Visitor Reader { get; private set; }

    /// <summary>A visitor's browser.</summary>
    public Visitor Public { get; }

    /// <summary>Sessions end by themselves: both sign in anew.</summary>
    public void SignInAgain()
    {
        Vera_.Dispose();
        Reader.Dispose();
        (Vera_, Reader) = (SampleGroup.SignedIn(_site, _group.Vera), SampleGroup.SignedIn(_site, Boris));
    }

    /// <summary>Writes a draft; answers with its address at the desk.</summary>
    public async Task<string> Write(string kind, params (string Name, string Value)[] fields)
    {
        using var response = await Vera_.Post(await Vera_.Get($"{Desk}/new?kind={kind}"), Desk + "/new", fields);
        Assert.True(response.Headers.Location is not null, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Changes a draft.</summary>
    public async Task Edit(string post, params (string Name, string Value)[] fields)
    {
        Assert.Equal(post, await Submit(post + "/edit", fields));
    }

    /// <summary>Boris agrees, and it goes out.</summary>
    public async Task Publish(string post)
    {
        await Reader.Send(await Reader.Get(post), post + "/agree");
        await Vera_.Send(await Vera_.Get(post), post + "/publish");
    }

    /// <summary>Vera, who holds the rooms that were asked, lets a text go out in spite of what the guard found.</summary>
    public async Task AllowAll(string post)
    {
        using var connection = _group.Test.Database.Open();
        var ask = Ids.Text(Sql.List(connection, null, "select ask from guard_ask where item = @item and state = 'open'", row => Ids.Read(row.GetFieldValue<byte[]>(0)),
            ("item", Ids.Bytes(Ids.Parse(post[(post.LastIndexOf('/') + 1)..])!.Value))).Single());
        var address = $"/groups/political-red-cross/guard/{ask}";
        foreach (var link in (await Vera_.Get(address)).QuerySelectorAll($"a[href^='{address}/']").Select(a => a.GetAttribute("href")!).ToList())
            await Vera_.Send(await Vera_.Get(link), link + "/allow");
    }

    /// <summary>Writes and publishes.</summary>
    public async Task<string> PublishNew(string kind, params (string Name, string Value)[] fields)
    {
        var post = await Write(kind, fields);
        await Publish(post);
        return post;
    }

    /// <summary>Posts a form with all that the page put into it, but for what is given; answers where it leads.</summary>
    public async Task<string> Submit(string address, params (string Name, string Value)[] fields)
    {
        var page = await Vera_.Get(address);
        var values = Filled(page, address);
        foreach (var (name, value) in fields) values[name] = value;
        using var response = await Vera_.Post(page, address, [.. values.Select(v => (v.Key, v.Value))]);
        Assert.True(response.Headers.Location is not null, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString.Split('#')[0];
    }

    /// <summary>Adds a picture to a draft.</summary>
    public async Task<string> AddPicture(string post, byte[] bytes, string caption)
    {
        var page = await Vera_.Get(post + "/pictures/new");
        var form = page.QuerySelectorAll<IHtmlFormElement>("form").First(f => f.GetAttribute("action") == post + "/pictures");
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")) content.Add(new StringContent(hidden.Value), hidden.Name!);
        content.Add(new StringContent(caption), "caption-en");
        content.Add(new StringContent("Vera"), "credit");
        content.Add(new ByteArrayContent(bytes), "picture", "p.jpg");
        using var response = await Vera_.Http.PostAsync(new Uri(post + "/pictures", UriKind.Relative), content);
        return response.Headers.Location?.OriginalString ?? await response.Content.ReadAsStringAsync();
    }

    /// <summary>The fields of a person with a consent to each named item.</summary>
    public static (string, string)[] Person(string name, string audience = "all", params string[] items) =>
    [
        ("title-en", name), ("summary-en", "Books and letters"), ("text-en", "She was taken on the way to the library."), ("address", "Colony 7\nSomewhere"),
        ("birthday", "1911-12-02"),
        .. items.SelectMany(item => new[] { ("audience-" + item, audience), ("purpose-" + item, "letters"), ("until-" + item, "2027-05-01"), ("givenby-" + item, "her sister") }),
    ];

    /// <summary>A picture with something to find in it.</summary>
    public static byte[] Picture(int width = 800, int height = 600, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(new SKColor(0xd8, 0xcf, 0xc0));
        using var paint = new SKPaint { Color = new SKColor(0x96, 0x30, 0x1e), IsAntialias = true };
        surface.Canvas.DrawCircle(width * 0.7f, height * 0.4f, height * 0.25f, paint);
        paint.Color = new SKColor(0x2f, 0x5d, 0x4c);
        surface.Canvas.DrawRect(0, height * 0.75f, width, height * 0.25f, paint);
        using var image = surface.Snapshot();
        return image.Encode(format, 90).ToArray();
    }

    public void Dispose()
    {
        Public.Dispose();
        Reader.Dispose();
        Vera_.Dispose();
        _group.Dispose();
    }

    private static Dictionary<string, string> Filled(IDocument page, string action) => page.QuerySelectorAll($"form[action='{action}'] [name]").Select(e => (Name: e.GetAttribute("name")!, Value: e switch
    {
        IHtmlTextAreaElement area => area.Value, IHtmlSelectElement select => select.Value ?? "", IHtmlInputElement { Type: "checkbox", IsChecked: false } => "", IHtmlInputElement input => input.Value, _ => "",
    })).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
