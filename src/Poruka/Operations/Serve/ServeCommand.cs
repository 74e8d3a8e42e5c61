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
        return new Verb("serve", run => run.InInstallation(installation =>
        {
            var address = ServeOptions.DefaultAddress;
            if (run.Get(urls) is { } given && !TryAddress(given, out address))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.Serve.BadAddress", given));
            if (run.Get(onion) is { } host && !OnionAddress.IsOne(host))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.Serve.BadOnion", host));
            // Read here so that a wrong setting is told now, and not when the first message should go.
            MailSettings.Read(installation);
            CaseRetention.DaysOf(installation);
            StoredFiles.Sweep(installation, run.Terminal.Clock.GetCurrentInstant() - NodaTime.Duration.FromDays(1));
            var options = new ServeOptions(address, installation, run.Terminal.Clock) { PublicScheme = run.Get(scheme) ?? "http", Onion = run.Get(onion), Jobs = jobs };
            return WebServer.RunAsync(options, pages, at =>
            {
                run.Out.WriteLine(run.Terminal.IsQuiet ? at.ToString() : run.Text("Command.Serve.Started", at));
                // Shown while nobody is a member: who reads this console may set the group up.
                using var connection = installation.Database.Open();
                if (MemberRows.IsEmpty(connection)) run.Tell("Command.Serve.SetUp", at, options.SetUpCode.Draw());
                run.Terminal.Flush();
            }, run.Cancelled);
        }), urls, scheme, onion)
        {
            Examples = ["serve", "serve --urls http://127.0.0.1:9000 --public-scheme https", $"serve --public-scheme https --onion {new string('a', 55)}d.onion"],
        };
    }

    internal static bool TryAddress(string text, out Uri address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address!) && address.Scheme == Uri.UriSchemeHttp
        && address.PathAndQuery == "/" && address.UserInfo.Length == 0
        && (address.Host == "localhost" || System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out _));
}
