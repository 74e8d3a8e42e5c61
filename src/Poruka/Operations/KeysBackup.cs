using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>What a backup of the keys holds.</summary>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Secrets">The text of <c>host.secrets</c>.</param>
/// <param name="Salts">The shred salts.</param>
internal sealed record SavedKeys(Instant MadeAt, string Secrets, IReadOnlyList<(UInt128 Subject, byte[] Salt)> Salts);

/// <summary>
/// Backups of the shred salts and the machine's secrets, in a folder apart from those of the database and kept for few days:
/// what was shredded must not come back from them. One sealed file each, small, with text in it.
/// </summary>
internal static class KeysBackup
{
    private const string FormatLine = "poruka keys 1", SaltsLine = "[salts]", Ending = ".age", Prefix = "keys-", Part = ".part";

    private static readonly InstantPattern Name = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    /// <summary>Writes one, reads it back, and deletes those that are too old.</summary>
    /// <returns>Its path.</returns>
    public static string Write(Installation installation, string folder, IReadOnlyList<AgeRecipient> recipients, int days, Instant now)
    {
        BackupFolder.MakeFolder(folder);
        var text = new StringBuilder(FormatLine).Append('\n').Append(File.ReadAllText(installation.SecretsPath).TrimEnd('\n')).Append('\n').Append(SaltsLine).Append('\n');
        foreach (var (subject, salt) in installation.Shred.All()) text.Append(Ids.Text(subject)).Append(' ').Append(Convert.ToHexStringLower(salt)).Append('\n');
        text.Append("end\n");
        var contents = AgeFile.Seal(Encoding.UTF8.GetBytes(text.ToString()), recipients, RandomNumberGenerator.Fill);
        var path = Path.Combine(folder, $"{Prefix}{Name.Format(now)}{Ending}");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var part = new FileStream(path + Part, options))
        {
            part.Write(contents);
            part.Flush(flushToDisk: true);
        }
        if (!File.ReadAllBytes(path + Part).AsSpan().SequenceEqual(contents)) throw new IOException($"{path} was written and reads back different.");
        File.Move(path + Part, path, overwrite: true);
        FolderSync.Flush(folder);
        foreach (var (old, madeAt) in In(folder).SkipLast(1))
            if (now - madeAt > Duration.FromDays(days)) File.Delete(old);
        return path;
    }

    /// <summary>Those in a folder, the oldest first.</summary>
    public static IReadOnlyList<(string Path, Instant MadeAt)> In(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. from path in Directory.EnumerateFiles(folder, $"{Prefix}*{Ending}").Order(StringComparer.Ordinal)
           let parsed = Name.Parse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..])
           where parsed.Success
           select (path, parsed.Value),
    ];

    /// <summary>Opens one.</summary>
    /// <exception cref="InvalidDataException">It can't be opened, or is none; the message names it.</exception>
    public static SavedKeys Read(string path, IReadOnlyList<AgeIdentity> identities)
    {
        var opened = new MemoryStream();
        using (var file = File.OpenRead(path))
            if (AgeFile.Open(file, identities, opened) is not AgeOutcome.Opened and var outcome) throw new InvalidDataException($"{path}: {outcome}.");
        var lines = Encoding.UTF8.GetString(opened.GetBuffer().AsSpan(0, (int)opened.Length)).Split('\n');
        var at = Array.IndexOf(lines, SaltsLine);
        if (lines is not [FormatLine, .., "end", ""] || at < 0) throw new InvalidDataException($"{path}: this is no backup of keys.");
        var salts = lines[(at + 1)..^2].Select(line => line.Split(' ') is [var subject, var salt] && Ids.Parse(subject) is { } id
            ? (id, Convert.FromHexString(salt)) : throw new InvalidDataException($"{path}: a salt can't be read.")).ToList();
        return new SavedKeys(Name.Parse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..]).Value, string.Join('\n', lines[1..at]) + "\n", salts);
    }
}
