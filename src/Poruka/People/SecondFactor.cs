using System.Security.Cryptography;
using NodaTime;
using OtpNet;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>The second factor: time-based codes of six digits (RFC 6238, SHA-1, 30 seconds), which every authenticator reads.</summary>
internal static class SecondFactor
{
    /// <summary>How long the secret is, in bytes.</summary>
    public const int SecretSize = 20;

    /// <summary>How many digits a code has.</summary>
    public const int Digits = 6;

    /// <summary>The step that a code is of; null where it is of none near now (one step early or late is let pass).</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="code">What was typed; spaces don't count.</param>
    /// <param name="now">Now.</param>
    public static long? StepOf(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> code, Instant now)
    {
        Span<char> digits = stackalloc char[Digits];
        var length = 0;
        foreach (var b in code)
        {
            if (b == ' ') continue;
            if (length == Digits || !char.IsAsciiDigit((char)b)) return null;
            digits[length++] = (char)b;
        }
        if (length != Digits) return null;
        using var key = SecretBytes.Of(secret);
        var totp = new Totp(new WipedKey(key), step: 30, OtpHashMode.Sha1, Digits);
        return totp.VerifyTotp(now.ToDateTimeUtc(), new string(digits), out var step, new VerificationWindow(previous: 1, future: 1))
            ? step : null;
    }

    /// <summary>What an authenticator is given, as the text of a QR code.</summary>
    public static string Address(ReadOnlySpan<byte> secret, string issuer, string name) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(name)}?secret={Written(secret)}&issuer={Uri.EscapeDataString(issuer)}";

    /// <summary>The secret as it is typed in by hand: base32 (RFC 4648, section 6) without padding.</summary>
    public static string Written(ReadOnlySpan<byte> secret)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        Span<char> written = stackalloc char[(secret.Length * 8 + 4) / 5];
        var (bits, held, at) = (0, 0, 0);
        foreach (var b in secret)
        {
            (bits, held) = (bits << 8 | b, held + 8);
            for (; held >= 5; held -= 5) written[at++] = Letters[bits >> (held - 5) & 31];
            bits &= 31;
        }
        if (held > 0) written[at] = Letters[bits << (5 - held) & 31];
        return new string(written);
    }

    /// <summary>The secret for Otp.NET, which would else keep copies that nobody wipes.</summary>
    private sealed class WipedKey(SecretBytes secret) : IKeyProvider
    {
#pragma warning disable CA5350 // RFC 6238 with SHA-1 is what every authenticator reads; HMAC doesn't rest on collisions.
        public byte[] ComputeHmac(OtpHashMode mode, byte[] data) => HMACSHA1.HashData(secret.Span, data);
#pragma warning restore CA5350
    }
}
