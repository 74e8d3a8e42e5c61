using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Poruka.Vault;
using Poruka.Vault.Age;

namespace Poruka.Bench;

/// <summary>The vault: fields beside the bare cipher, files beside the <c>age</c> program, and what a sign-in costs.</summary>
internal static class VaultBenchmark
{
    private const int Fields = 20_000;
    private const long FileSize = 1L << 30;

    public static IEnumerable<Figure> Run(BenchOptions options)
    {
        yield return OpenFields();
        var file = Path.Combine(options.Cache, "random.bin");
        if (!File.Exists(file) || new FileInfo(file).Length != FileSize) WriteRandom(file);
        if (Machine.VersionOf("age") is { } version)
        {
            Machine.Note($"age {version}");
            foreach (var figure in AgeFiles(options, file)) yield return figure;
        }
        var salt = RandomNumberGenerator.GetBytes(PassphraseKeys.SaltSize);
        var seconds = new List<double>();
        for (var i = 0; i < 5; i++)
            seconds.Add(Turns.Seconds(() => PassphraseKeys.Derive("seven words that nobody else has drawn"u8, salt, PassphraseCost.Usual, new byte[32]).Dispose()));
        yield return new Figure("keys from a passphrase, as configured", Turns.Median(seconds) * 1_000, "ms",
            Note: $"{PassphraseCost.Usual.MemoryKibibytes / 1_024} MiB, {PassphraseCost.Usual.Passes} passes; each guess at a stolen passphrase costs it too");
    }

    private static Figure OpenFields()
    {
        using var secret = RoomSecret.Draw(new RoomId(5), 1, RandomNumberGenerator.Fill);
        using var key = secret.FieldKeyOf(RandomNumberGenerator.GetBytes(ShredSalt.Size));
        var places = Enumerable.Range(0, Fields).Select(i => new FieldPlace("donor", i.ToString("x32"), "name", secret.Room)).ToArray();
        var fields = places.Select((place, i) => SealedField.Seal(key, place, Encoding.UTF8.GetBytes($"Анна Иванова {i}"), RandomNumberGenerator.Fill)).ToArray();
        using var bare = Key.Create(AeadAlgorithm.XChaCha20Poly1305);
        var associated = RandomNumberGenerator.GetBytes(80);
        var sealedBytes = fields.Select(f => AeadAlgorithm.XChaCha20Poly1305.Encrypt(bare, f.AsSpan(5, 24), associated, new byte[f.Length - 45])).ToArray();
        var (ours, peer, ratio) = Turns.Rates(9, Fields,
            _ =>
            {
                for (var i = 0; i < Fields; i++)
                    if (SealedField.Open(key, places[i], fields[i], out var contents) != FieldOutcome.Opened || contents.Length == 0) throw new InvalidOperationException("A field doesn't open.");
            },
            _ =>
            {
                for (var i = 0; i < Fields; i++)
                    if (AeadAlgorithm.XChaCha20Poly1305.Decrypt(bare, fields[i].AsSpan(5, 24), associated, sealedBytes[i]) is null) throw new InvalidOperationException("Bytes don't open.");
            });
        return new Figure("sealed fields opened", ours, "fields/s", "bare XChaCha20-Poly1305 of the same bytes", peer, ratio, Goal.Times(0.5));
    }

    private static IEnumerable<Figure> AgeFiles(BenchOptions options, string file)
    {
        using var identity = new AgeIdentity(RandomNumberGenerator.GetBytes(32));
        var (key, sealedFile) = (Path.Combine(options.Cache, "key.txt"), file + ".age");
        File.WriteAllText(key, identity.ToSecretText());
        Processes.Succeed("age", ["-r", identity.Recipient.ToString(), "-o", sealedFile, file]);
        var megabytes = FileSize / 1e6;
        var (ours, peer, ratio) = Turns.Rates(3, megabytes, _ => Seal(options, identity, file),
            _ => Processes.Succeed("sh", ["-c", $"age -r {identity.Recipient} < '{file}'"]));
        yield return new Figure("sealing a file of 1 GiB", ours, "MB/s", "age", peer, ratio, Goal.Times(1), Note(options));
        (ours, peer, ratio) = Turns.Rates(3, megabytes, _ => Open(options, identity, key, sealedFile),
            _ => Processes.Succeed("sh", ["-c", $"age -d -i '{key}' < '{sealedFile}'"]));
        yield return new Figure("opening a file of 1 GiB", ours, "MB/s", "age", peer, ratio, Goal.Times(1), Note(options));
        File.Delete(sealedFile);
    }

    private static string Note(BenchOptions options) => options.Program is null ? "without --binary: within this process, not as a program" : "program beside program, from a file to nowhere";

    private static void Seal(BenchOptions options, AgeIdentity identity, string file)
    {
        if (options.Program is { } program)
        {
            Processes.Succeed("sh", ["-c", $"{program.Command} vault seal -r {identity.Recipient} < '{file}'"]);
            return;
        }
        using var input = OpenRead(file);
        using var sealing = AgeFile.Seal(Stream.Null, [identity.Recipient], RandomNumberGenerator.Fill);
        input.CopyTo(sealing, 1 << 17);
        sealing.Complete();
    }

    private static void Open(BenchOptions options, AgeIdentity identity, string key, string file)
    {
        if (options.Program is { } program)
        {
            Processes.Succeed("sh", ["-c", $"{program.Command} vault unseal -i '{key}' < '{file}'"]);
            return;
        }
        using var input = OpenRead(file);
        if (AgeFile.Open(input, [identity], Stream.Null) != AgeOutcome.Opened) throw new InvalidOperationException("The file doesn't open.");
    }

    private static FileStream OpenRead(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1);

    private static void WriteRandom(string file)
    {
        using var output = File.Create(file);
        var block = new byte[1 << 20];
        for (long at = 0; at < FileSize; at += block.Length)
        {
            RandomNumberGenerator.Fill(block);
            output.Write(block);
        }
    }
}
