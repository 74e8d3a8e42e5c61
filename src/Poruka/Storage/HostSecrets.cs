using System.Security.Cryptography;

namespace Poruka.Storage;

/// <summary>
/// What the machine itself must keep secret, apart from the database and its backups: the key of line identities, the
/// seed of the checkpoint signing key, the pepper of passphrases, the keys of device cookies and of notices, the password for the mail server, and the
/// token for metrics. One file, readable by its owner only, or the credential <c>poruka-host-secrets</c> of systemd. Written
/// once, at <c>poruka init</c>; upgrades add what is new.
/// </summary>
public sealed class HostSecrets
{
    private const string LineIdentityName = "line-identity-key";
    private const string LogSigningName = "log-signing-seed";
    private const string PepperName = "passphrase-pepper";
    private const string DeviceKeyName = "device-key";
    private const string NoticeKeyName = "notice-key";
    private const string MailPasswordName = "mail-password";
    private const string MetricsTokenName = "metrics-token";

    /// <summary>Keys that not every version had: what they seal can be sealed anew.</summary>
    private static readonly string[] Later = [DeviceKeyName, NoticeKeyName];

    private const int KeySize = 32;

    private HostSecrets(byte[] lineIdentityKey, byte[] logSigningSeed, byte[] pepper, byte[] deviceKey, byte[] noticeKey, string mailPassword) =>
        (LineIdentityKey, LogSigningSeed, Pepper, DeviceKey, NoticeKey, MailPassword) =
            (lineIdentityKey, logSigningSeed, pepper, deviceKey, noticeKey, mailPassword);

    /// <summary>Keys the HMAC that tells a bank's line from every other; 32 bytes.</summary>
    public byte[] LineIdentityKey { get; }

    /// <summary>The seed of the Ed25519 key that signs checkpoints; 32 bytes.</summary>
    public byte[] LogSigningSeed { get; }

    /// <summary>Goes into every key that comes from a passphrase; 32 bytes. Without it nobody's passphrase opens anything.</summary>
    public byte[] Pepper { get; }

    /// <summary>Keys the mark of browsers from which somebody has signed in before; 32 bytes.</summary>
    public byte[] DeviceKey { get; }

    /// <summary>Seals what the server must use with nobody signed in: addresses for notices, mail that waits; 32 bytes.</summary>
    public byte[] NoticeKey { get; }

    /// <summary>The password for the mail server; empty where there is none.</summary>
    public string MailPassword { get; }

    /// <summary>Who shows it may read the metrics from elsewhere; empty for nobody.</summary>
    public string MetricsToken { get; private init; } = "";

    /// <summary>Draws new secrets and writes them to a file that must not be there yet.</summary>
    public static HostSecrets Create(string path)
    {
        var secrets = new HostSecrets(
            RandomNumberGenerator.GetBytes(KeySize), RandomNumberGenerator.GetBytes(KeySize),
            RandomNumberGenerator.GetBytes(KeySize), RandomNumberGenerator.GetBytes(KeySize), RandomNumberGenerator.GetBytes(KeySize), "");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using (var writer = new StreamWriter(file, leaveOpen: true))
        {
            writer.WriteLine("# Secrets of this machine. Keep a copy apart from the database and its backups.");
            writer.WriteLine($"{LineIdentityName} = {Convert.ToBase64String(secrets.LineIdentityKey)}");
            writer.WriteLine($"{LogSigningName} = {Convert.ToBase64String(secrets.LogSigningSeed)}");
            writer.WriteLine($"{PepperName} = {Convert.ToBase64String(secrets.Pepper)}");
            writer.WriteLine($"{DeviceKeyName} = {Convert.ToBase64String(secrets.DeviceKey)}");
            writer.WriteLine($"{NoticeKeyName} = {Convert.ToBase64String(secrets.NoticeKey)}");
            writer.WriteLine($"# {MailPasswordName} = the password for the mail server, if it asks for one");
            writer.WriteLine($"# {MetricsTokenName} = a long random word, if metrics are read from another machine");
        }
        file.Flush(flushToDisk: true);
        return secrets;
    }

    /// <summary>Reads the secrets.</summary>
    /// <exception cref="InvalidDataException">A secret is missing or no key; the message names it.</exception>
    public static HostSecrets Read(string path)
    {
        var values = SettingsFile.Read(path);
        return new HostSecrets(Key(LineIdentityName), Key(LogSigningName), Key(PepperName), Key(DeviceKeyName), Key(NoticeKeyName),
            values.GetValueOrDefault(MailPasswordName) ?? "") { MetricsToken = values.GetValueOrDefault(MetricsTokenName) ?? "" };

        byte[] Key(string name)
        {
            var key = new byte[KeySize];
            if (!values.TryGetValue(name, out var text))
                throw new InvalidDataException(Later.Contains(name)
                    ? $"{path}: '{name}' is missing; earlier versions had none. 'poruka upgrade --secrets {path}' adds it."
                    : $"{path}: '{name}' is missing. It can't be drawn anew: take it from a copy of this file.");
            return Convert.TryFromBase64String(text, key, out var length) && length == KeySize
                ? key
                : throw new InvalidDataException($"{path}: '{name}' is not 32 bytes in base64.");
        }
    }

    /// <summary>Draws what earlier versions did not have, and adds it to the file.</summary>
    /// <returns>The names of what was added.</returns>
    /// <exception cref="IOException">The file can't be written, as where it is a credential of systemd.</exception>
    public static IReadOnlyList<string> Complete(string path)
    {
        var values = SettingsFile.Read(path);
        var missing = Later.Where(name => !values.ContainsKey(name)).ToList();
        if (missing.Count == 0) return missing;
        var text = File.ReadAllText(path);
        var lines = string.Concat(missing.Select(name => $"{name} = {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize))}\n"));
        // Beside it first: with half a file of secrets nothing would open.
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(part, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text.Length == 0 || text.EndsWith('\n') ? text + lines : $"{text}\n{lines}"));
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return missing;
    }
}
