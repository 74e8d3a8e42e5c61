using System.Diagnostics;
using System.Security.Cryptography;
using Poruka.Shell;

namespace Poruka.Tests.Cli;

/// <summary><c>poruka vault seal</c> and <c>unseal</c> beside the real <c>age</c>: each opens what the other seals.</summary>
public sealed class VaultFilterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _key, _recipient;

    public VaultFilterTests()
    {
        _key = _folder.File("key.txt");
        _recipient = new CliRunner(_folder.Path).Do($"vault keygen --output {_key} --quiet").Trim();
    }

    public static TheoryData<int, bool> Sizes => new MatrixTheoryData<int, bool>([0, 1, 65_535, 65_536, 65_537, 1_048_576], [false, true]);

    [Fact]
    public void A_new_key_is_one_of_ages_that_only_its_owner_can_read_and_none_is_overwritten()
    {
        Assert.StartsWith("age1", _recipient, StringComparison.Ordinal);
        Assert.Equal(_recipient, Program("age-keygen", [], "-y", _key).Text.Trim());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_key));
        var before = File.ReadAllText(_key);
        new CliRunner(_folder.Path).Refuses($"vault keygen --output {_key}", "is there already");
        Assert.Equal(before, File.ReadAllText(_key));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Age_opens_what_we_seal_and_we_open_what_age_seals(int size, bool armored)
    {
        var contents = RandomNumberGenerator.GetBytes(size);
        string[] armor = armored ? ["-a"] : [];
        var ours = Pipe(contents, $"vault seal -r {_recipient} {string.Join(' ', armor)}");
        Assert.Equal(armored, ours.Bytes.AsSpan().StartsWith("-----BEGIN AGE"u8));
        Assert.Equal(contents, Program("age", ours.Bytes, "-d", "-i", _key).Bytes);
        var theirs = Program("age", contents, ["-r", _recipient, .. armor]).Bytes;
        Assert.Equal(contents, Pipe(theirs, $"vault unseal -i {_key}").Bytes);
        Assert.Equal(contents, Pipe(ours.Bytes, $"vault unseal -i {_key}").Bytes);
    }

    [Fact]
    public void Several_recipients_each_open_it()
    {
        var other = _folder.File("other.txt");
        var second = new CliRunner(_folder.Path).Do($"vault keygen --output {other} --quiet").Trim();
        var output = Pipe([1, 2, 3], $"vault seal -r {_recipient} -r {second}").Bytes;
        Assert.Equal([1, 2, 3], Pipe(output, $"vault unseal -i {other}").Bytes);
        Assert.Equal([1, 2, 3], Program("age", output, "-d", "-i", _key).Bytes);
    }

    [Fact]
    public void A_truncated_file_is_refused_and_what_came_out_is_said_to_be_worthless()
    {
        var output = Pipe(RandomNumberGenerator.GetBytes(200_000), $"vault seal -r {_recipient}").Bytes;
        foreach (var length in (int[])[0, 10, 150, 400, 70_000, output.Length - 1])
        {
            var result = Pipe(output[..length], $"vault unseal -i {_key}", ExitCode.Refused);
            Assert.Equal(length >= 400, result.Error.Contains("Throw away what was written", StringComparison.Ordinal));
        }
        output[^1] ^= 1;
        Assert.Contains("was changed, or it ends too early", Pipe(output, $"vault unseal -i {_key}", ExitCode.Refused).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_keys_recipients_and_files_are_told_apart()
    {
        var other = _folder.File("other.txt");
        new CliRunner(_folder.Path).Do($"vault keygen --output {other}");
        var output = Pipe([1], $"vault seal -r {_recipient}").Bytes;
        Assert.Contains("None of these keys", Pipe(output, $"vault unseal -i {other}", ExitCode.Refused).Error, StringComparison.Ordinal);
        Assert.Contains("There is no file", Pipe(output, "vault unseal -i nowhere.txt", ExitCode.Refused).Error, StringComparison.Ordinal);
        Assert.Contains("no age file", Pipe("hello"u8.ToArray(), $"vault unseal -i {_key}", ExitCode.Refused).Error, StringComparison.Ordinal);
        Assert.Contains("expected an age recipient", Pipe([], "vault seal -r age1nobody", ExitCode.WrongUsage).Error, StringComparison.Ordinal);
        File.WriteAllText(other, "# nothing here\n");
        Assert.Contains("holds no key", Pipe(output, $"vault unseal -i {other}", ExitCode.Refused).Error, StringComparison.Ordinal);
        File.WriteAllText(other, "# a key\nAGE-SECRET-KEY-1WRONG\n");
        Assert.Contains("line 2", Pipe(output, $"vault unseal -i {other}", ExitCode.Refused).Error, StringComparison.Ordinal);
        var armored = Pipe([1], $"vault seal -a -r {_recipient}").Bytes;
        Assert.Contains("around the sealed file", Pipe(armored[..^5], $"vault unseal -i {_key}", ExitCode.Refused).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CliResult Pipe(byte[] input, string line, int exit = ExitCode.Done)
    {
        var result = new CliRunner(_folder.Path) { Piped = input }.Run(line);
        Assert.True(result.Exit == exit, $"{line}: {result.Exit} {result.Error}");
        return result;
    }

    private static (byte[] Bytes, string Text) Program(string name, byte[] input, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(name, words) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        reading.GetAwaiter().GetResult();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (output.ToArray(), System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }
}
