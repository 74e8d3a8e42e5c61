using Microsoft.Net.Http.Headers;

namespace Poruka.People;

/// <summary>Gives a file to a browser: to be kept, never to be shown, whatever it says it is.</summary>
internal static class Downloads
{
    /// <summary>Sends what a function writes.</summary>
    public static async Task Send(HttpContext context, string name, long? length, Func<Stream, Task> write)
    {
        var response = context.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
        await write(response.Body);
    }
}
