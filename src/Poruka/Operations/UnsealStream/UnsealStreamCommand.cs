using System.CommandLine;
using Poruka.Shell;
using Poruka.Vault.Age;

namespace Poruka.Operations.UnsealStream;

/// <summary><c>poruka vault unseal</c>: from standard input to standard output, as <c>age -d</c> is.</summary>
internal static class UnsealStreamCommand
{
    public static Verb Build()
    {
        var identities = new Option<string[]>("--identity", "-i") { HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = false };
        return new Verb("unseal", run => Run(run, run.Get(identities)!), identities)
        {
            Examples = ["vault unseal -i key.txt < letter.age > letter.txt", "vault unseal -i key.txt < room.tar.age | tar -x"],
        };
    }

    private static async Task<int> Run(CommandRun run, string[] files)
    {
        var identities = new List<AgeIdentity>();
        try
        {
            if (await IdentityFiles.Read(run, files, identities) is { } refused) return refused;
            return await Open(run, identities);
        }
        finally
        {
            foreach (var identity in identities) identity.Dispose();
        }
    }

    private static async Task<int> Open(CommandRun run, List<AgeIdentity> identities)
    {
        run.Terminal.Flush();
        var outcome = AgeFile.Open(run.Terminal.Input, identities, out var contents);
        if (outcome != AgeOutcome.Opened) return run.Say(ExitCode.Refused, $"Command.VaultUnseal.{outcome}");
        try
        {
            await using (contents) await contents!.CopyToAsync(run.Terminal.Output, 1 << 17, run.Cancelled);
            await run.Terminal.Output.FlushAsync(run.Cancelled);
            return ExitCode.Done;
        }
        catch (AgeDamageException damage)
        {
            // What went out before is genuine, but it isn't all.
            run.Say(ExitCode.Refused, $"Command.VaultUnseal.{damage.Outcome}");
            return run.Say(ExitCode.Refused, "Command.VaultUnseal.ThrowAway");
        }
    }
}
