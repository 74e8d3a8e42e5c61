using System.Collections.Concurrent;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>
/// Somebody signed in from a browser. Memory holds the hash of what the cookie gives, and the member's keys wrapped under
/// another half of it: without the cookie at hand neither tells anything. Nothing of it is written to a disk.
/// </summary>
public sealed class Session
{
    private readonly Lock _turn = new();
    private readonly Dictionary<(Type Kind, long Of), IDisposable> _kept = [];
    private readonly HashSet<(RoomId Room, string About)> _opened = [];
    private bool _isOver;

    internal Session(byte[] id, MemberId member, byte[] wrappedKeys, Instant now) =>
        (Id, Member, WrappedKeys, StartedAt, SeenAt, ProvedAt) = (id, member, wrappedKeys, now, now, now);

    /// <summary>What it is found by.</summary>
    internal byte[] Id { get; }

    /// <summary>Who it is.</summary>
    public MemberId Member { get; }

    internal byte[] WrappedKeys { get; }

    /// <summary>When it began.</summary>
    public Instant StartedAt { get; }

    /// <summary>When it was last used.</summary>
    public Instant SeenAt { get; internal set; }

    /// <summary>When the passphrase was last given.</summary>
    public Instant ProvedAt { get; internal set; }

    /// <summary>
    /// What memory keeps as long as the session lives, made at its first use and disposed when the session ends. Whoever keeps
    /// what nobody else may read keeps it sealed with <see cref="Visit.Wrap"/>.
    /// </summary>
    internal T Keep<T>(long of, Func<T> make) where T : class, IDisposable
    {
        lock (_turn)
        {
            if (_kept.TryGetValue((typeof(T), of), out var kept)) return (T)kept;
            var made = make();
            if (!_isOver) _kept[(typeof(T), of)] = made;
            return made;
        }
    }

    /// <summary>Notes that something of a room was opened; false where it was noted before.</summary>
    internal bool TryNote(RoomId room, string about)
    {
        lock (_turn) return _opened.Add((room, about));
    }

    /// <summary>Takes a note back: its line could not be written.</summary>
    internal void Unnote(RoomId room, string about)
    {
        lock (_turn) _opened.Remove((room, about));
    }

    /// <summary>Whether it was ended: what it kept is wiped.</summary>
    internal bool IsOver
    {
        get
        {
            lock (_turn) return _isOver;
        }
    }

    /// <summary>Wipes what the session kept.</summary>
    internal void Wipe()
    {
        lock (_turn)
        {
            _isOver = true;
            CryptographicOperations.ZeroMemory(WrappedKeys);
            foreach (var kept in _kept.Values) kept.Dispose();
            _kept.Clear();
            _opened.Clear();
        }
    }

    /// <summary>Names it in a list, and opens nothing.</summary>
    public string Label => Convert.ToHexStringLower(Id.AsSpan(0, 4));
}

/// <summary>All sessions of this server.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Sessions(IClock clock) : IDisposable
{
    /// <summary>How long a session lives unused.</summary>
    public static readonly Duration Idle = Duration.FromMinutes(15);

    /// <summary>How long it lives at most.</summary>
    public static readonly Duration Longest = Duration.FromHours(8);

    /// <summary>How long a passphrase given counts for what asks for it again.</summary>
    public static readonly Duration Proof = Duration.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (MemberId Member, Instant Until)> _over = new(StringComparer.Ordinal);
    private Timer? _sweep;

    /// <summary>Begins a session.</summary>
    /// <param name="secret">What the cookie will hold.</param>
    /// <param name="member">Who it is.</param>
    /// <param name="keys">Their keys, which stay wrapped under the secret.</param>
    public Session Start(SessionSecret secret, MemberId member, MemberKeys keys)
    {
        using var plain = keys.ToSecret();
        var session = new Session(secret.LookupId, member, secret.Wrap(plain.Span, RandomNumberGenerator.Fill), clock.GetCurrentInstant());
        _sessions[KeyOf(session.Id)] = session;
        _sweep ??= new Timer(_ => Sweep(), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        return session;
    }

    /// <summary>The session of a cookie; null where it has run out or never was.</summary>
    public Session? Find(SessionSecret secret)
    {
        if (!_sessions.TryGetValue(KeyOf(secret.LookupId), out var session)) return null;
        var now = clock.GetCurrentInstant();
        if (IsOver(session, now))
        {
            RunOut(session, now);
            return null;
        }
        session.SeenAt = now;
        return session;
    }

    /// <summary>
    /// Whose session it was that ran out by itself within the last hours; null where it was ended or never was. It lets nobody in: it
    /// tells to whom files are sealed that come with a form too late.
    /// </summary>
    public MemberId? OwnerOfOver(SessionSecret secret) =>
        _over.TryGetValue(KeyOf(secret.LookupId), out var over) && over.Until >= clock.GetCurrentInstant() ? over.Member : null;

    /// <summary>Whether the passphrase was given lately.</summary>
    public bool IsProved(Session session) => clock.GetCurrentInstant() - session.ProvedAt <= Proof;

    /// <summary>Notes that the passphrase was given now.</summary>
    public void Prove(Session session) => session.ProvedAt = clock.GetCurrentInstant();

    /// <summary>The sessions of a member, the newest first.</summary>
    public IReadOnlyList<Session> Of(MemberId member)
    {
        var now = clock.GetCurrentInstant();
        return [.. _sessions.Values.Where(s => s.Member == member && !IsOver(s, now)).OrderByDescending(s => s.StartedAt)];
    }

    /// <summary>Ends a session.</summary>
    public void End(Session session)
    {
        _sessions.TryRemove(KeyOf(session.Id), out _);
        session.Wipe();
    }

    /// <summary>Ends the sessions of a member, but for one.</summary>
    public void EndAllOf(MemberId member, Session? but = null)
    {
        foreach (var session in _sessions.Values)
            if (session.Member == member && session != but) End(session);
        foreach (var (key, over) in _over)
            if (over.Member == member) _over.TryRemove(key, out _);
    }

    /// <summary>Ends all.</summary>
    public void Dispose()
    {
        _sweep?.Dispose();
        foreach (var session in _sessions.Values) End(session);
    }

    private void Sweep()
    {
        var now = clock.GetCurrentInstant();
        foreach (var session in _sessions.Values)
            if (IsOver(session, now)) RunOut(session, now);
        foreach (var (key, over) in _over)
            if (over.Until < now) _over.TryRemove(key, out _);
    }

    private void RunOut(Session session, Instant now)
    {
        _over[KeyOf(session.Id)] = (session.Member, now + Longest);
        End(session);
    }

    private static bool IsOver(Session session, Instant now) => now - session.SeenAt > Idle || now - session.StartedAt > Longest;

    private static string KeyOf(ReadOnlySpan<byte> id) => Convert.ToHexStringLower(id);
}

/// <summary>A session was ended while a request of it was on its way.</summary>
internal sealed class SessionOverException() : Exception("The session was ended meanwhile.");
