using System.Net;
using System.Net.Sockets;
using System.Text;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>Requests that are made to hurt: each is turned away with little memory, and everybody else is answered meanwhile.</summary>
public sealed class BombTests(PostgresServer postgres)
{
    private const long Ceiling = 64 * 1_048_576;

    [Fact]
    public async Task A_hundred_thousand_fields_are_refused_unread()
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        using var visitor = site.Visit("en");
        await visitor.Get("/sign-in");
        var body = string.Join('&', Enumerable.Range(0, 100_000).Select(i => $"f{i}=1"));
        await Bounded(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
                using var response = await visitor.Http.PostAsync(new Uri("/sign-in", UriKind.Relative), content);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            }
        });
    }

    [Fact]
    public async Task Carried_fields_and_boxes_by_the_hundred_are_refused_and_long_names_of_secrets_too()
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        using var visitor = site.Visit("en");
        foreach (var name in (string[])["role", "carry:role", "secret-passphrase"])
        {
            using var content = new StringContent(string.Join('&', Enumerable.Repeat(name + "=1", 300)), Encoding.ASCII, "application/x-www-form-urlencoded");
            using var response = await visitor.Http.PostAsync(new Uri("/sign-in", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
    }

    [Theory, InlineData(100, 400), InlineData(1, 100_000)]
    public async Task Headers_beyond_measure_are_refused(int count, int length)
    {
        await using var site = await WebSite.Start(postgres, Poruka.Program.Pages);
        using var client = await Connect(site);
        var stream = client.GetStream();
        var head = new StringBuilder("GET /about HTTP/1.1\r\nHost: test\r\n");
        for (var i = 0; i < count; i++) head.Append("X-").Append(i).Append(": ").Append('a', length).Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await ReadToEnd(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_who_send_a_byte_now_and_then_are_cut_off_and_members_work_on()
    {
        var clock = new TestClock();
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: clock);
        using var vera = await Person.SetUp(site, clock, "vera");
        await Bounded(async () =>
        {
            var slow = new List<TcpClient>();
            for (var i = 0; i < 200; i++)
            {
                var client = await Connect(site);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    "POST /sign-in HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\nname=ver"));
                slow.Add(client);
            }
            for (var i = 0; i < 10; i++) await vera.Browser.Get("/home");
            await vera.SignIn();
            // Each is answered with an error or closed without one; none is waited for forever.
            foreach (var client in slow)
            {
                var answer = await ReadToEnd(client.GetStream());
                Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
                client.Dispose();
            }
        });
    }

    private static async Task<TcpClient> Connect(WebSite site)
    {
        var client = new TcpClient();
        await client.ConnectAsync(site.Address.Host, site.Address.Port);
        return client;
    }

    private static async Task<string> ReadToEnd(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Cut off.
        }
        return Encoding.ASCII.GetString(answer.ToArray());
    }

    /// <summary>What is held after it, and not given back, stays under the ceiling.</summary>
    private static async Task Bounded(Func<Task> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await work();
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < Ceiling, $"{held:N0} bytes are held after it.");
    }
}
