using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations.ExamineInstallation;

/// <summary>Looks at what is reached over the network: the certificate that visitors see, and the mail server.</summary>
internal static class NetworkExamination
{
    private const int SoonDays = 14;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Finding>> Run(Installation installation, Instant now, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        return [await Certificate(installation, now, patience.Token), await Mail(installation, patience.Token)];
    }

    private static async Task<Finding> Certificate(Installation installation, Instant now, CancellationToken stop)
    {
        if (installation.Settings.GetValueOrDefault(MailSettings.PublicName) is not { Length: > 0 } text
            || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps
            || address.Host.EndsWith(".onion", StringComparison.Ordinal))
            return new Finding("certificate", FindingState.Unknown, "Certificate.NoAddress");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, stop);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, stop);
            using var certificate = new X509Certificate2(tls.RemoteCertificate!);
            var days = (int)(Instant.FromDateTimeUtc(certificate.NotAfter.ToUniversalTime()) - now).TotalDays;
            return days < SoonDays ? new Finding("certificate", FindingState.Bad, "Certificate.Soon", days) : new Finding("certificate", FindingState.Good, "Certificate.Good", days);
        }
        catch (AuthenticationException wrong)
        {
            return new Finding("certificate", FindingState.Bad, "Certificate.Wrong", address.Host, wrong.Message);
        }
        catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException)
        {
            return new Finding("certificate", FindingState.Unknown, "Certificate.NoAnswer", address.Host);
        }
    }

    private static async Task<Finding> Mail(Installation installation, CancellationToken stop)
    {
        if (MailSettings.Read(installation) is not { } settings) return new Finding("mail", FindingState.Advice, "Mail.None");
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        return await MailSender.Reach(client, settings, stop) is { } fault
            ? new Finding("mail", FindingState.Bad, "Mail.Wrong", settings.Host, fault) : new Finding("mail", FindingState.Good, "Mail.Good", settings.Host);
    }
}
