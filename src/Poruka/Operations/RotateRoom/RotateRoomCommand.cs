using System.CommandLine;
using Poruka.People;
using Poruka.Shell;

namespace Poruka.Operations.RotateRoom;

/// <summary><c>poruka vault rotate</c>: a new key for a room, and all that lies in it sealed to that at once.</summary>
internal static class RotateRoomCommand
{
    public static Verb Build()
    {
        var room = new Argument<string>("ROOM");
        var unlock = CommandLine.Words("--unlock", "MEMBER", required: true);
        return new Verb("rotate", run => run.InInstallation(installation => Run(run, installation, run.Get(room), run.Get(unlock)!)), room, unlock)
        {
            Examples = ["vault rotate R-7K2M9Q --unlock vera"],
        };
    }

    private static async Task<int> Run(CommandRun run, Storage.Installation installation, string code, string name)
    {
        using var connection = installation.Database.Open();
        if (RoomRows.FindByCode(connection, code.ToUpperInvariant()) is not { } room) return run.Say(ExitCode.Refused, "Command.Vault.NoSuchRoom", code);
        if (room.Kind == RoomKind.Offline) return run.Say(ExitCode.Refused, "Command.VaultRotate.Offline", room.Code);
        using var who = Unlocked.Ask(run, installation, connection, name);
        if (who is null) return ExitCode.Refused;
        using var held = HeldRoom.Open(installation, connection, who.Member.Id, () => who.Keys, room.Id, run.Today);
        if (held is not { IsKeeper: true }) return run.Say(ExitCode.Refused, "Command.VaultRotate.NotKeeper", who.Member.Name, room.Code);
        using var renewed = RoomRenewal.Begin(installation, connection, held, who.Member, who.Keys, without: null, run.Today);
        if (renewed is null) return run.Say(ExitCode.Refused, "Command.VaultRotate.Faster", room.Code);
        RoomRecord.Add(connection, renewed, who.Member.Id, RoomAct.Renewed, "", run.Terminal.Clock.GetCurrentInstant());
        var (progress, before) = (RoomRenewal.ProgressOf(connection, renewed.Room), -1L);
        // Until nothing moves any more: what is damaged stays as it is.
        while (!progress.IsDone && progress.Done != before)
        {
            before = progress.Done;
            progress = await RoomRenewal.Continue(installation, connection, renewed, run.Cancelled);
        }
        if (!progress.IsDone) return run.Say(ExitCode.Refused, "Command.VaultRotate.Damaged", room.Code, progress.All - progress.Done);
        run.Tell("Command.VaultRotate.Done", room.Code, renewed.Room.Epoch, RoomRows.Grants(connection, renewed.Room).Count, progress.All);
        return ExitCode.Done;
    }
}
