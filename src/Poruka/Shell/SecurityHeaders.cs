namespace Poruka.Shell;

/// <summary>The headers that stand on every response, errors and files included (SECURITY.md, "The web face").</summary>
public static class SecurityHeaders
{
    /// <summary>Only our own styles and pictures; no script, no frame, no other place to post to.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>
    /// Has the browser forget what it saw. Not cookies: the mark of the device stays, so that strangers can't keep its owner out.
    /// </summary>
    public static void ForgetSite(HttpContext context) => context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";

    /// <summary>Sets them when the response starts, so that nothing on the way can clear them.</summary>
    public static Task Set(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            var headers = response.Headers;
            // For this host alone: what else a group runs under its domain is not ours to decide about.
            if (response.HttpContext.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
