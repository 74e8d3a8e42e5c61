using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;
using NodaTime;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Vault;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Poruka.Tests.Operations;

/// <summary>Mail through a real server on this machine.</summary>
public sealed class MailTests(PostgresServer postgres)
{
    private readonly TestClock _clock = new();

    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    [Theory, MemberData(nameof(Both))]
    public async Task A_notice_says_that_something_is_due_and_nothing_else(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        await using var server = await LocalMail.Start();
        var member = AddMember(test, "vera");
        using (var connection = test.Database.Open())
        {
            MailNotices.Set(test.Installation, connection, member, new NoticeTarget("vera@mail.example", "uk"));
            Assert.True(MailNotices.Tell(test.Installation, connection, null, member, Now));
            Assert.True(MailNotices.Tell(test.Installation, connection, null, member, Now)); // one waits already
            Assert.Equal(1, MailQueue.Count(connection));
        }
        Assert.Equal(1, await MailSender.SendDue(test.Installation, server.Settings, Now, default));
        var message = Assert.Single(server.Messages);
        Assert.Equal("vera@mail.example", message.To.Mailboxes.Single().Address);
        Assert.Equal("Настав строк", message.Subject);
        Assert.Equal("Настав строк. Увійдіть, щоб побачити, чого він стосується.", message.TextBody?.Trim());
        Assert.Null(message.Headers["X-Mailer"]);
        Assert.Equal(0, await MailSender.SendDue(test.Installation, server.Settings, Now + Duration.FromDays(1), default));
    }

    [Fact]
    public async Task Addresses_do_not_lie_open_in_the_database()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var member = AddMember(test, "vera");
        using (var connection = test.Database.Open())
        {
            MailNotices.Set(test.Installation, connection, member, new NoticeTarget("canary-vera@mail.example", "ru"));
            MailNotices.Tell(test.Installation, connection, null, member, Now);
        }
        await Task.CompletedTask;
        foreach (var file in Directory.EnumerateFiles(test.Folder, "poruka.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOf("canary-vera"u8));
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_could_not_be_sent_is_sent_later_and_given_up_after_three_days(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var connection = test.Database.Open();
        MailQueue.Add(test.Installation, connection, null, new OutgoingMail("a@mail.example", "One", "One."), Now);
        var nobody = LocalMail.SettingsAt(LocalMail.FreePort());
        Assert.Equal(0, await MailSender.SendDue(test.Installation, nobody, Now, default));
        Assert.Null(MailQueue.Take(test.Installation, connection, Now)); // put off
        await using (var server = await LocalMail.Start())
        {
            Assert.Equal(1, await MailSender.SendDue(test.Installation, server.Settings, Now + Duration.FromMinutes(2), default));
            Assert.Equal("One", Assert.Single(server.Messages).Subject);
        }

        MailQueue.Add(test.Installation, connection, null, new OutgoingMail("b@mail.example", "Two", "Two."), Now);
        for (var hours = 0; hours < 100 && MailQueue.Count(connection) > 0; hours++)
            await MailSender.SendDue(test.Installation, nobody, Now + Duration.FromHours(hours), default);
        Assert.Equal(0, MailQueue.Count(connection));
    }

    [Fact]
    public async Task A_server_that_refuses_an_address_is_not_asked_again_and_one_that_is_busy_is()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var server = await LocalMail.Start();
        using var connection = test.Database.Open();
        MailQueue.Add(test.Installation, connection, null, new OutgoingMail("refused@mail.example", "One", "One."), Now);
        MailQueue.Add(test.Installation, connection, null, new OutgoingMail("busy@mail.example", "Two", "Two."), Now);
        MailQueue.Add(test.Installation, connection, null, new OutgoingMail("good@mail.example", "Three", "Three."), Now);
        Assert.Equal(1, await MailSender.SendDue(test.Installation, server.Settings, Now, default));
        Assert.Equal("Three", Assert.Single(server.Messages).Subject);
        Assert.Equal(1, MailQueue.Count(connection));
    }

    [Theory]
    [InlineData("mail-server", "mail.example")]
    [InlineData("mail-server", "https://mail.example")]
    [InlineData("mail-from", "nobody")]
    [InlineData("public-address", "solidarity")]
    public void A_wrong_setting_is_named_with_its_file(string name, string value)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        var path = test.Installation.SettingsPath;
        var lines = new Dictionary<string, string> { ["mail-server"] = "smtps://mail.example", ["mail-from"] = "a@mail.example", [name] = value };
        File.AppendAllLines(path, lines.Select(l => $"{l.Key} = {l.Value}"));
        using var again = Installation.Open(test.Folder);
        var wrong = Assert.Throws<WrongSettingException>(() => MailSettings.Read(again));
        Assert.Contains(path, wrong.Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}' is '{value}'", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtps://mail.example", 465, MailProtection.Tls)]
    [InlineData("smtp://mail.example", 587, MailProtection.StartTls)]
    [InlineData("smtp://mail.example:25", 25, MailProtection.StartTls)]
    [InlineData("smtp://127.0.0.1:25", 25, MailProtection.Local)]
    [InlineData("smtp://abcdefgh.onion:25", 25, MailProtection.Local)]
    public void Only_a_way_that_is_safe_already_goes_without_tls(string server, int port, MailProtection protection)
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        File.AppendAllLines(test.Installation.SettingsPath, [$"mail-server = {server}", "mail-from = Poruka <a@mail.example>"]);
        using var again = Installation.Open(test.Folder);
        var settings = MailSettings.Read(again)!;
        Assert.Equal((port, protection), (settings.Port, settings.Protection));
    }

    private Instant Now => _clock.GetCurrentInstant();

    private static MemberId AddMember(TestInstallation test, string name)
    {
        using var connection = test.Database.Open();
        using var transaction = connection.BeginTransaction();
        var id = new MemberId(Ids.Draw());
        using var keys = MemberKeys.Draw(System.Security.Cryptography.RandomNumberGenerator.Fill);
        Assert.True(Poruka.People.MemberRows.TryAdd(connection, transaction,
            new Poruka.People.Member(id, name, Poruka.People.MemberState.Active, TestInstallation.Today, keys.PublicKey, keys.VerifyingKey),
            new Poruka.People.MemberLock(PassphraseCost.Floor, [1], [1], [1], [1], [1])));
        transaction.Commit();
        return id;
    }
}

/// <summary>A mail server on a free port of the loopback.</summary>
internal sealed class LocalMail : MessageStore, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port = FreePort();
    private Task _running = Task.CompletedTask;

    public List<MimeMessage> Messages { get; } = [];

    public MailSettings Settings => SettingsAt(_port);

    public static MailSettings SettingsAt(int port) =>
        new("127.0.0.1", port, MailProtection.Local, new MailboxAddress("", "notices@solidarity.example"), "", "", null);

    public static async Task<LocalMail> Start()
    {
        var mail = new LocalMail();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(mail);
        services.Add(new Refusing());
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, mail._port))).Build();
        mail._running = new SmtpServer.SmtpServer(options, services).StartAsync(mail._stop.Token);
        for (var i = 0; i < 200; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, mail._port);
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(10);
            }
        }
        return mail;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(buffer.ToArray());
        Messages.Add(await MimeMessage.LoadAsync(stream, cancellationToken));
        return SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
        _stop.Dispose();
    }

    private sealed class Refusing : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) => to.User switch
        {
            "refused" => throw new SmtpResponseException(SmtpResponse.MailboxUnavailable),
            "busy" => throw new SmtpResponseException(new SmtpResponse((SmtpReplyCode)451, "busy")),
            _ => Task.FromResult(true),
        };
    }
}
