using System.Data.Common;
using Poruka.Shell;

namespace Poruka.People;

/// <summary>The group that a command is about: the one it names, or the only one there is.</summary>
internal static class CommandGroup
{
    /// <summary>Finds it; says what is wrong and answers null where it can't.</summary>
    public static Organisation? Find(CommandRun run, DbConnection connection, string? slug)
    {
        var groups = MemberRows.Organisations(connection);
        if (groups.Count == 0) run.Say(ExitCode.Refused, "Command.Member.NoGroup");
        else if (slug is null && groups.Count == 1) return groups[0];
        else if (groups.FirstOrDefault(g => g.Slug == slug) is { } found) return found;
        else run.Say(ExitCode.Refused, "Command.Member.WhichGroup", string.Join(", ", groups.Select(g => g.Slug)));
        return null;
    }
}
