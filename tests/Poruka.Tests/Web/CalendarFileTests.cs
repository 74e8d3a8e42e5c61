using System.Text;
using NodaTime;
using Poruka.Shell;

namespace Poruka.Tests.Web;

/// <summary>RFC 5545: lines of at most 75 octets that end in CR and LF, text that can't end its line.</summary>
public sealed class CalendarFileTests
{
    [Fact]
    public void Long_and_strange_text_is_folded_between_characters_and_comes_back_whole()
    {
        const string Summary = "Ирина; мать, сестра\\брат\nи очень длинная строка, которая не помещается в семьдесят пять октетов 😀😀😀😀😀😀😀😀😀😀";
        var bytes = CalendarFile.ToBytes(Instant.FromUtc(2026, 11, 25, 12, 0), [new CalendarEntry("a", Summary, Instant.FromUtc(2026, 12, 31, 23, 59, 58)), new CalendarEntry("b", "", null, new LocalDate(2028, 2, 29))]);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\n', StringComparison.Ordinal)));
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n");
        var summary = Assert.Single(unfolded, l => l.StartsWith("SUMMARY:И", StringComparison.Ordinal))["SUMMARY:".Length..];
        Assert.Equal(Summary, summary.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\;", ";", StringComparison.Ordinal)
            .Replace("\\,", ",", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));
        Assert.Contains("DTSTART:20261231T235958Z", lines);
        Assert.Contains("DTSTART;VALUE=DATE:20280229", lines);
    }
}
