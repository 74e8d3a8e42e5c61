using Poruka.Cases;
using Poruka.People;
using Poruka.Shell;

namespace Poruka.Operations.Serve;

/// <summary><c>poruka serve</c></summary>
internal static class ServeCommand
{
    public static Verb Build(CommandLine line, Action<IEndpointRouteBuilder> pages, IReadOnlyList<Job> jobs)
    {
        var urls = CommandLine.Words("--urls", "URL");
        var scheme = line.OneOf("--public-scheme", "http", "https");
        var onion = line.HostName("--onion", OnionAddress.Length);
        return new Verb("serve", run => run.InInstallation(async installation =>
        {
            // All of them at once, and now: not when the first message should go.
            var problems = SettingsCheck.Problems(installation,
                i => ServeSettings.Read(i), i => MailSettings.Read(i), i => CaseRetention.DaysOf(i), i => BackupSettings.Read(i));
            if (problems.Count > 0)
            {
                run.Say(ExitCode.Refused, "Command.Serve.BadSettings", problems.Count);
                foreach (var problem in problems) run.Terminal.Error.WriteLine("  " + problem);
                return ExitCode.Refused;
            }
            var settings = ServeSettings.Read(installation);
            var address = settings.Listen;
            if (run.Get(urls) is { } given && !ServeSettings.TryAddress(given, out address))
                return run.Say(ExitCode.WrongUsage, "Command.Serve.BadAddress", given);
            if (run.Get(onion) is { } host && !OnionAddress.IsOne(host))
                return run.Say(ExitCode.WrongUsage, "Command.Serve.BadOnion", host);
            StoredFiles.Sweep(installation, run.Terminal.Clock.GetCurrentInstant() - NodaTime.Duration.FromDays(1));
            var options = new ServeOptions(address, installation, run.Terminal.Clock)
            {
                PublicScheme = run.Get(scheme) ?? settings.PublicScheme, Onion = run.Get(onion) ?? settings.Onion, Jobs = jobs,
                Metrics = settings.MetricsListen, LogsAsJson = settings.LogsAsJson,
            };
            await using var turn = await ServingTurn.Wait(installation, () =>
            {
                run.Tell("Command.Serve.Standby");
                run.Terminal.Flush();
            }, run.Cancelled);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancelled, turn.Over);
            var exit = await WebServer.RunAsync(options, pages, at =>
            {
                run.Out.WriteLine(run.Terminal.IsQuiet ? at.ToString() : run.Text("Command.Serve.Started", at));
                // Shown while nobody is a member: who reads this console may set the group up.
                using var connection = installation.Database.Open();
                if (MemberRows.IsEmpty(connection)) run.Tell("Command.Serve.SetUp", at, options.SetUpCode.Draw());
                run.Terminal.Flush();
            }, stop.Token);
            // Another node may serve by now: this one begins again as the standby.
            return turn.Over.IsCancellationRequested ? run.Say(ExitCode.Broken, "Command.Serve.TurnLost") : exit;
        }), urls, scheme, onion)
        {
            Examples = ["serve", "serve --urls http://127.0.0.1:9000 --public-scheme https", $"serve --public-scheme https --onion {new string('a', 55)}d.onion"],
        };
    }
}
