using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>How a try to sign in ended.</summary>
public enum SignInOutcome
{
    /// <summary>It is them.</summary>
    Let,

    /// <summary>Name, passphrase or code are wrong, or the member is frozen: it isn't said which.</summary>
    Wrong,

    /// <summary>Too many are waiting for the derivation of their keys.</summary>
    Busy,
}

/// <summary>
/// Holds names, passphrases and codes against what is stored. Whether a name is known is told neither by the answer nor by
/// its time: an unknown name costs the same derivation.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SignIns(ServeOptions options, Derivations queue)
{
    /// <summary>How many wrong codes a member may give after a right passphrase, until the first of them is 15 minutes old.</summary>
    public const int MaxWrongCodes = 5;

    internal const string TotpPurpose = "totp", PassphrasePurpose = "passphrase", RecoveryPurpose = "recovery";

    private static readonly Duration Window = Duration.FromMinutes(15);

    private readonly ConcurrentDictionary<MemberId, (Instant Since, int Count)> _wrongCodes = new();

    /// <summary>Tries a name with a passphrase and a code. The caller disposes the keys.</summary>
    /// <param name="name">The name as typed.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="code">The code of the second factor.</param>
    /// <param name="isKnown">Whether the browser has a device cookie for the name.</param>
    /// <param name="stop">Leaves the line.</param>
    public async Task<(SignInOutcome Outcome, Member? Member, MemberKeys? Keys)> Try(
        string name, SecretBytes passphrase, SecretBytes code, bool isKnown, CancellationToken stop)
    {
        Member? member;
        MemberLock its;
        using (var connection = options.Installation.Database.Open())
        {
            member = MemberRows.FindByName(connection, Member.Fold(name));
            // Asked for in any case, so that it costs the same. Who left has none that could be derived for.
            var stored = MemberRows.LockOf(connection, member?.Id ?? default);
            its = stored is { Salt.Length: PassphraseKeys.SaltSize } ? stored : Decoy(options.Cost);
        }
        using var derived = await Derive(passphrase, its, isKnown, stop);
        if (derived is null) return (SignInOutcome.Busy, null, null);
        if (!derived.Matches(its.Verifier) || member is not { State: MemberState.Active }) return (SignInOutcome.Wrong, null, null);
        if (!TryCode(member, its, derived, code.Span)) return (SignInOutcome.Wrong, null, null);
        return MemberKeys.TryOpen(derived.EncryptionKey, member.Id, PassphrasePurpose, its.Cost, its.KeysSealed) is { } keys
            ? (SignInOutcome.Let, member, keys)
            : (SignInOutcome.Wrong, null, null);
    }

    /// <summary>Whether a passphrase is that of a member who is signed in; null where too many wait.</summary>
    public async Task<bool?> Proves(Member member, SecretBytes passphrase, CancellationToken stop)
    {
        MemberLock? its;
        using (var connection = options.Installation.Database.Open()) its = MemberRows.LockOf(connection, member.Id);
        if (its is null) return false;
        using var derived = await Derive(passphrase, its, isKnown: true, stop);
        return derived?.Matches(its.Verifier);
    }

    /// <summary>Makes what a new passphrase is held against.</summary>
    public async Task<MemberLock?> Lock(
        MemberId member, MemberKeys keys, SecretBytes passphrase, SecretBytes recoveryKey, SecretBytes totp, CancellationToken stop)
    {
        var salt = RandomNumberGenerator.GetBytes(PassphraseKeys.SaltSize);
        var cost = options.Cost;
        using var derived = await queue.Run(true, () => PassphraseKeys.Derive(passphrase.Span, salt, cost, options.Installation.Secrets.Pepper), stop);
        if (derived is null) return null;
        using var recovery = RecoveryKey.EncryptionKey(recoveryKey.Span);
        return new MemberLock(cost, salt, derived.Verifier(),
            keys.SealUnder(derived.EncryptionKey, member, PassphrasePurpose, cost, RandomNumberGenerator.Fill),
            keys.SealUnder(recovery.Span, member, RecoveryPurpose, default, RandomNumberGenerator.Fill),
            SealedSecret.Seal(derived.EncryptionKey, member, TotpPurpose, cost, totp.Span, RandomNumberGenerator.Fill));
    }

    private Task<PassphraseKeys?> Derive(SecretBytes passphrase, MemberLock its, bool isKnown, CancellationToken stop) => queue.Run(
        isKnown, () => PassphraseKeys.Derive(passphrase.Span, its.Salt, its.Cost, options.Installation.Secrets.Pepper), stop);

    private bool TryCode(Member member, MemberLock its, PassphraseKeys derived, ReadOnlySpan<byte> code)
    {
        var now = options.Clock.GetCurrentInstant();
        var wrong = _wrongCodes.GetValueOrDefault(member.Id);
        if (now - wrong.Since > Window) wrong = (now, 0);
        // Only who has the passphrase comes this far, so nobody else can shut a member out by it.
        if (wrong.Count >= MaxWrongCodes) return false;
        using var secret = SealedSecret.TryOpen(derived.EncryptionKey, member.Id, TotpPurpose, its.Cost, its.TotpSealed);
        using var connection = options.Installation.Database.Open();
        if (secret is not null && SecondFactor.StepOf(secret.Span, code, now) is { } step && MemberRows.TryUseStep(connection, member.Id, step))
        {
            _wrongCodes.TryRemove(member.Id, out _);
            return true;
        }
        _wrongCodes[member.Id] = (wrong.Since, wrong.Count + 1);
        return false;
    }

    private static MemberLock Decoy(PassphraseCost cost) => new(
        cost, RandomNumberGenerator.GetBytes(PassphraseKeys.SaltSize), RandomNumberGenerator.GetBytes(32), [], [], []);
}

/// <summary>
/// The mark of a browser from which somebody has signed in before: random bytes and a MAC over them and the name. It lets
/// nobody in; it only keeps a place in the line. It names nobody.
/// </summary>
internal static class DeviceMark
{
    /// <summary>Its cookie.</summary>
    public const string Cookie = "__Host-poruka-device";

    private const int Size = 16;

    public static string Make(byte[] key, string name)
    {
        var random = RandomNumberGenerator.GetBytes(Size);
        return Base64Url.EncodeToString((byte[])[.. random, .. Mac(key, random, name)]);
    }

    public static bool IsOf(byte[] key, string? cookie, string name)
    {
        Span<byte> bytes = stackalloc byte[2 * Size];
        return cookie is not null && cookie.Length == Base64Url.GetEncodedLength(2 * Size)
            && Base64Url.TryDecodeFromChars(cookie, bytes, out var length) && length == bytes.Length
            && CryptographicOperations.FixedTimeEquals(bytes[Size..], Mac(key, bytes[..Size], name));
    }

    private static byte[] Mac(byte[] key, ReadOnlySpan<byte> random, string name) =>
        HMACSHA256.HashData(key, (byte[])[.. random, .. Encoding.UTF8.GetBytes(Member.Fold(name))])[..Size];
}
