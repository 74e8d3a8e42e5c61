using System.Globalization;
using System.Net;
using Poruka.Operations;
using Poruka.Shell;

namespace Poruka.Publishing.SendNewsletter;

/// <summary>A newsletter as mail: plain text and the same as HTML, without pictures or anything else that is fetched, so that nobody sees who reads.</summary>
internal sealed class NewsletterLetter(PressDesk desk, HttpContext context, PostRow row, string site)
{
    private readonly Dictionary<string, (string Subject, string Plain, string Html, Page Page)> _made = new(StringComparer.Ordinal);
    private readonly Page _page = Page.Of(context, "Publishing.Send.Title");

    /// <summary>The copy for somebody. Leaving takes one step, for people and for their mail programs (RFC 2369, RFC 8058).</summary>
    public OutgoingMail To(SubscriberBody subscriber, string language)
    {
        var (subject, plain, html, page) = In(language);
        var leave = $"{site}/newsletter/leave/{subscriber.Token}";
        return new OutgoingMail(subscriber.Address, subject, plain + "\n\n-- \n" + page.Text("Publishing.Letter.Foot", page.Look.Name) + "\n" + leave + "\n")
        {
            Html = $"{html}<hr><p>{WebUtility.HtmlEncode(page.Text("Publishing.Letter.Foot", page.Look.Name))} <a href=\"{leave}\">{WebUtility.HtmlEncode(page["Publishing.Leave.Title"])}</a></p></body></html>",
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["List-Unsubscribe"] = $"<{leave}>", ["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click", ["Precedence"] = "bulk",
            },
        };
    }

    private (string Subject, string Plain, string Html, Page Page) In(string language)
    {
        if (_made.TryGetValue(language, out var made)) return made;
        var page = _page with { Language = CultureInfo.GetCultureInfo(language) };
        var reader = new SiteReader(desk.Connection, desk.Options, page, Medium.Spread);
        var view = reader.View(PublicPosts.Of(desk.Connection, row.Id)!, site);
        var address = $"{site}{view.Row.Path}?lang={view.Language}";
        var plain = string.Join("\n\n", new[] { view.Title, view.Summary, reader.Plain(view), page.Text("Publishing.Letter.Online", address) }.Where(p => p.Length > 0));
        var html = $"<!DOCTYPE html><html lang=\"{view.Language}\"><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(view.Title)}</title></head>"
            + $"<body><h1>{WebUtility.HtmlEncode(view.Title)}</h1>{(view.Summary.Length > 0 ? $"<p>{WebUtility.HtmlEncode(view.Summary)}</p>" : "")}{view.Html}"
            + $"<p><a href=\"{address}\">{WebUtility.HtmlEncode(page["Publishing.Letter.Read"])}</a></p>";
        return _made[language] = (view.Title, plain, html, page);
    }
}
