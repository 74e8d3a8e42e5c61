using Poruka.Shell;

namespace Poruka.People.FreezeMember;

/// <summary>
/// <c>poruka member freeze</c> and <c>thaw</c>, for groups too small for the rule that it takes two. Whoever runs the machine
/// could do as much with the database; neither opens anything.
/// </summary>
internal static class FreezeMemberCommands
{
    public static Verb Freeze(CommandLine line) => Build("freeze", line, MemberState.Active, MemberState.Frozen, "Command.MemberFreeze.Done", "Command.MemberFreeze.NotNow");

    public static Verb Thaw(CommandLine line) => Build("thaw", line, MemberState.Frozen, MemberState.Active, "Command.MemberThaw.Done", "Command.MemberThaw.NotNow");

    private static Verb Build(string verb, CommandLine line, MemberState from, MemberState to, string done, string notNow)
    {
        var name = line.ShortText("--name", "NAME", Member.MaxNameLength, required: true);
        return new Verb(verb, run => run.InInstallation(installation =>
        {
            using var connection = installation.Database.Open();
            using var transaction = connection.BeginTransaction();
            var member = MemberRows.FindByName(connection, Member.Fold(run.Get(name)!), transaction);
            if (member is null) return Task.FromResult(run.Say(ExitCode.Refused, "Command.Member.Unknown", run.Get(name)));
            if (member.State != from) return Task.FromResult(run.Say(ExitCode.Refused, notNow, member.Name));
            MemberRows.SetState(connection, transaction, member.Id, to);
            if (to == MemberState.Frozen) InvitationRows.WithdrawAllBy(connection, transaction, member.Id);
            transaction.Commit();
            run.Tell(done, member.Name);
            return Task.FromResult(ExitCode.Done);
        }), name)
        { Examples = [$"member {verb} --name vera"] };
    }
}
