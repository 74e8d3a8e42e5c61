using Microsoft.AspNetCore.Http.Features;

namespace Poruka.Shell;

/// <summary>Carries a request out again under another address, within itself: what was asked before signing in is done after it.</summary>
internal static class Replay
{
    private sealed record Pipeline(RequestDelegate Next);

    private sealed record Mark;

    /// <summary>Remembers what comes behind it.</summary>
    public static Task Remember(HttpContext context, RequestDelegate next)
    {
        context.Features.Set(new Pipeline(next));
        return next(context);
    }

    /// <summary>Whether this request is carried out again: its form's token has been checked already.</summary>
    public static bool IsOne(HttpContext context) => context.Features.Get<Mark>() is not null;

    /// <summary>Carries a POST out at an address.</summary>
    /// <param name="context">The request, with the form that is to be carried out.</param>
    /// <param name="address">A local address.</param>
    public static Task Run(HttpContext context, string address)
    {
        var pipeline = context.Features.Get<Pipeline>() ?? throw new InvalidOperationException("The pipeline was not remembered.");
        if (IsOne(context)) throw new InvalidOperationException("A request is carried out again only once.");
        context.Features.Set(new Mark());
        var question = address.IndexOf('?', StringComparison.Ordinal);
        context.Request.Path = PathString.FromUriComponent(question < 0 ? address : address[..question]);
        context.Request.QueryString = question < 0 ? QueryString.Empty : new QueryString(address[question..]);
        context.SetEndpoint(null);
        context.Features.Set<IRouteValuesFeature>(null);
        return pipeline.Next(context);
    }
}
