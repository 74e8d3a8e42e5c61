namespace Poruka.Shell.Uploads;

/// <summary>
/// How many may send files at once, and how full the disk may get. Members and visitors have places of their own, so that
/// strangers who hold theirs keep no member out. A place is taken when the first file begins: what is only text needs none.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class UploadQuota(ServeOptions options)
{
    private int _members, _visitors;

    /// <summary>Takes a place; null where all are taken.</summary>
    public IDisposable? TryEnter(bool member)
    {
        ref var taken = ref member ? ref _members : ref _visitors;
        if (Interlocked.Increment(ref taken) <= options.MaxUploadsAtOnce) return new Place(this, member);
        Interlocked.Decrement(ref taken);
        return null;
    }

    /// <summary>Whether the disk has room to spare for files.</summary>
    public bool HasRoom() => new DriveInfo(options.Installation.Folder).AvailableFreeSpace >= options.MinFreeBytes;

    private void Leave(bool member)
    {
        if (member) Interlocked.Decrement(ref _members);
        else Interlocked.Decrement(ref _visitors);
    }

    private sealed class Place(UploadQuota quota, bool member) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) quota.Leave(member);
        }
    }
}
