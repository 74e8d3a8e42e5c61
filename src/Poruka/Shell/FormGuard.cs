using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Poruka.Shell.Uploads;

namespace Poruka.Shell;

/// <summary>Lets a request that changes something through only with the token of a form of ours.</summary>
public static class FormGuard
{
    /// <summary>The name of the hidden field.</summary>
    public const string TokenField = "form-token";

    /// <summary>The cookie with the other half of the token.</summary>
    public const string Cookie = "poruka-form";

    /// <summary>Checks every request but GET that has reached a page; what answers "wrong method" is none.</summary>
    public static async Task Check(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint && !HttpMethods.IsGet(context.Request.Method) && !Replay.IsOne(context))
        {
            var problem = await ProblemOf(context);
            if (problem is not null)
            {
                await ErrorPages.Write(context, problem.Value);
                return;
            }
        }
        await next(context);
    }

    /// <summary>Has the browser forget the half of the token that it keeps: forms that are open elsewhere run out.</summary>
    public static void Renew(HttpContext context) => context.Response.Cookies.Delete(Cookie);

    private static bool IsUrlEncoded(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static async Task<Problem?> ProblemOf(HttpContext context)
    {
        var files = UploadedFiles.Expected(context);
        var most = files?.MaxBytes ?? ServeOptions.MaxFormBytes;
        if (context.Request.ContentLength > most)
        {
            // Read to its end and forgotten: a browser that is cut off in the middle shows no page of ours.
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            return Problem.TooLarge;
        }
        if ((files is not null || context.Request.ContentLength is null)
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = most;
        if (files is not null && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = context.RequestServices.GetRequiredService<ServeOptions>().SlowestUpload;
        if (!context.Request.HasFormContentType) return Problem.FormExpired;
        try
        {
            if (files is not null)
            {
                if (!await UploadedFiles.BeginAsync(context, files)) return Problem.TooLarge;
            }
            else if (IsUrlEncoded(context.Request))
            {
                if (!await PostedForm.ReadAsync(context)) return Problem.TooLarge;
            }
            else await context.Request.ReadFormAsync(context.RequestAborted);
            if (context.GetEndpoint()?.Metadata.GetMetadata<TokenInAddress>() is not null) return null;
            return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context)
                ? null
                : Problem.FormExpired;
        }
        catch (InvalidDataException)
        {
            // Too many fields, headers or bytes, or no form at all.
            return Problem.TooLarge;
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // It ended in the middle.
            return Problem.BadRequest;
        }
    }
}
