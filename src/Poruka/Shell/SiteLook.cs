using System.Data.Common;
using System.Globalization;
using Poruka.Storage;

namespace Poruka.Shell;

/// <summary>How an installation's pages look: the name, colour and sign of its first group.</summary>
/// <param name="Name">The group's name; empty before there is one.</param>
/// <param name="Accent">Its colour by day, as #rrggbb; empty for the program's own.</param>
/// <param name="AccentDark">The same by night.</param>
/// <param name="HasSign">Whether it has a sign of its own.</param>
/// <param name="IsSearchable">Whether search engines are welcome.</param>
/// <param name="Recipient">The age recipient that strangers may write to; empty for none.</param>
/// <param name="Lines">What the group says of itself in a line, by language, as JSON.</param>
/// <param name="Version">Grows with each change: a part of the addresses of what follows from it.</param>
public sealed record SiteLook(string Name, string Accent, string AccentDark, bool HasSign, bool IsSearchable, string Recipient, string Lines, long Version)
{
    /// <summary>Nothing was set.</summary>
    public static SiteLook Plain { get; } = new("", "", "", false, false, "", "{}", 0);

    /// <summary>The colour that cards and borders use by day.</summary>
    public string Colour => Accent.Length > 0 ? Accent : "#96301e";

    /// <summary>The address of the style sheet with the colour; null where the program's own is used.</summary>
    public string? StyleAddress => Accent.Length == 0 && AccentDark.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"/site/{Version}/style.css");

    /// <summary>The address of the sign: the group's own, else the program's.</summary>
    public string SignAddress => HasSign ? string.Create(CultureInfo.InvariantCulture, $"/site/{Version}/sign.png") : Assets.Address("mark.svg");

    /// <summary>The style sheet.</summary>
    public string Style
    {
        get
        {
            var day = Accent.Length == 0 ? "" : $":root:not([data-theme]) {{ --accent: {Accent}; --accent-strong: {Accent}; }}\n";
            var night = AccentDark.Length == 0 ? "" : $"@media (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ --accent: {AccentDark}; --accent-strong: {AccentDark}; }} }}\n";
            return day + night + "@media print { :root:not([data-theme]) { --accent: #000; --accent-strong: #000; } }\n";
        }
    }

    /// <summary>Reads it.</summary>
    public static SiteLook Read(DbConnection connection) => Sql.List(connection, null, """
        select o.name, coalesce(s.accent, ''), coalesce(s.accent_dark, ''), cast(case when s.sign is null then 0 else 1 end as bigint),
            coalesce(s.searchable, 0), coalesce(s.recipient, ''), coalesce(s.lines, '{}'), coalesce(s.version, 0)
        from organisation o left join site s on s.organisation = o.organisation order by o.organisation limit 1
        """, row => new SiteLook(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3) != 0, row.GetInt64(4) != 0, row.GetString(5), row.GetString(6), row.GetInt64(7)))
        .FirstOrDefault(Plain);

    /// <summary>How far apart the brightness of two colours is (WCAG 2.2, contrast ratio): 1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Whether something is a colour as #rrggbb.</summary>
    public static bool IsColour(string text) => text.Length == 7 && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit);

    private static double Luminance(string colour)
    {
        return 0.2126 * Part(1) + 0.7152 * Part(3) + 0.0722 * Part(5);

        double Part(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}

/// <summary>The look of an installation's pages, read again when something was written. Thread safe.</summary>
internal sealed class SiteLooks(ServeOptions options, DataStamp stamps)
{
    private volatile Known? _known;

    /// <summary>Reads it.</summary>
    public SiteLook Read(HttpContext context)
    {
        try
        {
            var stamp = SharedPages.StampOf(context) ?? stamps.Read();
            if (_known is { } known && known.Stamp == stamp) return known.Look;
            using var connection = options.Installation.Database.Open();
            var look = SiteLook.Read(connection);
            _known = new Known(stamp, look);
            return look;
        }
        catch (DbException)
        {
            return SiteLook.Plain; // the page that says so needs a look too
        }
    }

    private sealed record Known(string Stamp, SiteLook Look);
}
