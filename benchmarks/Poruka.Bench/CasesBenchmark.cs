using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Poruka.Casework;
using Poruka.Guides;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Bench;

/// <summary>
/// The pages of cases over 100,000 cases with 2,000,000 facts, on both databases, as a browser asks for them from the server; and the due
/// times of 10,000 playbooks.
/// </summary>
internal static partial class CasesBenchmark
{
    private const int Requests = 300, Fewest = 100, Playbooks = 10_000;

    // On a loaded machine a kind of page is asked for less often, so that all of them get their turn.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly string[] Typed = ["ivanova", "anna sh", "Зеленко", "щ", "smirn olga"];

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return DueTimes();
        // For who works on them: fewer cases, one database.
        var cases = Environment.GetEnvironmentVariable("PORUKA_BENCH_CASES") is { } few ? int.Parse(few, CultureInfo.InvariantCulture) : 100_000;
        var only = Environment.GetEnvironmentVariable("PORUKA_BENCH_DATABASE");
        if (only is null or "SQLite")
            using (var data = new CasesData(null, cases))
                foreach (var figure in Pages("SQLite", data)) yield return figure;
        if (only is not (null or "PostgreSQL")) yield break;
        using var postgres = new Postgres();
        using (var data = new CasesData(postgres.CreateDatabase(), cases))
            foreach (var figure in Pages("PostgreSQL", data)) yield return figure;
    }

    private const string PaperText = "Моего доверителя держат без предъявления бумаг, врача к нему не пускают, адвокату Ковальчуку отказали в свидании. Прошу проверить.";

    private const string Recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    [GeneratedRegex("/calendar/[A-Za-z0-9_-]+/due\\.ics")]
    private static partial Regex Feed();

    private static Figure DueTimes()
    {
        var folder = Directory.CreateTempSubdirectory("poruka-bench-guides-").FullName;
        var library = GuideLibrary.Of(folder);
        Directory.Delete(folder);
        var language = CultureInfo.GetCultureInfo("en");
        if (!Country.TryParse("ru", out var country)) throw new InvalidOperationException("There is no such country.");
        var rules = library.Rules.ToDictionary(r => r.Key, r => r.Value.Rule);
        var now = SystemClock.Instance.GetCurrentInstant();
        var setting = library.Setting(country, DateTimeZoneProviders.Tzdb["Europe/Moscow"], now.InUtc().Date);
        var random = new Random(7);
        var playbooks = Enumerable.Range(0, Playbooks).Select(i =>
        {
            var situation = GuideSlugs.AllSituations[i % GuideSlugs.AllSituations.Count];
            var guide = library.Compose(country, situation, language)!;
            var facts = new[] { CaseEvent.Detention, CaseEvent.CustodyOrder, CaseEvent.Judgment }.Select((e, n) =>
                new Fact(new FactId((UInt128)(3 * i + n + 1)), Section.Legal, FactKind.Decision, Moment.At(now - Duration.FromMinutes(random.Next(1, 50_000))), "") { Event = e });
            return (Tasks: Playbook.Start(guide, GuideSlugs.AllParts), Timeline: Timeline.Of(facts));
        }).ToList();
        var changes = 0;
        List<double> seconds = [];
        for (var turn = 0; turn < 5; turn++)
            seconds.Add(Turns.Seconds(() =>
            {
                changes = 0;
                foreach (var (tasks, timeline) in playbooks) changes += Playbook.Recompute(tasks, timeline, rules, setting, now).Count;
            }));
        return new Figure($"due times of {Playbooks:N0} playbooks", Turns.Median(seconds) * 1_000, "ms", Goal: Goal.AtMost(1_000), Note: $"{playbooks.Sum(p => p.Tasks.Count):N0} tasks, {changes:N0} with a time");
    }

    private static IEnumerable<Figure> Pages(string database, CasesData data)
    {
        var options = new ServeOptions(new Uri("http://127.0.0.1:0"), data.Installation, SystemClock.Instance);
        var app = WebServer.Build(options, Poruka.Program.Pages);
        app.StartAsync().GetAwaiter().GetResult();
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = WebServer.AddressOf(app) };
            client.DefaultRequestHeaders.Add("Accept-Language", "en");
            var sessions = app.Services.GetRequiredService<Sessions>();
            var visitor = new Reader(client, data.SignIn(sessions));
            var group = $"/groups/{data.Group.Slug}";
            var cases = group + "/cases";
            yield return new Figure($"{database}: cases made", data.Codes.Length, "cases", Note: $"{data.Codes.Length * CasesData.FactsPerCase:N0} facts, in {data.Seconds:N0} s");
            var before = Resident();
            yield return new Figure($"{database}: first list after signing in", Turns.Seconds(() => visitor.Get(cases)) * 1_000, "ms", Goal: Goal.AtMost(1_000), Note: "what the program and the database have not yet read included");
            yield return new Figure($"{database}: names made ready, once a session", Turns.Seconds(() => visitor.Search(cases, "nobody")) * 1_000, "ms", Note: "behind the answer to the list; a search waits for it at most once");
            yield return new Figure($"{database}: pairs that are alike, once a session", Turns.Seconds(() => visitor.Get(cases + "/alike")) * 1_000, "ms");
            yield return new Figure($"{database}: memory that this took", Resident() - before, "MiB");
            foreach (var (name, ask) in Asked(data, visitor, sessions, group)) yield return Page($"{database}: {name}", ask);
            yield return new Figure($"{database}: resident behind all pages", Resident(), "MiB", Note: "server, generator and reader are one process here");
        }
        finally
        {
            app.StopAsync().GetAwaiter().GetResult();
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Every kind of page, at a place drawn anew each time.</summary>
    private static IEnumerable<(string Name, Action Ask)> Asked(CasesData data, Reader visitor, Sessions sessions, string group)
    {
        var cases = group + "/cases";
        var random = new Random(11);
        string Case() => $"{cases}/{data.Codes[random.Next(data.Codes.Length)]}";
        // A closed case has no forms.
        int Open()
        {
            while (true)
                if (random.Next(data.Codes.Length) is var at && !CasesData.IsClosed(at)) return at;
        }
        string Form(string which) => $"{cases}/{data.Codes[Open()]}/{which}";
        Action Get(string address) => () => visitor.Get(address);
        Action Of(string which) => () => visitor.Get(Form(which));
        Action Proved(Action ask) => () =>
        {
            foreach (var session in sessions.Of(data.Member.Id)) sessions.Prove(session);
            ask();
        };
        var pages = (data.Codes.Length * 19 / 20 + 49) / 50;
        var feed = Feed().Match(visitor.Post(cases + "/calendar")).Value;
        if (feed.Length == 0) throw new InvalidOperationException("There is no secret address.");
        return
        [
            ("list of cases, first page", Get(cases)), ("list of cases, any page", () => visitor.Get($"{cases}?page={1 + random.Next(pages)}")),
            ("list of cases, last page", Get($"{cases}?page={pages}")), ("closed cases", Get(cases + "?state=closed")), ("a case with its timeline", () => visitor.Get(Case())),
            ("search", () => visitor.Search(cases, Typed[random.Next(Typed.Length)])), ("search by code", () => visitor.Search(cases, data.Codes[random.Next(data.Codes.Length)])),
            ("boards", Get(cases + "/boards")), ($"board of {CasesData.OnBoard:N0}, any page", () => visitor.Get($"{cases}/boards/{data.Board}?page={1 + random.Next(20)}")),
            ("many at once", Get(cases + "/boards/new")), ("a new case", Get(cases + "/new")),
            ("due in all cases", Get(cases + "/tasks?of=all")), ("due in all cases, any page", () => visitor.Get($"{cases}/tasks?of=all&page={1 + random.Next(50)}")),
            ("my tasks", Get(cases + "/tasks")), ("my tasks, any page", () => visitor.Get($"{cases}/tasks?page={1 + random.Next(50)}")),
            ("cases that are alike", Get(cases + "/alike")), ("joining", Of("join")),
            ("joining, one looked for", () => visitor.Post(Form("join"), ("other", CasesData.NameOf(Open())))),
            ("a sheet", Of("sheets/basic")), ("room of a section", Of("rooms/health")), ("a new fact", Of("facts/new?kind=note")),
            ("a fact written down", () => visitor.Post(Form("facts/new?kind=note"), ("how", "known"), ("day", "2026-11-01"), ("time", "10:00"), ("section", "Basic"), ("text", "They called again."), ("certainty", "Reported"), ("source", "Family"))),
            ("a task", () =>
            {
                var at = Open();
                visitor.Get($"{cases}/{data.Codes[at]}/tasks/{data.TaskOf(at)}");
            }),
            ("a new task", Of("tasks/new")), ("a guide to start", Of("playbooks/new")), ("a new watch", Of("watches/new")),
            ("files", Of("files")), ("documents", Of("papers")), ("a document", Of("papers/ru/complaint/ru")),
            ("a document made", () => visitor.Post(Form("papers/ru/complaint/ru"), ("as", "docx"), ("what", PaperText), ("looked", "1"))),
            ("a document looked through", () => visitor.Ask(Form("papers/ru/complaint/ru"), ("as", "docx"), ("what", PaperText))),
            ("letters for a case", Of("letters")), ("a fund for a case", Of("fund")), ("medical sheet", () => visitor.Get(Case() + "/medical-sheet.pdf")), ("closing", Of("close")),
            ("export of a case", Proved(() => visitor.Get(Case() + "/export"))), ("a case taken along", Proved(() => visitor.Post(Case() + "/export", ("recipient", Recipient)))),
            ("duty", Get(cases + "/duty")), ("calendar", Get(cases + "/calendar")), ("calendar read by a program", Get(feed)),
            ("facilities", Get(group + "/facilities")), ("a facility", Get($"{group}/facilities/{data.Facility}")), ("a new facility", Get(group + "/facilities/new")),
            ("table of cases", Get(cases + "/import/")), ("arrest wills", Get(group + "/wills")), ("the group", Get(group)),
        ];
    }

    /// <summary>What the process holds, in MiB, once what nobody needs is gone.</summary>
    private static double Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1_048_576.0;
    }

    private static Figure Page(string name, Action ask)
    {
        for (var warm = 0; warm < 10; warm++) ask();
        var seconds = new List<double>(Requests);
        var (before, start) = (Processor(), Stopwatch.GetTimestamp());
        while (seconds.Count < Requests && (seconds.Count < Fewest || Stopwatch.GetElapsedTime(start) < Longest)) seconds.Add(Turns.Seconds(ask));
        var processor = (Processor() - before) / seconds.Count;
        seconds.Sort();
        return new Figure(name, seconds[(int)Math.Ceiling(0.99 * seconds.Count) - 1] * 1_000, "ms", Goal: Goal.AtMost(100),
            Note: $"median {Numbers.Short(seconds[seconds.Count / 2] * 1_000)} ms, longest {Numbers.Short(seconds[^1] * 1_000)} ms, {Numbers.Short(processor)} ms of the program's processor");
    }

    /// <summary>What this process has used of processors, in milliseconds; a server of PostgreSQL is another.</summary>
    private static double Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <summary>A browser's part: its cookies, and the token of forms.</summary>
    private sealed partial class Reader(HttpClient client, string session)
    {
        private string _form = "", _token = "";

        public string Get(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            return Send(request);
        }

        public string Search(string cases, string typed) => Post(cases + "/search", ("name", typed));

        public string Post(string address, params (string Name, string Value)[] fields) => Post(address, comesBack: false, fields);

        /// <summary>Sends a form that comes back with a question.</summary>
        public string Ask(string address, params (string Name, string Value)[] fields) => Post(address, comesBack: true, fields);

        private string Post(string address, bool comesBack, (string Name, string Value)[] fields)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative))
            {
                Content = new FormUrlEncodedContent([new(FormGuard.TokenField, _token), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]),
            };
            return Send(request, comesBack);
        }

        private string Send(HttpRequestMessage request, bool comesBack = false)
        {
            request.Headers.Add("Cookie", $"{Visit.Cookie}={session}; {_form}");
            using var response = client.Send(request, HttpCompletionOption.ResponseContentRead);
            if (!response.IsSuccessStatusCode && response.StatusCode != (comesBack ? System.Net.HttpStatusCode.BadRequest : System.Net.HttpStatusCode.Found)) throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode}");
            if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
                foreach (var cookie in cookies) _form = cookie.Split(';')[0];
            using var reader = new StreamReader(response.Content.ReadAsStream());
            var text = reader.ReadToEnd();
            if (Token().Match(text) is { Success: true } token) _token = System.Net.WebUtility.HtmlDecode(token.Groups[1].Value);
            return text;
        }

        [GeneratedRegex("name=\"form-token\" value=\"([^\"]*)\"")]
        private static partial Regex Token();
    }
}
