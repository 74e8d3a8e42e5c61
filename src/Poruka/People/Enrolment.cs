using System.Collections.Concurrent;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Vault;
using Poruka.Vault.Passphrases;

namespace Poruka.People;

/// <summary>What somebody is being enrolled for.</summary>
public enum EnrolmentKind
{
    /// <summary>The first member of the first group.</summary>
    SetUp,

    /// <summary>A member who came by an invitation.</summary>
    Join,

    /// <summary>A member whom two others gave new keys.</summary>
    Renew,

    /// <summary>A member who gets a new passphrase, recovery key and second factor, and keeps their keys.</summary>
    Relock,
}

/// <summary>
/// Somebody on the way to their keys: they are shown a passphrase and a recovery key, give a word of it back, and read the
/// second factor into their device. Until then all of it is in memory only, and nothing is stored where they break it off.
/// </summary>
public sealed class Enrolment : IDisposable
{
    /// <summary>How long somebody may take.</summary>
    public static readonly Duration Longest = Duration.FromMinutes(30);

    internal Enrolment(EnrolmentKind kind, MemberId member, string name, MemberKeys keys, WordList words, Instant now)
    {
        (Kind, Member, Name, Keys, StartedAt) = (kind, member, name, keys, now);
        Passphrase = Vault.Passphrases.Passphrase.Draw(words, RandomNumberGenerator.Fill);
        RandomNumberGenerator.Fill(RecoveryKey.Span);
        RandomNumberGenerator.Fill(Totp.Span);
        AskedWord = RandomNumberGenerator.GetInt32(Passphrase.Count);
    }

    /// <summary>What for.</summary>
    public EnrolmentKind Kind { get; }

    /// <summary>Who it will be.</summary>
    public MemberId Member { get; }

    /// <summary>What they sign in with.</summary>
    public string Name { get; }

    /// <summary>Their keys.</summary>
    public MemberKeys Keys { get; }

    /// <summary>The name of the new group, at set-up.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>What the invitation is found by.</summary>
    public byte[]? Invitation { get; init; }

    /// <summary>The passphrase.</summary>
    public DrawnPassphrase Passphrase { get; }

    /// <summary>The recovery key.</summary>
    public SecretBytes RecoveryKey { get; } = new(Vault.RecoveryKey.Size);

    /// <summary>The secret of the second factor.</summary>
    public SecretBytes Totp { get; } = new(SecondFactor.SecretSize);

    /// <summary>Which word is asked back, from 0.</summary>
    public int AskedWord { get; }

    /// <summary>Whether the word was given: the passphrase isn't shown again.</summary>
    public bool IsWordGiven { get; internal set; }

    internal Instant StartedAt { get; }

    /// <summary>Whether what was typed is the word that was asked for.</summary>
    public bool IsAskedWord(ReadOnlySpan<byte> typed)
    {
        Span<char> chars = stackalloc char[64];
        if (typed.Length > 64 || System.Text.Unicode.Utf8.ToUtf16(typed, chars, out _, out var length) != System.Buffers.OperationStatus.Done)
            return false;
        var word = chars[..length].Trim();
        return word.Equals(Passphrase[AskedWord], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Wipes it.</summary>
    public void Dispose()
    {
        Keys.Dispose();
        Passphrase.Dispose();
        RecoveryKey.Dispose();
        Totp.Dispose();
    }
}

/// <summary>All who are on the way, each found by the cookie of their browser.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Enrolments(IClock clock) : IDisposable
{
    /// <summary>The cookie.</summary>
    public const string Cookie = "__Host-poruka-enrol";

    private const int MaxAtOnce = 64;

    private readonly ConcurrentDictionary<string, Enrolment> _all = new(StringComparer.Ordinal);

    /// <summary>Begins; false where too many are on the way.</summary>
    internal bool TryBegin(HttpContext context, Enrolment enrolment)
    {
        Sweep();
        if (_all.Count >= MaxAtOnce)
        {
            enrolment.Dispose();
            return false;
        }
        End(context);
        using var secret = SessionSecret.Draw(RandomNumberGenerator.Fill);
        _all[Convert.ToHexStringLower(secret.LookupId)] = enrolment;
        context.Response.Cookies.Append(Cookie, secret.ToCookie(), Cookies.ForSession());
        return true;
    }

    /// <summary>The one of a browser; null where there is none, or it took too long.</summary>
    internal Enrolment? Of(HttpContext context)
    {
        Sweep();
        if (context.Request.Cookies[Cookie] is not { } cookie) return null;
        using var secret = SessionSecret.TryParse(cookie);
        return secret is null ? null : _all.GetValueOrDefault(Convert.ToHexStringLower(secret.LookupId));
    }

    /// <summary>Ends the one of a browser and wipes it.</summary>
    internal void End(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } cookie) return;
        using var secret = SessionSecret.TryParse(cookie);
        if (secret is not null && _all.TryRemove(Convert.ToHexStringLower(secret.LookupId), out var enrolment)) enrolment.Dispose();
        context.Response.Cookies.Delete(Cookie, Cookies.ForSession());
    }

    public void Dispose()
    {
        foreach (var enrolment in _all.Values) enrolment.Dispose();
        _all.Clear();
    }

    private void Sweep()
    {
        var now = clock.GetCurrentInstant();
        foreach (var (key, enrolment) in _all)
            if (now - enrolment.StartedAt > Enrolment.Longest && _all.TryRemove(key, out _)) enrolment.Dispose();
    }
}

/// <summary>The code that the console shows until somebody has set the group up with it. In memory only.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SetUpCode
{
    private byte[]? _lookup;

    /// <summary>Draws a code, for the console.</summary>
    public string Draw()
    {
        Span<byte> code = stackalloc byte[OneTimeCode.TypedSize];
        RandomNumberGenerator.Fill(code);
        _lookup = OneTimeCode.LookupOf(code);
        using var written = WrittenCode.Write(code);
        return System.Text.Encoding.ASCII.GetString(written.Span);
    }

    /// <summary>Whether what was typed is the code.</summary>
    public bool IsIt(ReadOnlySpan<byte> typed)
    {
        if (_lookup is null || WrittenCode.Read(typed, OneTimeCode.TypedSize, out var code) != WrittenCodeOutcome.Read) return false;
        using (code) return CryptographicOperations.FixedTimeEquals(OneTimeCode.LookupOf(code!.Span), _lookup);
    }

    /// <summary>Ends it: the group is set up.</summary>
    public void End() => _lookup = null;
}
