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
    private const int Requests = 300, Playbooks = 10_000;

    private static readonly string[] Typed = ["ivanova", "anna sh", "Зеленко", "щ", "smirn olga"];

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return DueTimes();
        var cases = Environment.GetEnvironmentVariable("PORUKA_BENCH_CASES") is { } few ? int.Parse(few, CultureInfo.InvariantCulture) : 100_000;
        using (var data = new CasesData(null, cases))
            foreach (var figure in Pages("SQLite", data)) yield return figure;
        using var postgres = new Postgres();
        using (var data = new CasesData(postgres.CreateDatabase(), cases))
            foreach (var figure in Pages("PostgreSQL", data)) yield return figure;
    }

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
            var visitor = new Reader(client, data.SignIn(app.Services.GetRequiredService<Sessions>()));
            var cases = $"/groups/{data.Group.Slug}/cases";
            var random = new Random(11);
            string Case() => $"{cases}/{data.Codes[random.Next(data.Codes.Count)]}";
            // A closed case has no forms.
            int Open()
            {
                while (true)
                    if (random.Next(data.Codes.Count) is var at && !CasesData.IsClosed(at)) return at;
            }
            string Form(string which) => $"{cases}/{data.Codes[Open()]}/{which}";
            var pages = (data.Codes.Count * 19 / 20 + 49) / 50;
            visitor.Get(cases);
            yield return Made(database, data);
            yield return new Figure($"{database}: names made ready once a session", Turns.Seconds(() => visitor.Search(cases, "nobody")) * 1_000, "ms", Note: "behind the answer to the list of cases; a search waits for it at most once");
            yield return new Figure($"{database}: pairs that are alike, looked for once", Turns.Seconds(() => visitor.Get(cases + "/alike")) * 1_000, "ms");
            foreach (var (name, ask) in new (string, Action)[]
            {
                ("list of cases, first page", () => visitor.Get(cases)), ("list of cases, any page", () => visitor.Get($"{cases}?page={1 + random.Next(pages)}")),
                ("closed cases", () => visitor.Get(cases + "?state=closed")), ("a case", () => visitor.Get(Case())),
                ("search", () => visitor.Search(cases, Typed[random.Next(Typed.Length)])),
                ("boards", () => visitor.Get(cases + "/boards")), ($"board of {CasesData.OnBoard:N0}, any page", () => visitor.Get($"{cases}/boards/{data.Board}?page={1 + random.Next(20)}")),
                ("what is due", () => visitor.Get(cases + "/tasks?of=all")), ("what is due, any page", () => visitor.Get($"{cases}/tasks?of=all&page={1 + random.Next(50)}")),
                ("my tasks", () => visitor.Get(cases + "/tasks")), ("cases that are alike", () => visitor.Get(cases + "/alike")),
                ("a sheet", () => visitor.Get(Form("sheets/basic"))), ("a new fact", () => visitor.Get(Form("facts/new?kind=note"))),
                ("a task", () =>
                {
                    var at = Open();
                    visitor.Get($"{cases}/{data.Codes[at]}/tasks/{data.Tasks[at]}");
                }),
                ("a new task", () => visitor.Get(Form("tasks/new"))), ("a guide to start", () => visitor.Get(Form("playbooks/new"))),
                ("a new watch", () => visitor.Get(Form("watches/new"))), ("room of a section", () => visitor.Get(Form("rooms/health"))),
                ("joining", () => visitor.Get(Form("join"))), ("closing", () => visitor.Get(Form("close"))),
                ("medical sheet", () => visitor.Get(Case() + "/medical-sheet.pdf")), ("a new case", () => visitor.Get(cases + "/new")), ("many at once", () => visitor.Get(cases + "/boards/new")),
                ("duty", () => visitor.Get(cases + "/duty")), ("calendar", () => visitor.Get(cases + "/calendar")),
            }) yield return Page($"{database}: {name}", ask);
        }
        finally
        {
            app.StopAsync().GetAwaiter().GetResult();
            app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Figure Made(string database, CasesData data) =>
        new($"{database}: cases made", data.Codes.Count, "cases", Note: $"{data.Codes.Count * CasesData.FactsPerCase:N0} facts, in {data.Seconds:N0} s");

    private static Figure Page(string name, Action ask)
    {
        for (var warm = 0; warm < 10; warm++) ask();
        var seconds = new List<double>(Requests);
        for (var i = 0; i < Requests; i++) seconds.Add(Turns.Seconds(ask));
        seconds.Sort();
        return new Figure(name, seconds[(int)Math.Ceiling(0.99 * Requests) - 1] * 1_000, "ms", Goal: Goal.AtMost(100), Note: $"median {Numbers.Short(seconds[Requests / 2] * 1_000)} ms, longest {Numbers.Short(seconds[^1] * 1_000)} ms");
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

        public string Search(string cases, string typed)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(cases + "/search", UriKind.Relative))
            {
                Content = new FormUrlEncodedContent([new(FormGuard.TokenField, _token), new("name", typed)]),
            };
            return Send(request);
        }

        private string Send(HttpRequestMessage request)
        {
            request.Headers.Add("Cookie", $"{Visit.Cookie}={session}; {_form}");
            using var response = client.Send(request, HttpCompletionOption.ResponseContentRead);
            if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode}");
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
