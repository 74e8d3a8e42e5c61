using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;
using NodaTime;
using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>Sends mail to the server that the settings name.</summary>
internal static class MailSender
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private const int MaxInOneGo = 500;

    /// <summary>The job that empties the queue.</summary>
    public static Job Job { get; } = new("mail", Duration.FromMinutes(1), run => SendDue(run.Installation, MailSettings.Read(run.Installation), run.Now, run.Stop));

    /// <summary>Sends what is due. Without a server the queue is left as it is.</summary>
    /// <returns>How many messages were taken by the server.</returns>
    public static async Task<int> SendDue(Installation installation, MailSettings? settings, Instant now, CancellationToken stop)
    {
        if (settings is null) return 0;
        using var connection = installation.Database.Open();
        if (MailQueue.Count(connection) == 0) return 0;
        using var client = new SmtpClient { Timeout = (int)Timeout.TotalMilliseconds };
        var sent = 0;
        for (var i = 0; i < MaxInOneGo && !stop.IsCancellationRequested; i++)
        {
            if (MailQueue.Take(installation, connection, now) is not var (id, mail, tries, madeAt)) break;
            if (mail is null)
            {
                // Sealed under a key that this machine no longer has: nobody will ever read it.
                MailQueue.Drop(connection, id);
                continue;
            }
            switch (await Try(client, settings, mail, now, stop))
            {
                case MailOutcome.Taken:
                    MailQueue.Drop(connection, id);
                    sent++;
                    break;
                case MailOutcome.Refused:
                    MailQueue.Drop(connection, id);
                    break;
                case MailOutcome.Later when now - madeAt >= MailQueue.Patience:
                    MailQueue.Drop(connection, id);
                    break;
                case MailOutcome.Later:
                    MailQueue.PutOff(connection, id, tries, now);
                    break;
            }
        }
        if (client.IsConnected) await client.DisconnectAsync(true, CancellationToken.None);
        return sent;
    }

    /// <summary>Sends one message now, over a connection that is made where there is none.</summary>
    public static async Task<MailOutcome> Try(SmtpClient client, MailSettings settings, OutgoingMail mail, Instant now, CancellationToken stop)
    {
        if (!MailboxAddress.TryParse(mail.To, out var to)) return MailOutcome.Refused;
        try
        {
            if (!client.IsConnected) await Connect(client, settings, stop);
            using var message = MessageOf(settings, mail, to, now);
            await client.SendAsync(message, stop);
            return MailOutcome.Taken;
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= 500 && refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted)
        {
            return MailOutcome.Refused;
        }
        catch (Exception fault) when (IsOfServer(fault))
        {
            if (fault is not SmtpCommandException && client.IsConnected) await client.DisconnectAsync(false, CancellationToken.None);
            return MailOutcome.Later;
        }
    }

    /// <summary>Connects and signs in, and sends nothing; what went wrong, or null.</summary>
    public static async Task<string?> Reach(SmtpClient client, MailSettings settings, CancellationToken stop)
    {
        try
        {
            await Connect(client, settings, stop);
            await client.DisconnectAsync(true, stop);
            return null;
        }
        catch (Exception fault) when (IsOfServer(fault) || fault is OperationCanceledException)
        {
            return fault.Message;
        }
    }

    private static async Task Connect(SmtpClient client, MailSettings settings, CancellationToken stop)
    {
        await client.ConnectAsync(settings.Host, settings.Port, settings.Protection switch
        {
            MailProtection.Tls => SecureSocketOptions.SslOnConnect,
            MailProtection.StartTls => SecureSocketOptions.StartTls,
            MailProtection.Local => SecureSocketOptions.StartTlsWhenAvailable,
        }, stop);
        if (settings.User.Length > 0) await client.AuthenticateAsync(settings.User, settings.Password, stop);
    }

    private static bool IsOfServer(Exception fault) => fault is SmtpCommandException or SmtpProtocolException or ProtocolException
        or AuthenticationException or SslHandshakeException or SocketException or IOException or NotSupportedException or TimeoutException;

    private static MimeMessage MessageOf(MailSettings settings, OutgoingMail mail, MailboxAddress to, Instant now)
    {
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            // No zone and no name of this machine: both tell where it stands.
            Date = now.ToDateTimeOffset(),
            MessageId = MimeUtils.GenerateMessageId(settings.From.Domain),
            Body = mail.Html.Length == 0 ? PlainOf(mail)
                : new MultipartAlternative(PlainOf(mail), new TextPart(TextFormat.Html) { Text = mail.Html }),
        };
        message.From.Add(settings.From);
        message.To.Add(to);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no answers from holidays
        foreach (var (name, value) in mail.Headers) message.Headers.Add(name, value);
        return message;
    }

    private static TextPart PlainOf(OutgoingMail mail) => new(TextFormat.Plain) { Text = mail.Text };
}

/// <summary>What became of a try.</summary>
public enum MailOutcome
{
    /// <summary>The server took it.</summary>
    Taken,

    /// <summary>The server, or we, won't ever send it there.</summary>
    Refused,

    /// <summary>Not this time.</summary>
    Later,
}
