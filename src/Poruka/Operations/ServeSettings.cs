using System.Net;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>How the pages are served, from <c>poruka.conf</c>; the words of <c>poruka serve</c> go before it.</summary>
/// <param name="Listen">Where it listens.</param>
/// <param name="PublicScheme">What visitors' addresses begin with.</param>
/// <param name="Onion">The onion service that leads here too, or null.</param>
/// <param name="MetricsListen">Where metrics are read, and nothing else is; or null.</param>
/// <param name="LogsAsJson">Whether the log is written for programs.</param>
internal sealed record ServeSettings(Uri Listen, string PublicScheme, string? Onion, Uri? MetricsListen, bool LogsAsJson)
{
    /// <summary>The settings' names in <c>poruka.conf</c>.</summary>
    public const string ListenName = "listen", SchemeName = "public-scheme", OnionName = "onion", MetricsName = "metrics-listen", FormatName = "log-format";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="WrongSettingException">A setting can't be understood; the message names file, line and setting.</exception>
    public static ServeSettings Read(Installation installation)
    {
        var listen = AddressOf(ListenName) ?? ServeOptions.DefaultAddress;
        var metrics = AddressOf(MetricsName);
        if (metrics is not null && !IsLoopback(metrics))
            throw SettingsFile.Wrong(installation, MetricsName, metrics.ToString(), "an address of this machine, such as http://127.0.0.1:9464");
        return new ServeSettings(listen,
            WordOf(SchemeName, Uri.UriSchemeHttp, Uri.UriSchemeHttps), OnionOf(), metrics, WordOf(FormatName, "text", "json") == "json");

        string? ValueOf(string name) => installation.Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

        Uri? AddressOf(string name) => ValueOf(name) is not { } value ? null
            : TryAddress(value, out var address) ? address
            : throw SettingsFile.Wrong(installation, name, value, "an address such as http://127.0.0.1:8080");

        string WordOf(string name, string usual, string other) => ValueOf(name) is not { } value ? usual
            : value == usual || value == other ? value : throw SettingsFile.Wrong(installation, name, value, $"{usual} or {other}");

        string? OnionOf() => ValueOf(OnionName) is not { } value ? null
            : OnionAddress.IsOne(value) ? value : throw SettingsFile.Wrong(installation, OnionName, value, "56 small letters and digits and .onion");
    }

    /// <summary>Reads an address to listen on.</summary>
    public static bool TryAddress(string text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!) && address.Scheme == Uri.UriSchemeHttp
        && address.PathAndQuery == "/" && address.UserInfo.Length == 0
        && (address.Host == "localhost" || IPAddress.TryParse(address.Host.Trim('[', ']'), out _));

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
