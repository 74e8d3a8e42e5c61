using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Poruka.People;

namespace Poruka.Shell.Uploads;

/// <summary>
/// The files of a posted form, read as a stream: nothing is kept in memory but a few KB, and nothing spills into temporary
/// files. The fields before the first file are read first and the form's token is checked with them; a form that has run out
/// costs no file.
/// </summary>
/// <remarks>Belongs to a request. Not thread safe.</remarks>
public sealed class UploadedFiles
{
    private const int MaxFields = 256, MaxFieldBytes = 1_048_576;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    private readonly Func<CancellationToken, Task<Upload?>> _next;
    private readonly Func<Dictionary<string, StringValues>> _fields;
    private bool _taken;

    private UploadedFiles(Func<CancellationToken, Task<Upload?>> next, Func<Dictionary<string, StringValues>> fields, int maxFiles) =>
        (_next, _fields, MaxFiles) = (next, fields, maxFiles);

    private int MaxFiles { get; }

    /// <summary>The files that a request brings and nobody took; null where it can bring none.</summary>
    public static UploadedFiles? Of(HttpContext context) => context.Features.Get<UploadedFiles>() is { _taken: false } files ? files : null;

    /// <summary>Whether a request brings files to a route that takes them.</summary>
    internal static TakesUploads? Expected(HttpContext context) =>
        context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true
            ? context.GetEndpoint()?.Metadata.GetMetadata<TakesUploads>() : null;

    /// <summary>Reads the fields up to the first file; they are then the request's form. False where there are too many.</summary>
    internal static async Task<bool> BeginAsync(HttpContext context, TakesUploads takes)
    {
        var boundary = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70) throw new InvalidDataException("The form has no boundary.");
        var reader = new MultipartReader(boundary, context.Request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4_096 };
        var body = new Body(reader, context.RequestServices.GetRequiredService<UploadQuota>(), takes);
        if (!await body.ReadFields(context.RequestAborted)) return false;
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(body.Fields)));
        context.Features.Set(new UploadedFiles(body.NextFile, () => body.Fields, takes.MaxFiles));
        return true;
    }

    /// <summary>Gives a request the files that were kept for it while somebody signed in.</summary>
    internal static void Bring(HttpContext context, IEnumerable<Upload> files)
    {
        var each = files.GetEnumerator();
        context.Response.RegisterForDispose(each);
        var fields = context.Request.Form.ToDictionary(StringComparer.Ordinal);
        context.Features.Set(new UploadedFiles(_ => Task.FromResult(each.MoveNext() ? each.Current : null), () => fields, int.MaxValue));
    }

    /// <summary>
    /// Takes the files of a request, one after the other, and then the fields that stand behind them. Whatever the outcome,
    /// the caller throws away what it stored unless it is <see cref="UploadOutcome.Taken"/>.
    /// </summary>
    /// <param name="context">A request to a route that is marked with <see cref="UploadRoutes.WithUploads"/>.</param>
    /// <param name="take">Takes one file; it is read to its end or thrown away.</param>
    public static async Task<UploadOutcome> TakeAsync(HttpContext context, Func<Upload, CancellationToken, Task> take)
    {
        if (Of(context) is not { } files) return UploadOutcome.Taken;
        files._taken = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Longest);
        IDisposable? place = null;
        try
        {
            for (var count = 0; await files._next(patience.Token) is { } file;)
            {
                if (++count > files.MaxFiles) return UploadOutcome.TooMany;
                place ??= context.RequestServices.GetRequiredService<UploadQuota>().TryEnter(Visit.Of(context) is not null)
                    ?? throw new UploadRefusedException(UploadOutcome.Busy);
                await take(file, patience.Token);
            }
            context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(files._fields())));
            return UploadOutcome.Taken;
        }
        catch (UploadRefusedException refused)
        {
            return refused.Outcome;
        }
        catch (BadHttpRequestException error)
        {
            return error.StatusCode == StatusCodes.Status413PayloadTooLarge ? UploadOutcome.TooLarge : UploadOutcome.BrokenOff;
        }
        catch (InvalidDataException)
        {
            return UploadOutcome.BrokenOff;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return UploadOutcome.BrokenOff;
        }
        finally
        {
            place?.Dispose();
        }
    }

    /// <summary>Reads what is left, within bounds, and forgets it: a browser that is cut off in the middle shows no page of ours.</summary>
    /// <returns>How many files were passed over.</returns>
    public static async Task<int> PassOver(HttpContext context)
    {
        var count = 0;
        await TakeAsync(context, (file, stop) =>
        {
            count++;
            return file.Contents.CopyToAsync(Stream.Null, stop);
        });
        return count;
    }

    /// <summary>The body of a request, section by section.</summary>
    private sealed class Body(MultipartReader reader, UploadQuota quota, TakesUploads takes)
    {
        private int _fieldCount;
        private long _fieldBytes;
        private MultipartSection? _ahead;
        private bool _given;

        public Dictionary<string, StringValues> Fields { get; } = new(StringComparer.Ordinal);

        /// <summary>Reads fields up to a file, which then is ahead.</summary>
        public async Task<bool> ReadFields(CancellationToken stop)
        {
            while ((_ahead = await BoundedContents.Whole(reader.ReadNextSectionAsync(stop))) is not null)
            {
                if (_ahead.GetContentDispositionHeader() is not { } head) throw new InvalidDataException("A part has no name.");
                if (head.IsFileDisposition()) return true;
                var name = HeaderUtilities.RemoveQuotes(head.Name).Value ?? "";
                // What is secret never becomes text, and so has no place in a form with files.
                if (name.StartsWith(PostedForm.SecretPrefix, StringComparison.Ordinal)) throw new InvalidDataException("A secret in a form with files.");
                if (++_fieldCount > MaxFields || await ReadText(_ahead.Body, stop) is not { } text) return false;
                Fields[name] = StringValues.Concat(Fields.GetValueOrDefault(name), text);
            }
            return true;
        }

        public async Task<Upload?> NextFile(CancellationToken stop)
        {
            if (_given && !await ReadFields(stop)) throw new UploadRefusedException(UploadOutcome.TooMany);
            if (_ahead is null) return null;
            _given = true;
            var head = _ahead.GetContentDispositionHeader()!;
            return new Upload(
                HeaderUtilities.RemoveQuotes(head.Name).Value ?? "",
                Upload.NameOf(HeaderUtilities.RemoveQuotes(head.FileNameStar.HasValue ? head.FileNameStar : head.FileName).Value),
                new BoundedContents(_ahead.Body, takes.MaxBytes, quota.HasRoom));
        }

        private async Task<string?> ReadText(Stream section, CancellationToken stop)
        {
            using var text = new MemoryStream();
            var buffer = new byte[4_096];
            int count;
            while ((count = await BoundedContents.Whole(section.ReadAsync(buffer, stop).AsTask())) > 0)
            {
                if ((_fieldBytes += count) > MaxFieldBytes) return null;
                text.Write(buffer, 0, count);
            }
            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
    }
}
