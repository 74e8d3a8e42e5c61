using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;
using OtpNet;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Bench;

/// <summary>A member who can sign in.</summary>
internal sealed record ServeAccount(string Name, string Passphrase, byte[] Totp);

/// <summary>Members with browsers, who look at one page after another.</summary>
internal sealed partial class ServeMembers : IDisposable
{
    private const string Group = "bench";
    private static readonly string[] Pages = ["/home", $"/groups/{Group}", $"/groups/{Group}/funds/bench", $"/groups/{Group}/members", "/me"];
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(1);

    private readonly List<(HttpClient Browser, string Cookies)> _members = [];

    /// <summary>Makes a group with so many members. Their passphrases cost the least that is let: signing in isn't measured.</summary>
    public static List<ServeAccount> Enrol(Books books, int count)
    {
        var today = new LocalDate(2026, 11, 1);
        var cost = new PassphraseCost(8 * 1024, 1);
        var accounts = new List<ServeAccount>();
        Organisation? group = null;
        using var connection = books.Database.Open();
        using var transaction = connection.BeginTransaction();
        for (var number = 0; number < count; number++)
        {
            var account = new ServeAccount($"member-{number}", $"seven words of a passphrase of member {number}", RandomNumberGenerator.GetBytes(SecondFactor.SecretSize));
            accounts.Add(account);
            using var keys = MemberKeys.Draw(RandomNumberGenerator.Fill);
            var member = new Member(new MemberId(Ids.Draw()), account.Name, MemberState.Active, today, keys.PublicKey, keys.VerifyingKey);
            var salt = RandomNumberGenerator.GetBytes(PassphraseKeys.SaltSize);
            using var derived = PassphraseKeys.Derive(Encoding.UTF8.GetBytes(account.Passphrase), salt, cost, books.Installation.Secrets.Pepper);
            if (!MemberRows.TryAdd(connection, transaction, member, new MemberLock(cost, salt, derived.Verifier(),
                keys.SealUnder(derived.EncryptionKey, member.Id, SignIns.PassphrasePurpose, cost, RandomNumberGenerator.Fill), [],
                SealedSecret.Seal(derived.EncryptionKey, member.Id, SignIns.TotpPurpose, cost, account.Totp, RandomNumberGenerator.Fill))))
                throw new InvalidOperationException("A name is taken.");
            if (group is null) group = FirstGroup.Make(books.Installation, connection, transaction, Group, member, keys, today)!;
            else
            {
                MemberRows.Join(connection, transaction, group, member.Id, today);
                MemberRows.SetRoles(connection, transaction, group, member.Id, [Role.Member, Role.Treasurer]);
            }
        }
        transaction.Commit();
        return accounts;
    }

    /// <summary>Signs all of them in.</summary>
    public static ServeMembers SignIn(Uri address, IEnumerable<ServeAccount> accounts)
    {
        var members = new ServeMembers();
        foreach (var account in accounts)
        {
            var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
            using var form = browser.GetAsync("/sign-in").GetAwaiter().GetResult();
            var token = Token().Match(form.Content.ReadAsStringAsync().GetAwaiter().GetResult()).Groups[1].Value;
            using var sending = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["form-token"] = token, ["name"] = account.Name, ["secret-passphrase"] = account.Passphrase,
                    ["secret-code"] = new Totp(account.Totp).ComputeTotp(),
                }),
            };
            sending.Headers.Add("Cookie", CookiesOf(form));
            using var answer = browser.Send(sending);
            if ((int)answer.StatusCode != 303) throw new InvalidOperationException($"Signing in was answered with {(int)answer.StatusCode}.");
            members._members.Add((browser, CookiesOf(answer)));
        }
        return members;
    }

    /// <summary>All of them look at a page, read it for a second, and look at the next.</summary>
    /// <returns>How long each page took, in seconds.</returns>
    public List<double> Load(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var all = _members.Select((member, number) => Task.Run(async () =>
        {
            var random = new Random(number);
            List<double> times = [];
            await Task.Delay(Reading * random.NextDouble());
            for (var page = number; Stopwatch.GetElapsedTime(began) < time; page++)
            {
                using var asking = new HttpRequestMessage(HttpMethod.Get, Pages[page % Pages.Length]);
                asking.Headers.Add("Cookie", member.Cookies);
                var asked = Stopwatch.GetTimestamp();
                using var answer = await member.Browser.SendAsync(asking);
                await answer.Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(asked).TotalSeconds);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{asking.RequestUri} was answered with {(int)answer.StatusCode}.");
                await Task.Delay(Reading * (0.5 + random.NextDouble()));
            }
            return times;
        })).ToList();
        return [.. Task.WhenAll(all).GetAwaiter().GetResult().SelectMany(t => t)];
    }

    public void Dispose()
    {
        foreach (var (browser, _) in _members) browser.Dispose();
    }

    private static string CookiesOf(HttpResponseMessage answer) =>
        string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]).Where(c => !c.EndsWith('=')));

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
