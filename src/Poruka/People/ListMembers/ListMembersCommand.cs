using Poruka.Shell;

namespace Poruka.People.ListMembers;

/// <summary><c>poruka member list</c></summary>
internal static class ListMembersCommand
{
    public static Verb Build(CommandLine line)
    {
        var group = line.SlugOption("--group");
        var json = CommandLine.Flag("--json");
        return new Verb("list", run => run.InInstallation(installation =>
        {
            using var connection = installation.Database.Open();
            if (CommandGroup.Find(run, connection, run.Get(group)) is not { } found) return Task.FromResult(ExitCode.Refused);
            var members = MemberRows.ListedOf(connection, found);
            return Task.FromResult(run.Get(json) ? Json(run, members) : Table(run, members));
        }), group, json)
        { Examples = ["member list", "member list --group red-cross --json"] };
    }

    private static int Json(CommandRun run, IReadOnlyList<GroupMember> members) => run.Json(json =>
    {
        json.WriteStartArray();
        foreach (var member in members)
        {
            json.WriteStartObject();
            json.WriteString("name", member.Member.Name);
            json.WriteString("state", MemberRows.Word(member.Member.State));
            json.WriteStartArray("roles");
            foreach (var role in member.Roles) json.WriteStringValue(role.Word());
            json.WriteEndArray();
            json.WriteString("since", Written.IsoDay(member.JoinedOn));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static int Table(CommandRun run, IReadOnlyList<GroupMember> members)
    {
        var table = new TextTable(run.Text("Command.Head.Name"), run.Text("People.Members.Roles"), run.Text("People.Members.State"), run.Text("People.Members.Since"));
        foreach (var member in members)
            table.Add(member.Member.Name, string.Join(", ", member.Roles.Select(r => run.Text("People.Role." + r.Word()))),
                run.Text("People.Members.State." + MemberRows.Word(member.Member.State)), Written.IsoDay(member.JoinedOn));
        table.Write(run.Terminal);
        return ExitCode.Done;
    }
}
