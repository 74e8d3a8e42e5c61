using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using NodaTime;

namespace Poruka.Shell;

/// <summary>
/// Slows floods of a public form down without asking who it is: a form can be sent once, and the more is sent, the longer
/// it must have been open. In quiet times that is no time at all; in a flood it grows to ten minutes, and never to a refusal.
/// </summary>
/// <remarks>Thread-safe. In memory: after a restart open forms are waited for anew.</remarks>
public sealed class Patience(IClock clock)
{
    /// <summary>The field that carries the ticket of a form.</summary>
    public const string Field = "opened";

    private const int Size = 8 + 8 + 16;
    private static readonly Duration Window = Duration.FromHours(1), Longest = Duration.FromHours(24);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentQueue<Instant> _taken = new();
    private readonly ConcurrentDictionary<string, Instant> _used = new(StringComparer.Ordinal);

    /// <summary>The ticket of a form that is shown now.</summary>
    public string Draw()
    {
        Span<byte> ticket = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(ticket, clock.GetCurrentInstant().ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(ticket[8..16]);
        Mac(ticket[..16], ticket[16..]);
        return Base64Url.EncodeToString(ticket);
    }

    /// <summary>How long a form has still to wait; null where its ticket is none, or was used.</summary>
    public Duration? WaitOf(string ticket)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> mac = stackalloc byte[16];
        if (ticket.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.TryDecodeFromChars(ticket, bytes, out var length) || length != Size) return null;
        Mac(bytes[..16], mac);
        var now = clock.GetCurrentInstant();
        var opened = Instant.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes));
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[16..]) || now - opened > Longest || _used.ContainsKey(ticket)) return null;
        var wait = opened + Needed(now) - now;
        return wait > Duration.Zero ? wait : Duration.Zero;
    }

    /// <summary>Uses a ticket up; false where another request was faster.</summary>
    public bool TryUse(string ticket)
    {
        var now = clock.GetCurrentInstant();
        if (!_used.TryAdd(ticket, now)) return false;
        _taken.Enqueue(now);
        if (_used.Count % 256 == 0)
            foreach (var (old, at) in _used)
                if (now - at > Longest) _used.TryRemove(old, out _);
        return true;
    }

    private Duration Needed(Instant now)
    {
        while (_taken.TryPeek(out var oldest) && now - oldest > Window) _taken.TryDequeue(out _);
        return _taken.Count switch
        {
            < 20 => Duration.Zero,
            < 60 => Duration.FromSeconds(30),
            < 200 => Duration.FromMinutes(2),
            _ => Duration.FromMinutes(10),
        };
    }

    private void Mac(ReadOnlySpan<byte> bytes, Span<byte> mac)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes, hash);
        hash[..16].CopyTo(mac);
    }
}
