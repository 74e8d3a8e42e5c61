namespace Poruka.Storage;

/// <summary>
/// One installation: a folder with its settings, its secrets and, unless it uses a PostgreSQL server, its database.
/// </summary>
public sealed class Installation : IDisposable
{
    /// <summary>The settings that every installation has: a PostgreSQL connection string or nothing, and the name of its logs.</summary>
    public const string DatabaseSetting = "database", LogNameSetting = "log-name";

    private const string SettingsName = "poruka.conf";
    internal const string SecretsName = "host.secrets";
    private const string SecretsCredential = "poruka-host-secrets", DatabaseCredential = "poruka-database";
    internal const string DatabaseName = "poruka.db";
    internal const string ShredName = "shred";
    internal const string FilesName = "files";

    private Installation(string folder, Database database, HostSecrets secrets, string logName, Dictionary<string, string> settings) =>
        (Folder, Database, Secrets, LogName, Settings, Shred) =
            (folder, database, secrets, logName, settings, new ShredStore(Path.Combine(folder, ShredName)));

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The file with the settings.</summary>
    public string SettingsPath => Path.Combine(Folder, SettingsName);

    /// <summary>The file with the machine's secrets.</summary>
    public string SecretsPath => PathOfSecrets(Folder);

    /// <summary>The settings by name, as they stand in the file.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Leaves a setting out from here on; false where there is none.</summary>
    internal bool Forget(string setting) => ((Dictionary<string, string>)Settings).Remove(setting);

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
        WriteSettings(folder, SampleSettings(postgres, logName));
        return new Installation(folder, database, secrets, logName, SettingsFile.Read(Path.Combine(folder, SettingsName)));
    }

    /// <summary>Opens the installation in a folder and brings its database to the version of this program.</summary>
    /// <exception cref="InvalidDataException">A setting or a secret can't be read; the message names file and line.</exception>
    public static Installation Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        var path = Path.Combine(folder, SettingsName);
        var settings = SettingsFile.Read(path);
        if (!settings.TryGetValue(LogNameSetting, out var logName) || logName.Length == 0)
            throw new InvalidDataException($"{path}: '{LogNameSetting}' is missing.");
        var secrets = ReadSecrets(folder);
        var database = OpenDatabase(folder, ConnectionOf(settings));
        try
        {
            UpgradeCopy.MakeWhereNeeded(folder, database);
            Migrator.Apply(database);
            return new Installation(folder, database, secrets, logName, settings);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Tries the upgrade that opening would make, and takes it back: the old program may be running meanwhile.
    /// </summary>
    /// <returns>The scripts that would be applied.</returns>
    public static IReadOnlyList<int> TryUpgrade(string folder)
    {
        folder = Path.GetFullPath(folder);
        using var database = OpenDatabase(folder, ConnectionOf(SettingsFile.Read(Path.Combine(folder, SettingsName))));
        return Migrator.Try(database);
    }

    /// <summary>
    /// The settings as a new installation has them: the sample, with what is known already.
    /// </summary>
    public static string SampleSettings(string? postgres, string logName)
    {
        using var stream = typeof(Installation).Assembly.GetManifestResourceStream("sample:poruka.conf")!;
        using var reader = new StreamReader(stream);
        return WithSetting(WithSetting(reader.ReadToEnd(), DatabaseSetting, postgres ?? ""), LogNameSetting, logName);
    }

    /// <summary>The text of settings with one of them changed, or added.</summary>
    public static string WithSetting(string text, string name, string value)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var at = Array.FindIndex(lines, line => !line.StartsWith('#') && line.Split('=')[0].Trim() == name);
        if (at < 0) return $"{text.TrimEnd('\n')}\n{name} = {value}\n";
        lines[at] = $"{name} = {value}";
        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Writes the settings of an installation whose other files are all there: from now on it is one.</summary>
    public static void WriteSettings(string folder, string text)
    {
        var path = Path.Combine(folder, SettingsName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path + ".part", options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".part", path, overwrite: true);
        FolderSync.Flush(folder);
    }

    public void Dispose()
    {
        Shred.Dispose();
        Database.Dispose();
    }

    /// <summary>The secrets; where the file is ours, with what earlier versions did not have.</summary>
    private static HostSecrets ReadSecrets(string folder)
    {
        var path = PathOfSecrets(folder);
        if (path == Path.Combine(folder, SecretsName) && File.Exists(path)) HostSecrets.Complete(path);
        return HostSecrets.Read(path);
    }

    internal static string PathOfSecrets(string folder) => CredentialPath(SecretsCredential) ?? Path.Combine(folder, SecretsName);

    /// <summary>The connection string: a credential, which may hold a password, or else the setting.</summary>
    private static string? ConnectionOf(Dictionary<string, string> settings) =>
        CredentialPath(DatabaseCredential) is { } path ? File.ReadAllText(path).Trim() : settings.GetValueOrDefault(DatabaseSetting);

    /// <summary>A credential that systemd gave us, or null.</summary>
    private static string? CredentialPath(string name) =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } credentials
            && Path.Combine(credentials, name) is var path && File.Exists(path) ? path : null;

    internal static Database OpenDatabase(string folder, string? postgres) => string.IsNullOrEmpty(postgres)
        ? Database.AtFile(Path.Combine(folder, DatabaseName))
        : Database.AtServer(postgres);
}
