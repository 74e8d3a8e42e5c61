using System.Security.Cryptography;
using System.Text;
using Poruka.Shell;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Operations.MakeIdentity;

/// <summary><c>poruka vault keygen</c>: an identity for an offline room, made on its keeper's own machine.</summary>
internal static class MakeIdentityCommand
{
    public static Verb Build()
    {
        var output = CommandLine.Words("--output", "FILE", required: true);
        return new Verb("keygen", run => Task.FromResult(Run(run, run.Get(output)!)), output) { Examples = ["vault keygen --output key.txt"] };
    }

    private static int Run(CommandRun run, string path)
    {
        if (File.Exists(path)) return run.Say(ExitCode.Refused, "Command.VaultKeygen.Exists", path);
        using var secret = new SecretBytes(KeyAgreement.KeySize);
        RandomNumberGenerator.Fill(secret.Span);
        using var identity = new AgeIdentity(secret.Span);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
        {
            file.Write(Encoding.ASCII.GetBytes($"# public key: {identity.Recipient}\n{identity.ToSecretText()}\n"));
            file.Flush(flushToDisk: true);
        }
        run.Tell("Command.VaultKeygen.Done", path);
        run.Out.WriteLine(identity.Recipient);
        return ExitCode.Done;
    }
}
