using System.Globalization;
using System.Xml.Linq;

namespace Poruka.Tests.Publishing;

/// <summary>What a feed must have (RFC 4287, sections 4.1.1 and 4.1.2).</summary>
internal static class AtomRules
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public static void Check(XElement feed)
    {
        Assert.Equal(Atom + "feed", feed.Name);
        foreach (var of in feed.Elements(Atom + "entry").Prepend(feed))
        {
            var id = Assert.Single(of.Elements(Atom + "id")).Value;
            Assert.True(Uri.TryCreate(id, UriKind.Absolute, out _), id);
            Assert.NotEqual("", Assert.Single(of.Elements(Atom + "title")).Value);
            Assert.True(DateTimeOffset.TryParse(Assert.Single(of.Elements(Atom + "updated")).Value, CultureInfo.InvariantCulture, out _));
            Assert.Single(of.Elements(Atom + "link"), l => (string?)l.Attribute("rel") == "alternate");
        }
        Assert.Single(feed.Elements(Atom + "author")); // for all entries
        var ids = feed.Elements(Atom + "entry").Select(e => e.Element(Atom + "id")!.Value).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
    }
}
