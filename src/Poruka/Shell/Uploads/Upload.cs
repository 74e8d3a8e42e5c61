namespace Poruka.Shell.Uploads;

/// <summary>A file that is being read from a form.</summary>
/// <param name="Field">The name of its field.</param>
/// <param name="FileName">What it is called there, without a path; never empty.</param>
/// <param name="Contents">
/// Its contents, once, as they come. Throws <see cref="UploadRefusedException"/> where they grow too long or the disk too
/// full: whoever writes them somewhere throws away what was written, and lets it pass.
/// </param>
public sealed record Upload(string Field, string FileName, Stream Contents)
{
    /// <summary>The longest name that is kept.</summary>
    public const int MaxNameLength = 120;

    /// <summary>A name as we keep it: the last part of a path, without what doesn't print.</summary>
    public static string NameOf(string? given)
    {
        var name = new string([.. (given ?? "").Where(c => !char.IsControl(c) && c is not '\u202e' and not '\u202d')]);
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        if (name.Length > MaxNameLength)
        {
            var ending = Path.GetExtension(name);
            if (ending.Length > 12) ending = "";
            name = name[..(MaxNameLength - ending.Length)].TrimEnd('\ud800') + ending;
        }
        return name is "" or "." or ".." ? "file" : name;
    }
}

/// <summary>How reading a form with files ended.</summary>
public enum UploadOutcome
{
    /// <summary>All of it was read.</summary>
    Taken,

    /// <summary>It is longer than the page takes.</summary>
    TooLarge,

    /// <summary>There are more files or fields than the page takes.</summary>
    TooMany,

    /// <summary>Too many others are sending files just now.</summary>
    Busy,

    /// <summary>The disk is nearly full.</summary>
    NoRoom,

    /// <summary>It broke off in the middle, or came too slowly.</summary>
    BrokenOff,
}

/// <summary>Ends the reading of a file; <see cref="UploadedFiles.TakeAsync"/> turns it into its outcome.</summary>
public sealed class UploadRefusedException(UploadOutcome outcome) : IOException($"The upload was refused: {outcome}.")
{
    /// <summary>Why.</summary>
    public UploadOutcome Outcome { get; } = outcome;
}

/// <summary>What a page says about an upload that was not taken.</summary>
public static class UploadTexts
{
    /// <summary>What happened, and what to do; null where all was taken.</summary>
    public static string? Text(this UploadOutcome outcome, Page page, long maxBytes, int maxFiles = 10) =>
        outcome == UploadOutcome.Taken ? null : page.Text("Shell.Upload." + outcome, maxBytes / 1_048_576, maxFiles);
}
