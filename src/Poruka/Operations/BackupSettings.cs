using System.Globalization;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault.Age;

namespace Poruka.Operations;

/// <summary>How backups are made, from <c>poruka.conf</c>.</summary>
/// <param name="Folder">Where they go; null: none is made by itself.</param>
/// <param name="KeysFolder">Where the shred salts and the machine's secrets go; null: nowhere.</param>
/// <param name="Recipients">Who can open them.</param>
/// <param name="Every">How long after one the next is made.</param>
/// <param name="Keep">Which of them are kept.</param>
/// <param name="KeysDays">For how many days salts and secrets are kept: what was shredded is gone for good when they are.</param>
internal sealed record BackupSettings(
    string? Folder, string? KeysFolder, IReadOnlyList<AgeRecipient> Recipients, Duration Every, BackupKeep Keep, int KeysDays)
{
    /// <summary>The settings' names in <c>poruka.conf</c>.</summary>
    public const string FolderName = "backup-folder", KeysFolderName = "backup-keys-folder", RecipientsName = "backup-recipients",
        HoursName = "backup-every-hours", DaysName = "backup-keep-days", WeeksName = "backup-keep-weeks", MonthsName = "backup-keep-months",
        KeysDaysName = "backup-keys-days";

    /// <summary>What was shredded is gone for good after that many days at the latest.</summary>
    public const int MostKeysDays = 30;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="WrongSettingException">A setting can't be understood; the message names file, line and setting.</exception>
    public static BackupSettings Read(Installation installation)
    {
        var settings = installation.Settings;
        var recipients = new List<AgeRecipient>();
        foreach (var word in (settings.GetValueOrDefault(RecipientsName) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            recipients.Add(AgeRecipient.TryParse(word)
                ?? throw SettingsFile.Wrong(installation, RecipientsName, word, "age recipients (age1…), parted by spaces"));
        var folder = FolderOf(FolderName);
        var keys = FolderOf(KeysFolderName);
        if (folder is not null && recipients.Count == 0)
            throw SettingsFile.Wrong(installation, FolderName, folder, $"'{RecipientsName}' beside it: a backup is sealed to somebody");
        if (folder is not null && keys == folder)
            throw SettingsFile.Wrong(installation, KeysFolderName, keys, "another folder than that of the backups");
        return new BackupSettings(folder, keys, recipients, Duration.FromHours(Number(HoursName, 24, 1, 168)),
            new BackupKeep(Number(DaysName, 7, 1, 366), Number(WeeksName, 5, 0, 520), Number(MonthsName, 12, 0, 240)),
            Number(KeysDaysName, 7, 1, MostKeysDays));

        string? FolderOf(string name) => settings.GetValueOrDefault(name) is not { Length: > 0 } path ? null
            : Path.IsPathFullyQualified(path) ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
            : throw SettingsFile.Wrong(installation, name, path, "a path from the root, such as /var/backups/poruka");

        int Number(string name, int usual, int least, int most) => settings.GetValueOrDefault(name) is not { Length: > 0 } text ? usual
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw SettingsFile.Wrong(installation, name, text, $"a number from {least} to {most}");
    }
}

/// <summary>Which backups are kept: the newest of each of the last days, weeks and months that have one.</summary>
internal sealed record BackupKeep(int Days, int Weeks, int Months)
{
    /// <summary>Those that may go. The newest never does.</summary>
    public IReadOnlyList<T> Superfluous<T>(IEnumerable<T> sets, Func<T, Instant> madeAt)
    {
        var newestFirst = sets.OrderByDescending(madeAt).ToList();
        var kept = new HashSet<T>();
        Keep(Days, day => day.ToDateOnly().DayNumber);
        Keep(Weeks, day => (day.ToDateOnly().DayNumber - 1) / 7);
        Keep(Months, day => day.Year * 12 + day.Month);
        return [.. newestFirst.Where(s => !kept.Contains(s))];

        void Keep(int count, Func<LocalDate, int> spanOf)
        {
            foreach (var span in newestFirst.GroupBy(s => spanOf(madeAt(s).InUtc().Date)).Take(count)) kept.Add(span.First());
        }
    }
}
