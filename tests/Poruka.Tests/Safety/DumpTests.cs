using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using NodaTime;
using OtpNet;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.Cli;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Safety;

/// <summary>The memory of a server in which somebody has signed in, worked, and signed out.</summary>
public sealed class DumpTests
{
    private const string Gcore = "/usr/bin/gcore";

    [Fact]
    public async Task A_dump_after_signing_out_holds_no_key_and_no_passphrase()
    {
        var output = TestContext.Current.TestOutputHelper!;
        if (!File.Exists(Gcore))
        {
            output.WriteLine($"{Gcore} is not installed (apt-get install gdb): no memory was looked at.");
            return;
        }
        using var folder = new TemporaryFolder();
        using (Installation.Create(folder.Path, null, "test.example")) { }
        await using var server = await ServerProcess.Start(folder.Path);
        using var browser = new Visitor(server.Address, "en");
        var (passphrase, recoveryKey, totp) = await SetUp(browser, server.SetUpCode);
        // Somebody calls for help, and Vera reads, answers and adds a donor: all words that pass through memory.
        var counted = new Dictionary<string, string>(StringComparer.Ordinal);
        string Canary(string what) => counted[what] = "zq" + RandomNumberGenerator.GetHexString(20, lowercase: true);
        using var caller = new Visitor(server.Address, "en");
        var sent = await caller.Send(await caller.Get("/help/red-cross"), "/help/red-cross", ("what", Canary("a call for help")), ("who", Canary("whom it is about")));
        counted["the caller’s code"] = string.Join('-', sent.QuerySelectorAll(".secret.groups span").Select(s => s.TextContent));
        var calls = await Follow(browser, "/groups/red-cross/calls");
        var call = await browser.Get(calls.QuerySelector("tbody a")!.GetAttribute("href")!);
        var at = call.QuerySelectorAll("form").OfType<IHtmlFormElement>().Single(f => f.GetAttribute("action")!.EndsWith("/answer", StringComparison.Ordinal)).GetAttribute("action")!;
        await browser.Send(call, at, ("answer", Canary("an answer")));
        // She signs out, and in again with what is typed, and goes through the rooms.
        await browser.Send(await browser.Get("/home"), "/sign-out");
        await SignIn(browser, passphrase, totp);
        Assert.Equal("Your rooms", (await browser.Get("/home")).QuerySelector("h1")!.TextContent);
        await browser.Send(await browser.Get("/home"), "/sign-out");

        var secrets = Secrets(folder.Path, passphrase);
        secrets["the passphrase"] = Encoding.UTF8.GetBytes(passphrase);
        secrets["the passphrase in UTF-16"] = Encoding.Unicode.GetBytes(passphrase);
        secrets["the recovery key"] = Encoding.UTF8.GetBytes(recoveryKey);
        secrets["the secret of the second factor"] = totp;
        // It was shown on a page for a device to read: so it is counted, and not forbidden.
        counted["the secret of the second factor, as shown"] = Base32Encoding.ToString(totp).TrimEnd('=');
        // What must be there, so that a search that finds nothing is known to have looked: the server was told where its data is.
        const string Known = "where the data is";
        if (await Dump(server.Id, folder.Path, output) is not { } dump) return;
        output.WriteLine($"{new FileInfo(dump).Length / 1_048_576} MiB dumped.");
        var found = Count(dump, [.. secrets.Select(s => (s.Key, s.Value)), .. counted.Select(c => (c.Key, Encoding.UTF8.GetBytes(c.Value))),
            .. counted.Select(c => (c.Key, Encoding.Unicode.GetBytes(c.Value))), (Known, Encoding.UTF8.GetBytes(folder.Path))]);
        Assert.True(found.GetValueOrDefault(Known) > 0, "The dump was not searched: not even what must be in it was found.");
        foreach (var what in counted.Keys) output.WriteLine($"{what}: {found.GetValueOrDefault(what)} times");
        output.WriteLine($"In all {counted.Keys.Sum(what => found.GetValueOrDefault(what))} finds of {counted.Count} words that may be there; {secrets.Count} keys and passphrases were looked for.");
        var leaked = secrets.Keys.Where(s => found.GetValueOrDefault(s) > 0).Select(s => $"{s}: {found[s]} times").ToList();
        Assert.True(leaked.Count == 0, string.Join('\n', leaked));
    }

    /// <summary>Sets the group "Red Cross" up, as Vera.</summary>
    internal static async Task<(string Passphrase, string RecoveryKey, byte[] Totp)> SetUp(Visitor browser, string code)
    {
        var sheet = await browser.Send(await browser.Get("/set-up"), "/set-up", ("secret-code", code), ("group", "Red Cross"), ("name", "vera"));
        var words = sheet.QuerySelectorAll(".words li").Select(w => w.TextContent).ToList();
        var recovery = string.Join('-', sheet.QuerySelectorAll(".groups span").Select(g => g.TextContent));
        var number = int.Parse(new string([.. sheet.QuerySelector("label[for=field-secret-word]")!.TextContent.Where(char.IsAsciiDigit)]), null);
        var factor = await browser.Send(sheet, "/enrol/word", ("secret-word", words[number - 1]));
        var totp = Base32Encoding.ToBytes(factor.QuerySelector("code.secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal));
        await browser.Send(factor, "/enrol/code", ("secret-code", new Totp(totp).ComputeTotp()));
        return (string.Join(' ', words), recovery, totp);
    }

    private static async Task SignIn(Visitor browser, string passphrase, byte[] totp)
    {
        // A code works once: the next one is taken a little early.
        var next = new Totp(totp).ComputeTotp(DateTime.UtcNow.AddSeconds(30));
        await browser.Send(await browser.Get("/sign-in"), "/sign-in", ("name", "vera"), ("secret-passphrase", passphrase), ("secret-code", next));
    }

    private static async Task<IHtmlDocument> Follow(Visitor browser, string address)
    {
        using var response = await browser.Http.GetAsync(new Uri(address, UriKind.Relative));
        return response.Headers.Location is { } to ? await browser.Get(to.OriginalString) : await Visitor.Read(response, response.StatusCode);
    }

    /// <summary>The keys that the server had open, from what its disk holds and the passphrase.</summary>
    private static Dictionary<string, byte[]> Secrets(string folder, string passphrase)
    {
        using var installation = Installation.Open(folder);
        using var connection = installation.Database.Open();
        var member = MemberRows.FindByName(connection, "vera")!;
        var its = MemberRows.LockOf(connection, member.Id)!;
        using var derived = PassphraseKeys.Derive(Encoding.UTF8.GetBytes(passphrase), its.Salt, its.Cost, installation.Secrets.Pepper);
        using var keys = MemberKeys.TryOpen(derived.EncryptionKey, member.Id, SignIns.PassphrasePurpose, its.Cost, its.KeysSealed)!;
        using var secret = keys.ToSecret();
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["the key from the passphrase"] = derived.EncryptionKey.ToArray(),
            ["the member’s X25519 key"] = secret.Span[..32].ToArray(),
            ["the member’s Ed25519 key"] = secret.Span[32..].ToArray(),
        };
        foreach (var room in RoomRows.HeldBy(connection, member.Id, SystemClock.Instance.GetCurrentInstant().InUtc().Date))
        {
            using var held = HeldRoom.Open(installation, connection, member.Id, () => keys, room.Id, SystemClock.Instance.GetCurrentInstant().InUtc().Date)!;
            foreach (var field in (string[])["_secret", "_private"])
                secrets[$"{field} of the room {room.Kind}"] =
                    ((SecretBytes)typeof(RoomSecret).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(held.Secret)!).Span.ToArray();
        }
        return secrets;
    }

    private static async Task<string?> Dump(int process, string folder, ITestOutputHelper output)
    {
        var start = new ProcessStartInfo(Gcore, ["-o", Path.Combine(folder, "core"), process.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var gcore = Process.Start(start)!;
        var error = gcore.StandardError.ReadToEndAsync();
        var said = await gcore.StandardOutput.ReadToEndAsync();
        await gcore.WaitForExitAsync();
        var dump = Directory.GetFiles(folder, "core.*").SingleOrDefault();
        // A system may forbid to look into other processes.
        if (dump is null) output.WriteLine($"No memory was looked at: {said}{await error}");
        return dump;
    }

    private static Dictionary<string, int> Count(string path, IReadOnlyList<(string What, byte[] Bytes)> wanted)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var overlap = wanted.Max(w => w.Bytes.Length) - 1;
        var buffer = new byte[16 * 1_048_576 + overlap];
        using var file = File.OpenRead(path);
        for (int kept = 0, read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var span = buffer.AsSpan(0, kept + read);
            foreach (var (what, bytes) in wanted)
                for (var at = 0; span[at..].IndexOf(bytes) is var next && next >= 0; at += next + bytes.Length)
                    // What lies in the overlap alone was counted before.
                    if (at + next + bytes.Length > kept) found[what] = found.GetValueOrDefault(what) + 1;
            kept = Math.Min(overlap, span.Length);
            span[^kept..].CopyTo(buffer);
        }
        return found;
    }
}
