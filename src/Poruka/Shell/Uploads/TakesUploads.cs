namespace Poruka.Shell.Uploads;

/// <summary>Says of a route that it takes files, which are read as they come and never as a whole.</summary>
/// <param name="MaxBytes">The most bytes that all of a request may have.</param>
/// <param name="MaxFiles">How many files it may bring.</param>
public sealed record TakesUploads(long MaxBytes, int MaxFiles);

/// <summary>Marks routes.</summary>
public static class UploadRoutes
{
    /// <summary>
    /// Has a route take files: <see cref="FormGuard"/> checks the form's token and leaves the files where they are, for
    /// <see cref="UploadedFiles.TakeAsync"/>. The form is <c>multipart/form-data</c>, and its files stand behind its other fields.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="maxBytes">The most bytes that all of a request may have.</param>
    /// <param name="maxFiles">How many files it may bring.</param>
    public static T WithUploads<T>(this T route, long maxBytes, int maxFiles = 10) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new TakesUploads(maxBytes, maxFiles));
}
