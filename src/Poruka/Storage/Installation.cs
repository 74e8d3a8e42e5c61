namespace Poruka.Storage;

/// <summary>
/// One installation: a folder with its settings, its secrets and, unless it uses a PostgreSQL server, its database.
/// </summary>
public sealed class Installation : IDisposable
{
    private const string SettingsName = "poruka.conf";
    private const string SecretsName = "host.secrets";
    private const string SecretsCredential = "poruka-host-secrets";
    private const string DatabaseName = "poruka.db";
    private const string ShredName = "shred";
    private const string FilesName = "files";

    private Installation(string folder, Database database, HostSecrets secrets, string logName, IReadOnlyDictionary<string, string> settings) =>
        (Folder, Database, Secrets, LogName, Settings, Shred) =
            (folder, database, secrets, logName, settings, new ShredStore(Path.Combine(folder, ShredName)));

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The file with the settings.</summary>
    public string SettingsPath => Path.Combine(Folder, SettingsName);

    /// <summary>The settings by name, as they stand in the file.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The database, at the version of this program.</summary>
    public Database Database { get; }

    /// <summary>The machine's secrets.</summary>
    public HostSecrets Secrets { get; }

    /// <summary>The shred salts, kept apart from the database.</summary>
    public ShredStore Shred { get; }

    /// <summary>The folder of sealed files.</summary>
    public string FilesFolder => Path.Combine(Folder, FilesName);

    /// <summary>What the public logs of this installation are named after: a host name, such as <c>solidarity.example</c>.</summary>
    public string LogName { get; }

    /// <summary>Whether there is an installation in a folder.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, SettingsName));

    /// <summary>Makes an installation in a folder that has none.</summary>
    /// <param name="folder">Made where it isn't there; readable by its owner only.</param>
    /// <param name="postgres">A connection string, or null for a SQLite file in the folder.</param>
    /// <param name="logName">The name of its public logs.</param>
    public static Installation Create(string folder, string? postgres, string logName)
    {
        folder = Path.GetFullPath(folder);
        if (IsIn(folder)) throw new InvalidOperationException($"{folder} holds an installation already.");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var database = OpenDatabase(folder, postgres);
        Migrator.Apply(database);
        var secrets = HostSecrets.Create(Path.Combine(folder, SecretsName));
        // Last, so that a half-made installation isn't taken for one.
        File.WriteAllLines(Path.Combine(folder, SettingsName),
        [
            "# Settings of this installation. Lines that begin with # don't count.",
            "# database: a PostgreSQL connection string; empty for the SQLite file beside this one.",
            $"database = {postgres}",
            "# log-name: what the public logs are named after. Donors' receipts bear it: don't change it later.",
            $"log-name = {logName}",
            "# public-address: where visitors find this server; stands in mail.",
            "# public-address = https://solidarity.example",
            "# mail-server: takes our mail. smtps:// is TLS at once, smtp:// asks for TLS before anything is said, except on",
            "# this machine and at an onion address. Its password, if it asks for one, is 'mail-password' in host.secrets.",
            "# mail-server = smtps://mail.example:465",
            "# mail-from = notices@solidarity.example",
            "# mail-user = notices@solidarity.example",
            "# case-retention-days: how long a closed case is kept before it is shredded; 0 for until somebody does it by hand.",
            "# case-retention-days = 730",
        ]);
        return new Installation(folder, database, secrets, logName, SettingsFile.Read(Path.Combine(folder, SettingsName)));
    }

    /// <summary>Opens the installation in a folder and brings its database to the version of this program.</summary>
    /// <exception cref="InvalidDataException">A setting or a secret can't be read; the message names file and line.</exception>
    public static Installation Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        var path = Path.Combine(folder, SettingsName);
        var settings = SettingsFile.Read(path);
        if (!settings.TryGetValue("log-name", out var logName) || logName.Length == 0)
            throw new InvalidDataException($"{path}: 'log-name' is missing.");
        var database = OpenDatabase(folder, settings.GetValueOrDefault("database"));
        Migrator.Apply(database);
        return new Installation(folder, database, HostSecrets.Read(SecretsPath(folder)), logName, settings);
    }

    public void Dispose()
    {
        Shred.Dispose();
        Database.Dispose();
    }

    private static string SecretsPath(string folder) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } credentials
            && Path.Combine(credentials, SecretsCredential) is var credential && File.Exists(credential)
                ? credential
                : Path.Combine(folder, SecretsName);

    private static Database OpenDatabase(string folder, string? postgres) => string.IsNullOrEmpty(postgres)
        ? Database.AtFile(Path.Combine(folder, DatabaseName))
        : Database.AtServer(postgres);
}
