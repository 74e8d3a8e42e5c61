using System.Diagnostics;
using System.Security.Cryptography;

namespace Poruka.Shell;

/// <summary>Why a request has no page of its own. The number is the status of the response.</summary>
public enum Problem
{
    /// <summary>The request can't be understood.</summary>
    BadRequest,

    /// <summary>The form's token is missing, of somebody else, or too old.</summary>
    FormExpired,

    /// <summary>It is for others: the visitor's roles don't cover it.</summary>
    NotYours,

    /// <summary>Nothing is at this address.</summary>
    NotFound,

    /// <summary>The address is right, the way of asking is not.</summary>
    WrongMethod,

    /// <summary>More was sent than is taken.</summary>
    TooLarge,

    /// <summary>We are at fault.</summary>
    Ours,
}

/// <summary>What a page about a problem says.</summary>
/// <param name="Page">The page.</param>
/// <param name="Problem">What happened.</param>
/// <param name="Reference">Stands in the log too, where the fault is ours.</param>
public sealed record ErrorPageModel(Page Page, Problem Problem, string? Reference);

/// <summary>Turns errors into calm pages, and logs ours without anything about the person who met them.</summary>
public static partial class ErrorPages
{
    /// <summary>Runs the rest, and writes a page where it fails or leaves an error without one.</summary>
    public static async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // the visitor left
        }
        catch (BadHttpRequestException error)
        {
            await Write(context, OfStatus(error.StatusCode));
            return;
        }
#pragma warning disable CA1031 // the one handler for all that nobody foresaw
        catch (Exception error)
#pragma warning restore CA1031
        {
            var reference = RandomNumberGenerator.GetHexString(8, lowercase: true);
            Log(context, error, reference);
            if (context.Response.HasStarted) context.Abort(); // half a page must not look like a whole one
            else await Write(context, Problem.Ours, reference);
            return;
        }

        var response = context.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentType is null)
            await Write(context, OfStatus(response.StatusCode));
    }

    /// <summary>Writes the page of a problem.</summary>
    public static async Task Write(HttpContext context, Problem problem, string? reference = null)
    {
        if (context.Response.HasStarted) return;
        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        if (problem == Problem.WrongMethod) context.Response.Headers.Allow = allow;
        var page = Page.Of(context, $"Shell.Error.{problem}.Title");
        if (!HttpMethods.IsGet(context.Request.Method)) page = page with { Path = "/" }; // its address may answer no GET
        IResult result = TypedResults.RazorSlice(
            ErrorPage.Create(new ErrorPageModel(page, problem, reference)), StatusOf(problem));
        await result.ExecuteAsync(context);
    }

    private static int StatusOf(Problem problem) => problem switch
    {
        Problem.BadRequest or Problem.FormExpired => StatusCodes.Status400BadRequest,
        Problem.NotYours => StatusCodes.Status403Forbidden,
        Problem.NotFound => StatusCodes.Status404NotFound,
        Problem.WrongMethod => StatusCodes.Status405MethodNotAllowed,
        Problem.TooLarge => StatusCodes.Status413PayloadTooLarge,
        Problem.Ours => StatusCodes.Status500InternalServerError,
    };

    private static Problem OfStatus(int status) => status switch
    {
        StatusCodes.Status403Forbidden => Problem.NotYours,
        StatusCodes.Status404NotFound => Problem.NotFound,
        StatusCodes.Status405MethodNotAllowed => Problem.WrongMethod,
        StatusCodes.Status413PayloadTooLarge => Problem.TooLarge,
        >= 500 => Problem.Ours,
        _ => Problem.BadRequest,
    };

    private static void Log(HttpContext context, Exception error, string reference)
    {
        // Messages of exceptions quote values, and paths of requests name things: neither is logged. The pattern of the
        // route, the kind of error and where in our code it happened are.
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no page)";
        var kinds = new List<string>();
        for (var e = error; e is not null && kinds.Count < 8; e = e.InnerException) kinds.Add(e.GetType().FullName!);
        LogFault(
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Poruka"),
            reference, route, string.Join(" < ", kinds), new StackTrace(error).ToString());
    }

    [LoggerMessage(LogLevel.Error, "Fault {Reference} at {Route}: {Kinds}\n{Trace}")]
    private static partial void LogFault(ILogger logger, string reference, string route, string kinds, string trace);
}
