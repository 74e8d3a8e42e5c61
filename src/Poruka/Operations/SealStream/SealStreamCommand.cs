using System.CommandLine;
using System.Security.Cryptography;
using Poruka.Shell;
using Poruka.Vault.Age;

namespace Poruka.Operations.SealStream;

/// <summary><c>poruka vault seal</c>: from standard input to standard output, as <c>age</c> is.</summary>
internal static class SealStreamCommand
{
    public static Verb Build()
    {
        var recipients = new Option<string[]>("--recipient", "-r") { HelpName = "RECIPIENT", Required = true, AllowMultipleArgumentsPerToken = false };
        var armor = CommandLine.Flag("--armor", "-a");
        return new Verb("seal", run => Run(run, run.Get(recipients)!, run.Get(armor)), recipients, armor)
        {
            Examples =
            [
                "vault seal -r age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj < letter.txt > letter.age",
                "vault seal -a -r age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj < letter.txt",
            ],
        };
    }

    private static async Task<int> Run(CommandRun run, string[] recipients, bool armored)
    {
        var to = new List<AgeRecipient>();
        foreach (var text in recipients)
        {
            if (AgeRecipient.TryParse(text) is not { } recipient) return run.Say(ExitCode.WrongUsage, "Command.VaultSeal.BadRecipient", text);
            to.Add(recipient);
        }
        run.Terminal.Flush();
        AgeSealingStream sealing;
        try
        {
            sealing = AgeFile.Seal(run.Terminal.Output, to, RandomNumberGenerator.Fill, armored);
        }
        catch (ArgumentException)
        {
            return run.Say(ExitCode.WrongUsage, "Command.VaultSeal.WeakRecipient");
        }
        await using (sealing)
        {
            await run.Terminal.Input.CopyToAsync(sealing, 1 << 17, run.Cancelled);
            await sealing.CompleteAsync(run.Cancelled);
        }
        return ExitCode.Done;
    }
}
