using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Poruka.Operations;

/// <summary>Counts requests by how they ended and how long they took: not who asked, and not for what. Thread safe.</summary>
internal sealed class RequestCounts
{
    /// <summary>Upper bounds of the classes of time, in milliseconds.</summary>
    private static readonly int[] Bounds = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000];

    private readonly long[] _classes = new long[6];
    private readonly long[] _times = new long[Bounds.Length + 1];
    private long _milliseconds, _underWay, _answered;

    /// <summary>Called once, when the first <see cref="FirstAnswers"/> were answered, on the thread that answered the last of them.</summary>
    public Action? AfterFirst { get; set; }

    /// <summary>As many answers have gone through all that is only run through once.</summary>
    public const int FirstAnswers = 50;

    /// <summary>Counts a request; stands around all that answers.</summary>
    public async Task Count(HttpContext context, RequestDelegate next)
    {
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _underWay);
        try
        {
            await next(context);
        }
        finally
        {
            var took = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Interlocked.Decrement(ref _underWay);
            Interlocked.Add(ref _milliseconds, took);
            Interlocked.Increment(ref _classes[Math.Clamp(context.Response.StatusCode / 100, 0, 5)]);
            var at = Array.FindIndex(Bounds, bound => took <= bound);
            Interlocked.Increment(ref _times[at < 0 ? Bounds.Length : at]);
            if (Interlocked.Increment(ref _answered) == FirstAnswers) AfterFirst?.Invoke();
        }
    }

    /// <summary>Writes them as Prometheus reads them.</summary>
    public void Write(StringBuilder text)
    {
        text.Append("# HELP poruka_requests_total Requests by the class of their answer.\n# TYPE poruka_requests_total counter\n");
        for (var status = 1; status <= 5; status++)
            text.Append(CultureInfo.InvariantCulture, $"poruka_requests_total{{class=\"{status}xx\"}} {Interlocked.Read(ref _classes[status])}\n");
        text.Append("# HELP poruka_request_seconds How long requests took.\n# TYPE poruka_request_seconds histogram\n");
        var sum = 0L;
        for (var i = 0; i < Bounds.Length; i++)
        {
            sum += Interlocked.Read(ref _times[i]);
            text.Append(CultureInfo.InvariantCulture, $"poruka_request_seconds_bucket{{le=\"{Bounds[i] / 1_000.0}\"}} {sum}\n");
        }
        sum += Interlocked.Read(ref _times[^1]);
        text.Append(CultureInfo.InvariantCulture, $"poruka_request_seconds_bucket{{le=\"+Inf\"}} {sum}\n");
        text.Append(CultureInfo.InvariantCulture, $"poruka_request_seconds_sum {Interlocked.Read(ref _milliseconds) / 1_000.0}\nporuka_request_seconds_count {sum}\n");
        text.Append("# HELP poruka_requests_under_way Requests that are being answered.\n# TYPE poruka_requests_under_way gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"poruka_requests_under_way {Interlocked.Read(ref _underWay)}\n");
    }
}
