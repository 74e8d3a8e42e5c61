using System.Diagnostics;
using NodaTime;
using Poruka.Operations;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Tests.Operations;

/// <summary>
/// The process that is killed while it makes or restores backups: this very test program, told by its environment what to do.
/// It begins each one when a line comes in, and says on standard output when it is done.
/// </summary>
internal static class BackupChild
{
    private const string Variable = "PORUKA_BACKUP_CHILD";

    /// <summary>Whether this process was started to be killed.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Starts one.</summary>
    public static Process Start(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, Environment = { [Variable] = string.Join('|', words) },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(BackupChild).Assembly.Location);
        return Process.Start(start)!;
    }

    public static void Run()
    {
        var words = Environment.GetEnvironmentVariable(Variable)!.Split('|');
        if (words[0] == "restore") Restore(words[1], words[2], words[3], words[4], words[5]);
        else Backup(words[1], words[2], words[3], words[4]);
    }

    private static void Backup(string folder, string to, string keys, string recipient)
    {
        using var installation = Installation.Open(folder);
        Say("ready");
        while (Console.In.ReadLine() is not null)
        {
            var now = SystemClock.Instance.GetCurrentInstant();
            var done = BackupWriter.Run(installation, to, [AgeRecipient.TryParse(recipient)!], new BackupKeep(7, 5, 12), now, null, CancellationToken.None);
            KeysBackup.Write(installation, keys, [AgeRecipient.TryParse(recipient)!], 7, now);
            Say($"made {done.Set.Name}");
        }
    }

    private static void Restore(string from, string keys, string identity, string to, string postgres)
    {
        using var secret = AgeIdentity.TryParse(identity)!;
        Say("ready");
        Console.In.ReadLine();
        BackupReader.Run(new RestoreOrder(from, BackupFolder.SetsIn(from)[^1], KeysBackup.Read(KeysBackup.In(keys)[^1].Path, [secret]), [secret], to,
            postgres.Length > 0 ? postgres : null), null, CancellationToken.None);
        Say("restored");
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
