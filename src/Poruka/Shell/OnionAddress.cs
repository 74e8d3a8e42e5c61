namespace Poruka.Shell;

/// <summary>The address of an onion service (Tor's rend-spec-v3, section 6): 56 letters of base 32 and <c>.onion</c>.</summary>
public static class OnionAddress
{
    /// <summary>How long it is.</summary>
    public const int Length = 62;

    private const string Suffix = ".onion";

    /// <summary>Whether a host is one.</summary>
    public static bool IsOne(string host) =>
        host.Length == Length && host.EndsWith(Suffix, StringComparison.Ordinal)
        && host[..^Suffix.Length].All(c => c is (>= 'a' and <= 'z') or (>= '2' and <= '7'));

    /// <summary>
    /// Visitors who come by it use http, encrypted by Tor; others are told of it, with the page they asked for, so that Tor
    /// Browser can offer it.
    /// </summary>
    internal static Func<HttpContext, RequestDelegate, Task> Tell(ServeOptions options) => (context, next) =>
    {
        var request = context.Request;
        var comesByIt = options.Onion is not null && request.Host.Host == options.Onion;
        request.Scheme = comesByIt ? Uri.UriSchemeHttp : options.PublicScheme;
        if (options.Onion is { } onion && !comesByIt && HttpMethods.IsGet(request.Method))
        {
            var address = $"http://{onion}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";
            context.Response.OnStarting(static state =>
            {
                var (response, address) = ((HttpResponse, string))state;
                if (response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true) response.Headers["Onion-Location"] = address;
                return Task.CompletedTask;
            }, (context.Response, address));
        }
        return next(context);
    };
}
