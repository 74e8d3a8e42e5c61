using Poruka.Shell;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.People;

/// <summary>Who asks: a member signed in from a browser. There is none in a request of somebody who isn't.</summary>
/// <remarks>Lives as long as its request; the keys that it opened are wiped then.</remarks>
public sealed class Visit : IDisposable
{
    /// <summary>The cookie of a session. Its prefix makes browsers take it from this host alone, and over a safe way only.</summary>
    public const string Cookie = "__Host-poruka";

    private readonly SessionSecret _secret;
    private MemberKeys? _keys;

    internal Visit(Session session, SessionSecret secret, Member member, IReadOnlyList<Membership> memberships) =>
        (Session, _secret, Member, Memberships) = (session, secret, member, memberships);

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>Who it is.</summary>
    public Member Member { get; }

    /// <summary>The groups they belong to.</summary>
    public IReadOnlyList<Membership> Memberships { get; }

    /// <summary>The group in the address, where the page is one of a group's; set by <see cref="Gate"/>.</summary>
    public Membership? Here { get; internal set; }

    /// <summary>Their private keys, opened at the first use in a request.</summary>
    /// <exception cref="SessionOverException">The session was ended since the request began.</exception>
    public MemberKeys Keys
    {
        get
        {
            if (_keys is not null) return _keys;
            using var plain = _secret.TryUnwrap(Session.WrappedKeys) ?? throw (Session.IsOver
                ? new SessionOverException() : new InvalidOperationException("A session's keys don't open with its own cookie."));
            return _keys = MemberKeys.FromSecret(plain.Span);
        }
    }

    /// <summary>Seals what the session keeps in memory: without the cookie it doesn't open.</summary>
    internal byte[] Wrap(ReadOnlySpan<byte> plain) => _secret.Wrap(plain, System.Security.Cryptography.RandomNumberGenerator.Fill);

    /// <summary>Opens what was sealed with <see cref="Wrap"/>; null where it was another session's. The caller disposes it.</summary>
    internal SecretBytes? Unwrap(ReadOnlySpan<byte> wrapped) => _secret.TryUnwrap(wrapped);

    /// <summary>Who asks; null where nobody is signed in.</summary>
    public static Visit? Of(HttpContext context) => context.Features.Get<Visit>();

    /// <summary>Who asks, on a page that only members see.</summary>
    public static Visit Required(HttpContext context) =>
        Of(context) ?? throw new InvalidOperationException("This page is for members, and its rule doesn't say so.");

    /// <summary>
    /// The public key of who asks or, where their session ran out by itself, of who asked before; null where that isn't known.
    /// </summary>
    internal static byte[]? PublicKeyOfLast(HttpContext context)
    {
        if (Of(context) is { } visit) return visit.Member.PublicKey;
        if (context.Request.Cookies[Cookie] is not { } cookie || SessionSecret.TryParse(cookie) is not { } secret) return null;
        using (secret)
        {
            if (context.RequestServices.GetRequiredService<Sessions>().OwnerOfOver(secret) is not { } id) return null;
            using var connection = context.RequestServices.GetRequiredService<ServeOptions>().Installation.Database.Open();
            return MemberRows.Find(connection, id) is { State: MemberState.Active } member ? member.PublicKey : null;
        }
    }

    /// <summary>Finds the session of a request's cookie, if there is one.</summary>
    public static Task Read(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Cookies[Cookie] is { } cookie && SessionSecret.TryParse(cookie) is { } secret)
        {
            context.Response.RegisterForDispose(secret);
            if (context.RequestServices.GetRequiredService<Sessions>().Find(secret) is { } session) Set(context, session, secret);
        }
        return next(context);
    }

    /// <summary>Begins a session and gives its cookie to the browser.</summary>
    internal static void Begin(HttpContext context, Member member, MemberKeys keys)
    {
        var secret = SessionSecret.Draw(System.Security.Cryptography.RandomNumberGenerator.Fill);
        context.Response.RegisterForDispose(secret);
        var session = context.RequestServices.GetRequiredService<Sessions>().Start(secret, member.Id, keys);
        Set(context, session, secret);
        context.Response.Cookies.Append(Cookie, secret.ToCookie(), Cookies.ForSession());
    }

    /// <summary>Ends the session, and has the browser forget it.</summary>
    internal static void End(HttpContext context)
    {
        if (Of(context) is { } visit) context.RequestServices.GetRequiredService<Sessions>().End(visit.Session);
        context.Features.Set<Visit>(null);
        context.Response.Cookies.Delete(Cookie, Cookies.ForSession());
    }

    public void Dispose() => _keys?.Dispose();

    private static void Set(HttpContext context, Session session, SessionSecret secret)
    {
        using var connection = context.RequestServices.GetRequiredService<ServeOptions>().Installation.Database.Open();
        // Asked anew each time: who was frozen a moment ago is out now.
        if (MemberRows.Find(connection, session.Member) is not { State: MemberState.Active } member)
        {
            context.RequestServices.GetRequiredService<Sessions>().End(session);
            return;
        }
        var visit = new Visit(session, secret, member, MemberRows.MembershipsOf(connection, member.Id));
        context.Response.RegisterForDispose(visit);
        context.Features.Set(visit);
    }
}

/// <summary>How our cookies are set.</summary>
internal static class Cookies
{
    /// <summary>Gone with the browser; sent to this host only, over a safe way only, from our own pages only, and to no script.</summary>
    public static CookieOptions ForSession() => new()
    {
        HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
    };

    /// <summary>The same, kept for a year.</summary>
    public static CookieOptions ForDevice()
    {
        var options = ForSession();
        options.MaxAge = TimeSpan.FromDays(365);
        return options;
    }
}
