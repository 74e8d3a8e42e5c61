using System.Net;
using Poruka.Shell;

namespace Poruka.Operations;

/// <summary>
/// The address that is for metrics alone: an address of this machine that no proxy leads to. Behind a proxy every visitor
/// seems to come from this machine, so that the way in tells, and not where somebody comes from.
/// </summary>
internal static class MetricsDoor
{
    private const string Path = "/metrics";

    /// <summary>Whether a request came in by it.</summary>
    public static bool IsThere(HttpContext context, ServeOptions options) =>
        options.Metrics is { } door && context.Connection.LocalPort == door.Port
        && context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from);

    /// <summary>Shows nothing else there.</summary>
    public static Func<HttpContext, RequestDelegate, Task> Guard(ServeOptions options) => (context, next) =>
    {
        if (options.Metrics is not { } door || context.Connection.LocalPort != door.Port || context.Request.Path == Path) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };
}
