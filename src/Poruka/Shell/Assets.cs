using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Poruka.Shell;

/// <summary>
/// The style sheets and pictures of the pages, which are inside the program. Their address has the hash of all of them, so
/// that browsers keep them for a year and still see the new ones at once, and style sheets can name pictures beside them.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class Assets
{
    private const string Prefix = "asset:";

    private static readonly Dictionary<string, Asset> All = Load();

    /// <summary>The hash of all of them, 16 hexadecimal digits.</summary>
    public static string Version { get; } = HashAll();

    /// <summary>The address of one.</summary>
    public static string Address(string name) => All.ContainsKey(name)
        ? $"/assets/{Version}/{name}"
        : throw new ArgumentException($"There is no asset {name}.", nameof(name));

    /// <summary>Maps them.</summary>
    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpContext context) =>
            All.TryGetValue(name, out var asset) ? Write(context, asset, version == Version) : Missing(context));

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task Write(HttpContext context, Asset asset, bool current)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        var (encoding, bytes) = asset.For(request.Headers.AcceptEncoding);
        // The encodings are other bytes, so they bear another tag.
        var tag = encoding is null ? $"\"{Version}\"" : $"\"{Version}-{encoding}\"";
        headers.ETag = tag;
        headers.Vary = "Accept-Encoding";
        // A page from before an update asks for the old address: it gets what there is, and keeps it for this once.
        headers.CacheControl = current ? "public, max-age=31536000, immutable" : "no-cache";
        if (Matches(request.Headers.IfNoneMatch, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        if (encoding is not null) headers.ContentEncoding = encoding;
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static bool Matches(StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
        && tags.Any(t => t.Tag == "*" || t.Tag == tag);

    private static Dictionary<string, Asset> Load()
    {
        var assembly = typeof(Assets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(name => name[Prefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return new Asset(ContentTypeOf(name), bytes);
            }, StringComparer.Ordinal);
    }

    private static string HashAll()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, asset) in All) hash.AppendData(asset.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"No content type is known for {other}."),
    };

    private sealed class Asset(string contentType, byte[] bytes)
    {
        // Made when first asked for: a tenth of a second at start would be a tenth too much.
        private readonly Lazy<byte[]> _brotli = new(() => Compress(bytes, s => new BrotliStream(s, CompressionLevel.Optimal)));
        private readonly Lazy<byte[]> _gzip = new(() => Compress(bytes, s => new GZipStream(s, CompressionLevel.SmallestSize)));

        public string ContentType => contentType;

        public byte[] Bytes => bytes;

        public (string? Encoding, byte[] Bytes) For(StringValues acceptEncoding)
        {
            if (bytes.Length < 256) return (null, bytes);
            if (Accepts(acceptEncoding, "br")) return ("br", _brotli.Value);
            return Accepts(acceptEncoding, "gzip") ? ("gzip", _gzip.Value) : (null, bytes);
        }

        private static bool Accepts(StringValues header, string encoding) =>
            StringWithQualityHeaderValue.TryParseList([.. header.OfType<string>()], out var accepted)
            && accepted.Any(a => a.Quality is not 0 && a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase));

        private static byte[] Compress(byte[] bytes, Func<Stream, Stream> open)
        {
            using var target = new MemoryStream();
            using (var compressor = open(target)) compressor.Write(bytes);
            return target.ToArray();
        }
    }
}
