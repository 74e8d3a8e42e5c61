using NodaTime;
using Poruka.Shell.Uploads;
using Poruka.Storage;

namespace Poruka.People;

/// <summary>
/// The files that a posted form brings, each sealed to a room while it comes. They get their rows in a transaction of the caller's, which then
/// says that they stay; what isn't kept is thrown away in the end. A field that was left empty comes as a file without contents, and is none.
/// </summary>
/// <param name="installation">Where.</param>
/// <param name="room">The room; its public half is enough.</param>
/// <param name="subject">Under whose shred salt they lie; null: each under its own.</param>
/// <param name="isNew">Whether the subject comes with this form: where nothing is kept, its salt is destroyed too.</param>
/// <remarks>Belongs to a request. Not thread safe.</remarks>
internal sealed class ArrivedFiles(Installation installation, Room room, UInt128? subject = null, bool isNew = false) : IDisposable
{
    private readonly List<(StoredFile File, string Name)> _files = [];
    private int _kept;
    private bool _isKept;

    /// <summary>Those that came, with their names, in their order.</summary>
    public IReadOnlyList<(StoredFile File, string Name)> All => _files;

    /// <summary>Takes them in; only where this answers <see cref="UploadOutcome.Taken"/> are they whole.</summary>
    /// <param name="context">A request to a route that takes uploads.</param>
    /// <param name="maxBytes">The most bytes that one may have.</param>
    /// <param name="today">Today.</param>
    /// <param name="isFull">Asked before each whether there is no more room; null where nothing but the disk limits it.</param>
    public Task<UploadOutcome> TakeAsync(HttpContext context, long maxBytes, LocalDate today, Func<bool>? isFull = null) =>
        UploadedFiles.TakeAsync(context, async (upload, stop) =>
        {
            if (isFull?.Invoke() == true) throw new UploadRefusedException(UploadOutcome.NoRoom);
            var file = await StoredFiles.Seal(installation, room, subject ?? Ids.Draw(), upload.Contents, maxBytes, today, stop)
                ?? throw new UploadRefusedException(UploadOutcome.TooLarge);
            if (file.ContentsSize > 0) _files.Add((file, upload.FileName));
            else Discard(file);
        });

    /// <summary>Says that all of them have their rows.</summary>
    public void Keep() => (_kept, _isKept) = (_files.Count, true);

    /// <summary>Says that the next one has its row.</summary>
    public void KeepNext() => _kept++;

    /// <summary>Throws away what isn't kept.</summary>
    public void Dispose()
    {
        foreach (var (file, _) in _files.Skip(_kept)) Discard(file);
        if (isNew && !_isKept && subject is { } id) installation.Shred.Destroy(id);
    }

    private void Discard(StoredFile file)
    {
        StoredFiles.Discard(installation, file.Id);
        if (subject is null) installation.Shred.Destroy(file.Subject);
    }
}
