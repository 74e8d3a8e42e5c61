using Poruka.Shell;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>Reads the secret halves that open sealed files, from the files that a command was given.</summary>
internal static class IdentityFiles
{
    private const int MaxSize = 1 << 20;

    /// <summary>Adds the keys of files; an exit code, said already, where one can't be read.</summary>
    public static async Task<int?> Read(CommandRun run, IEnumerable<string> files, List<AgeIdentity> identities)
    {
        foreach (var file in files)
        {
            if (!File.Exists(file)) return run.Say(ExitCode.Refused, "Command.NoFile", file);
            if (new FileInfo(file).Length > MaxSize) return run.Say(ExitCode.Refused, "Command.VaultUnseal.NoIdentity", file);
            if (AgeIdentity.TryParseFile(await File.ReadAllTextAsync(file, run.Cancelled), out var line) is not { Count: > 0 } read)
                return line > 0
                    ? run.Say(ExitCode.Refused, "Command.VaultUnseal.BadIdentity", file, line)
                    : run.Say(ExitCode.Refused, "Command.VaultUnseal.NoIdentity", file);
            identities.AddRange(read);
        }
        return null;
    }
}
