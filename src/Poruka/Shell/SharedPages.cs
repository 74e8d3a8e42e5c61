using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Shell;

/// <summary>Marks pages that are the same for everybody who isn't signed in, but for the token of their forms.</summary>
internal sealed class SharedPage
{
    /// <summary>The mark.</summary>
    public static SharedPage Mark { get; } = new();
}

/// <summary>
/// Keeps shared pages as they were made, as long as nothing was written to the database since, and a second at most, for what
/// depends on the time. Each visitor's own token is put into them. Thread safe.
/// </summary>
internal sealed class SharedPages(ServeOptions options, IAntiforgery antiforgery, DataStamp stamps)
{
    private static readonly object StampItem = new();
    private const int MaxBytes = 16 * 1_048_576;
    private static readonly Duration Freshness = Duration.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KeptPage> _pages = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Answers with a kept page, or makes one and keeps it.</summary>
    public async Task Serve(HttpContext context, RequestDelegate next)
    {
        if (!IsShared(context) || Stamp() is not { } stamp)
        {
            await next(context);
            return;
        }
        var request = context.Request;
        var key = $"{Page.LanguageOf(request).Name} {request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";
        var now = options.Clock.GetCurrentInstant();
        // Asking for it marks the response; a page may say otherwise afterwards.
        var token = antiforgery.GetAndStoreTokens(context).RequestToken!;
        if (_pages.TryGetValue(key, out var kept) && kept.Stamp == stamp && now >= kept.At && now - kept.At < Freshness)
        {
            await kept.Write(context, token);
            return;
        }
        context.Items[StampItem] = stamp;
        var body = await Make(context, next);
        if (context.Response is { StatusCode: StatusCodes.Status200OK, ContentType: not null })
            Keep(key, KeptPage.Of(context.Response, body.Span, token, stamp, now));
        if (body.Length > 0) await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>What the database said when a shared page began to be made; null in other requests.</summary>
    public static string? StampOf(HttpContext context) => context.Items[StampItem] as string;

    private bool IsShared(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SharedPage>() is not null && HttpMethods.IsGet(context.Request.Method)
        && Visit.Of(context) is null && !options.IsMirror;

    private string? Stamp()
    {
        try
        {
            return stamps.Read();
        }
        catch (DbException)
        {
            return null; // the page says so
        }
    }

    private static async Task<ReadOnlyMemory<byte>> Make(HttpContext context, RequestDelegate next)
    {
        var outer = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new MemoryStream();
        var inner = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(inner);
        try
        {
            await next(context);
            await inner.Writer.FlushAsync();
        }
        finally
        {
            context.Features.Set(outer);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private void Keep(string key, KeptPage page)
    {
        // Addresses can be made up without end: when there are many, all are made anew.
        if (Interlocked.Add(ref _bytes, page.Size) > MaxBytes)
        {
            _pages.Clear();
            Interlocked.Exchange(ref _bytes, page.Size);
        }
        if (_pages.TryGetValue(key, out var old)) Interlocked.Add(ref _bytes, -old.Size);
        _pages[key] = page;
    }

    /// <summary>A page as it was made, cut where the token stood.</summary>
    private sealed record KeptPage(string Stamp, Instant At, string ContentType, (string Name, string Value)[] Headers, byte[][] Parts)
    {
        private static readonly string[] Kept = ["Cache-Control", "Pragma", "Vary", "Content-Language"];

        public int Size { get; } = Parts.Sum(p => p.Length + 64) + 512;

        public static KeptPage Of(HttpResponse response, ReadOnlySpan<byte> body, string token, string stamp, Instant at)
        {
            List<byte[]> parts = [];
            ReadOnlySpan<byte> mark = Encoding.UTF8.GetBytes(token);
            for (int cut; (cut = body.IndexOf(mark)) >= 0; body = body[(cut + mark.Length)..]) parts.Add(body[..cut].ToArray());
            parts.Add(body.ToArray());
            return new KeptPage(stamp, at, response.ContentType!,
                [.. Kept.Select(name => (name, response.Headers[name].ToString())).Where(h => h.Item2.Length > 0)], [.. parts]);
        }

        public async Task Write(HttpContext context, string token)
        {
            var response = context.Response;
            response.ContentType = ContentType;
            foreach (var (name, value) in Headers) response.Headers[name] = value;
            response.ContentLength = Parts.Sum(p => (long)p.Length) + (Parts.Length - 1) * token.Length;
            Fill(response.BodyWriter, token);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        private void Fill(System.IO.Pipelines.PipeWriter writer, string token)
        {
            Span<byte> own = stackalloc byte[token.Length];
            Encoding.ASCII.GetBytes(token, own);
            for (var i = 0; i < Parts.Length; i++)
            {
                if (i > 0) System.Buffers.BuffersExtensions.Write(writer, own);
                System.Buffers.BuffersExtensions.Write<byte>(writer, Parts[i]);
            }
        }
    }
}
