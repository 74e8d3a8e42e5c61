using System.Data.Common;
using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>A member at the command line of the machine, with their keys open for one command.</summary>
internal sealed class Unlocked(Member member, MemberKeys keys) : IDisposable
{
    public Member Member => member;

    public MemberKeys Keys => keys;

    /// <summary>Asks for a member's passphrase and opens their keys; says why where it can't, and returns null.</summary>
    /// <remarks>Without the second factor: it keeps strangers from the web, and who is here has the disk.</remarks>
    public static Unlocked? Ask(CommandRun run, Installation installation, DbConnection connection, string name)
    {
        var member = MemberRows.FindByName(connection, Member.Fold(name));
        using var passphrase = run.Terminal.ReadSecret(run.Text("Command.Vault.Passphrase", name));
        if (member is { State: MemberState.Active } && MemberRows.LockOf(connection, member.Id) is { } its)
        {
            using var derived = PassphraseKeys.Derive(passphrase.Span, its.Salt, its.Cost, installation.Secrets.Pepper);
            if (derived.Matches(its.Verifier)
                && MemberKeys.TryOpen(derived.EncryptionKey, member.Id, SignIns.PassphrasePurpose, its.Cost, its.KeysSealed) is { } keys)
                return new Unlocked(member, keys);
        }
        run.Say(ExitCode.Refused, "Command.Vault.WrongPassphrase");
        return null;
    }

    public void Dispose() => keys.Dispose();
}
