using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>
/// The same bombs against a server in a process of its own: what the kernel says that it held at most, what lies on its disk
/// afterwards, and that others were answered all the while.
/// </summary>
[Collection(nameof(Alone))]
public sealed class PeakTests
{
    private const long MiB = 1_048_576;

    /// <summary>By how much the server may grow. A derivation for somebody who signs in takes 256 MiB of its own, and none is made here.</summary>
    private const long Ceiling = 160 * MiB;

    /// <summary>What may lie on the disk more than before.</summary>
    private const long DiskCeiling = 16 * MiB;

    [Fact]
    public async Task Bombs_of_every_kind_at_once_keep_memory_and_disk_under_a_ceiling_and_others_are_answered()
    {
        using var folder = new TemporaryFolder();
        using (Installation.Create(folder.Path, null, "test.example")) { }
        await using var server = await ServerProcess.Start(folder.Path);
        using (var vera = new Visitor(server.Address, "en")) await DumpTests.SetUp(vera, server.SetUpCode);
        using var other = new Visitor(server.Address, "en");
        for (var i = 0; i < 20; i++) await other.Get("/help/red-cross"); // what is loaded and compiled at the first visits is no bomb's
        var disk = SizeOf(folder.Path);
        server.ForgetPeak();
        var before = server.Peak();

        using var over = new CancellationTokenSource();
        var answers = Answers(other, over.Token);
        var slow = new List<TcpClient>();
        for (var i = 0; i < 100; i++) slow.Add(await SendSlowly(server.Address));
        await Task.WhenAll(
            Repeat(10, () => Fields(server.Address, string.Join('&', Enumerable.Range(0, 100_000).Select(i => $"f{i}=1")))),
            Repeat(10, () => Fields(server.Address, "name=" + new string('a', 20_000_000))),
            Repeat(4, () => File(server.Address, 60 * (int)MiB, name: new string('n', 200))),
            Repeat(4, () => File(server.Address, 60 * (int)MiB, name: new string('n', 2_000_000))),
            Repeat(20, () => Headers(server.Address)));
        await over.CancelAsync();
        foreach (var client in slow) client.Dispose();

        var (grew, kept) = (server.Peak() - before, SizeOf(folder.Path) - disk);
        var (count, slowest) = await answers;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"From {before / MiB} MiB by at most {grew / MiB} MiB; {kept / 1_024} KiB more on the disk; {count} answered meanwhile, the slowest in {slowest.TotalMilliseconds:F0} ms.");
        Assert.True(grew < Ceiling, $"The server grew by {grew / MiB} MiB.");
        Assert.True(kept < DiskCeiling, $"{kept / MiB} MiB more lie on the disk.");
        Assert.True(count > 0 && slowest < TimeSpan.FromSeconds(30), $"{count} were answered, the slowest in {slowest}.");
    }

    /// <summary>Asks for a page again and again, as somebody does who has nothing to do with it.</summary>
    private static async Task<(int Count, TimeSpan Slowest)> Answers(Visitor visitor, CancellationToken over)
    {
        var (count, slowest) = (0, TimeSpan.Zero);
        while (!over.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            await visitor.Get("/help/red-cross");
            count++;
            if (Stopwatch.GetElapsedTime(started) is var took && took > slowest) slowest = took;
            await Task.Delay(50, CancellationToken.None);
        }
        return (count, slowest);
    }

    private static async Task Repeat(int times, Func<Task> bomb)
    {
        for (var i = 0; i < times; i++) await bomb();
    }

    private static async Task Fields(Uri address, string body)
    {
        using var visitor = new Visitor(address, "en");
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
        Assert.True(await StatusOf(() => visitor.Http.PostAsync(new Uri("/sign-in", UriKind.Relative), content)) is null or HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>A file longer than all may be together, of unsaid length, with the form's own token before it.</summary>
    private static async Task File(Uri address, int size, string name)
    {
        const string Help = "/help/red-cross";
        using var visitor = new Visitor(address, "en");
        var form = await visitor.Get(Help);
        using var content = new MultipartFormDataContent();
        foreach (var hidden in form.QuerySelectorAll($"form[action='{Help}'] input[type=hidden]"))
            content.Add(new StringContent(hidden.GetAttribute("value") ?? ""), hidden.GetAttribute("name")!);
        content.Add(new StringContent("A flood."), "what");
        var part = new StreamContent(new Zeros(size));
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "files", FileName = name };
        content.Add(part);
        using var request = new HttpRequestMessage(HttpMethod.Post, Help) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        var status = await StatusOf(() => visitor.Http.SendAsync(request));
        Assert.True(status is null or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"A flood of a file got {status}.");
    }

    private static async Task Headers(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var head = new StringBuilder("GET /about HTTP/1.1\r\nHost: test\r\n");
        for (var i = 0; i < 1_000; i++) head.Append("X-").Append(i).Append(": ").Append('a', 1_000).Append("\r\n");
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "\r\n"));
        }
        catch (IOException)
        {
            // It was cut off while it was still sending.
        }
    }

    private static async Task<TcpClient> SendSlowly(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /sign-in HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\nname=ver"));
        return client;
    }

    /// <summary>The answer; null where it was cut off while it was still sending.</summary>
    private static async Task<HttpStatusCode?> StatusOf(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var response = await send();
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static long SizeOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);

    /// <summary>So many bytes of nothing, which take no memory on this side.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, now).Clear();
            _left -= now;
            return now;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
