using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Poruka.Cases;
using Poruka.Operations;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Cases;

/// <summary>
/// The process that gets killed: this very test program, which serves, and a caseworker in it who opens cases without end, starts guides,
/// adds tasks and watches, and learns better when somebody was taken; while the job of a year later tells of all that is due.
/// </summary>
internal static class DeadlineChild
{
    public const string FolderVariable = "PORUKA_DEADLINE_FOLDER";

    /// <summary>When the job runs: all is due by then.</summary>
    public static readonly Duration Later = Duration.FromDays(400);

    /// <summary>Whether this process was started to be killed.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 };

    /// <summary>Reads who works from its input: the member, their keys, the group's address of cases.</summary>
    public static async Task Run()
    {
        using var installation = Installation.Open(Environment.GetEnvironmentVariable(FolderVariable)!);
        var member = new MemberId(Ids.Parse(Console.In.ReadLine())!.Value);
        using var keys = MemberKeys.FromSecret(Convert.FromHexString(Console.In.ReadLine()!));
        var cases = Console.In.ReadLine()!;
        var clock = new TestClock();
        await using var app = WebServer.Build(new ServeOptions(new Uri("http://127.0.0.1:0"), installation, clock), Poruka.Program.Pages);
        await app.StartAsync();
        using var visitor = new Visitor(WebServer.AddressOf(app), "en");
        using (var secret = SessionSecret.Draw(RandomNumberGenerator.Fill))
        {
            app.Services.GetRequiredService<Sessions>().Start(secret, member, keys);
            visitor.SafeCookies.Kept[Visit.Cookie] = secret.ToCookie();
        }
        Say("ready");
        await Task.WhenAny(Tell(installation, clock.GetCurrentInstant() + Later), Work(visitor, cases));
    }

    private static Task Tell(Installation installation, Instant now) => Task.Run(async () =>
    {
        for (; ; ) await CaseWatches.Job.Run(new JobRun(installation, now, CancellationToken.None));
    });

    private static async Task Work(Visitor visitor, string cases)
    {
        async Task<string> Send(string address, params (string, string)[] fields) => await Crew.Post(visitor, await visitor.Get(address), address, fields);
        var random = new Random();
        for (; ; )
        {
            var moment = Instant.FromUtc(2026, 11, 22, 10, 0);
            var address = await Send(cases + "/new", ("name", "Anna"), ("country", "ru"), ("zone", "Etc/UTC"), ("how", "known"), ("day", "2026-11-22"), ("time", "10:00"));
            Say($"case {address}");
            await Send(address + "/playbooks/new", ("situation", "someone-arrested"), ("part-friends", "1"), ("part-lawyer", "1"));
            Say($"guide {address} {moment.ToUnixTimeSeconds()}");
            var due = new LocalDate(2027, 1, 1).PlusDays(random.Next(300));
            await Send(address + "/tasks/new", ("title", "Call"), ("day", Written.IsoDay(due)), ("time", "09:00"));
            Say($"task {address} {due.At(new LocalTime(9, 0)).InUtc().ToInstant().ToUnixTimeSeconds()}");
            await Send(address + "/watches/new", ("expected", "a letter"), ("days", "7"));
            Say($"watch {address}");
            for (var i = 1; i <= 3; i++)
            {
                moment += Duration.FromMinutes(1 + random.Next(60));
                var page = await visitor.Get(address);
                var detained = page.QuerySelectorAll(".timeline > li").First(l => l.TextContent.Contains("Detained", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
                Say($"trying {address} {moment.ToUnixTimeSeconds()}");
                await Send(detained, ("how", "known"), ("day", Written.IsoDay(moment.InUtc().Date)), ("time", moment.InUtc().ToString("HH:mm", null)), ("source", "Document"), ("certainty", "Confirmed"));
                Say($"moved {address} {moment.ToUnixTimeSeconds()}");
            }
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line + " .");
            Console.Out.Flush();
        }
    }
}
