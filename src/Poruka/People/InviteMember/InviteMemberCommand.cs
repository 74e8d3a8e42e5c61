using System.Security.Cryptography;
using NodaTime;
using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People.InviteMember;

/// <summary><c>poruka member invite</c>: the way back for a group whose administrators are all gone or frozen. It opens no room.</summary>
internal static class InviteMemberCommand
{
    private const int UsualDays = 3;

    public static Verb Build(CommandLine line)
    {
        var group = line.SlugOption("--group");
        var roles = CommandLine.Words("--roles", "ROLE,ROLE", required: true);
        var days = line.Count("--days");
        var address = CommandLine.Words("--address", "URL");
        return new Verb("invite", run => run.InInstallation(installation =>
        {
            var words = run.Get(roles)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var given = words.Select(Roles.OfWord).OfType<Role>().Distinct().Order().ToList();
            if (given.Count == 0 || given.Count != words.Length)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.MemberInvite.BadRoles", run.Get(roles), string.Join(", ", Roles.All.Select(r => r.Word()))));
            var lasts = run.Get(days) is var d and > 0 ? d : UsualDays;
            if (lasts > InviteEndpoint.MaxDays)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.MemberInvite.BadDays", lasts, InviteEndpoint.MaxDays));
            using var connection = installation.Database.Open();
            if (CommandGroup.Find(run, connection, run.Get(group)) is not { } found) return Task.FromResult(ExitCode.Refused);
            var link = OneTimeCode.DrawLink(RandomNumberGenerator.Fill);
            var until = run.Terminal.Clock.GetCurrentInstant() + Duration.FromDays(lasts);
            InvitationRows.Add(connection, null, link, found, given, default, until, null);
            run.Out.WriteLine(Links.Join(run.Get(address) ?? ServeOptions.DefaultAddress.ToString(), link));
            run.Tell("Command.MemberInvite.Done", found.Name, Written.IsoDay(until.InUtc().Date));
            return Task.FromResult(ExitCode.Done);
        }), group, roles, days, address)
        { Examples = ["member invite --roles member", "member invite --roles administrator --days 1 --address https://solidarity.example"] };
    }
}
