using System.CommandLine;
using System.Text;
using Poruka.People;
using Poruka.Shell;

namespace Poruka.Operations.UnlockVault;

/// <summary><c>poruka vault unlock</c>: tries a passphrase, and says which rooms it opens.</summary>
internal static class UnlockVaultCommand
{
    public static Verb Build()
    {
        var name = new Argument<string>("MEMBER");
        return new Verb("unlock", run => run.InInstallation(installation =>
        {
            using var connection = installation.Database.Open();
            using var who = Unlocked.Ask(run, installation, connection, run.Get(name));
            if (who is null) return Task.FromResult(ExitCode.Refused);
            var rooms = RoomRows.HeldBy(connection, who.Member.Id, run.Today);
            run.Tell("Command.VaultUnlock.Done", who.Member.Name, rooms.Count);
            foreach (var room in rooms)
            {
                using var held = HeldRoom.Open(installation, connection, who.Member.Id, () => who.Keys, room.Id, run.Today);
                if (held is null) return Task.FromResult(run.Say(ExitCode.Refused, "Command.VaultUnlock.Broken", room.Code));
                var title = held.Read(connection, RoomRows.NameOf(room.Id)) is { Length: > 0 } bytes
                    ? Encoding.UTF8.GetString(bytes) : run.Text("People.Room.Kind." + room.Kind);
                run.Out.WriteLine($"{room.Code}  {title}");
            }
            return Task.FromResult(ExitCode.Done);
        }), name)
        {
            Examples = ["vault unlock vera"],
        };
    }
}
