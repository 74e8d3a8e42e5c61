using System.Net;
using MimeKit;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>How the way to the mail server is protected.</summary>
public enum MailProtection
{
    /// <summary>TLS from the first byte: <c>smtps://</c>.</summary>
    Tls,

    /// <summary>TLS before anything is said (RFC 3207), or no mail goes: <c>smtp://</c>.</summary>
    StartTls,

    /// <summary>None: <c>smtp://</c> on this machine, or an onion address, where the way is protected already.</summary>
    Local,
}

/// <summary>The server that takes our mail, from <c>poruka.conf</c>.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Protection">How the way there is protected.</param>
/// <param name="From">The sender.</param>
/// <param name="User">Whom we sign in as; empty for nobody.</param>
/// <param name="Password">The password, from the machine's secrets.</param>
/// <param name="PublicAddress">The address of this server that stands in mail; null: none stands there.</param>
public sealed record MailSettings(
    string Host, int Port, MailProtection Protection, MailboxAddress From, string User, string Password, Uri? PublicAddress)
{
    /// <summary>The settings' names in <c>poruka.conf</c>.</summary>
    public const string ServerName = "mail-server", FromName = "mail-from", UserName = "mail-user", PublicName = "public-address";

    /// <summary>Reads the settings; null where no server is named, and no mail is sent.</summary>
    /// <exception cref="WrongSettingException">A setting can't be understood; the message names file, line and setting.</exception>
    public static MailSettings? Read(Installation installation)
    {
        var settings = installation.Settings;
        var publicAddress = settings.GetValueOrDefault(PublicName) is not { Length: > 0 } address ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" ? uri
            : throw Wrong(installation, PublicName, address, "https://solidarity.example");
        if (settings.GetValueOrDefault(ServerName) is not { Length: > 0 } server) return null;
        if (!Uri.TryCreate(server, UriKind.Absolute, out var place) || place.Scheme is not ("smtp" or "smtps")
            || place.Host.Length == 0 || place.PathAndQuery is not ("/" or "") || place.UserInfo.Length > 0)
            throw Wrong(installation, ServerName, server, "smtps://mail.example:465");
        var from = settings.GetValueOrDefault(FromName) ?? "";
        if (!MailboxAddress.TryParse(from, out var sender) || sender.Domain.Length == 0) throw Wrong(installation, FromName, from, "notices@solidarity.example");
        var isTls = place.Scheme == "smtps";
        return new MailSettings(
            place.Host, place.Port > 0 ? place.Port : isTls ? 465 : 587,
            isTls ? MailProtection.Tls : IsProtectedAlready(place) ? MailProtection.Local : MailProtection.StartTls,
            sender, settings.GetValueOrDefault(UserName) ?? "", installation.Secrets.MailPassword, publicAddress);
    }

    private static bool IsProtectedAlready(Uri place) =>
        place.Host == "localhost" || place.Host.EndsWith(".onion", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(place.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static WrongSettingException Wrong(Installation installation, string name, string found, string example) =>
        SettingsFile.Wrong(installation, name, found, $"something like {example}");
}
