using System.CommandLine;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary><c>--unlock MEMBER</c>: opens the donors' room with that member's passphrase, so that payers are known.</summary>
internal static class DonorsOption
{
    public static Option<string> Create() => CommandLine.Words("--unlock", "MEMBER");

    /// <summary>Opens the room where the option is given. False, and it is said why, where it can't.</summary>
    /// <param name="run">The run.</param>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund whose group's room it is.</param>
    /// <param name="member">The option's value; null where it isn't given.</param>
    /// <param name="room">The room; null where the option isn't given. The caller disposes it.</param>
    public static bool TryOpen(CommandRun run, Installation installation, Fund fund, string? member, out HeldRoom? room)
    {
        room = null;
        if (member is null) return true;
        using var connection = installation.Database.Open();
        if (Donors.RoomOf(connection, fund.Number) is not { } donors)
        {
            run.Say(ExitCode.Refused, "Command.Donors.NoGroup", fund.Slug);
            return false;
        }
        using var who = Unlocked.Ask(run, installation, connection, member);
        if (who is null) return false;
        room = HeldRoom.Open(installation, connection, who.Member.Id, () => who.Keys, donors.Id, run.Today);
        if (room is not null) RoomRecord.AddOnce(connection, room, null, who.Member.Id, fund.Slug, run.Terminal.Clock.GetCurrentInstant());
        else run.Say(ExitCode.Refused, "Command.Donors.NotHeld", who.Member.Name, donors.Code);
        return room is not null;
    }
}
