using System.Diagnostics;
using System.Text;
using CsCheck;
using Poruka.Vault.Age;

namespace Poruka.Core.Tests.Vault;

public sealed class AgeFileTests : IDisposable
{
    private const string SpecIdentity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    private const string SpecRecipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    private readonly AgeIdentity _identity = new(SeededRandom.Bytes(1, 32));
    private readonly AgeIdentity _other = new(SeededRandom.Bytes(2, 32));

    [Fact]
    public void Keys_of_the_specification_read_and_write_back()
    {
        using var identity = AgeIdentity.TryParse(SpecIdentity)!;
        Assert.Equal(SpecRecipient, identity.Recipient.ToString());
        Assert.Equal(SpecIdentity, identity.ToSecretText());
        Assert.Equal(identity.Recipient, AgeRecipient.TryParse(SpecRecipient));
        Assert.DoesNotContain("SECRET", identity.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_with_any_changed_letter_or_in_another_case_are_refused()
    {
        Assert.Null(AgeIdentity.TryParse(SpecIdentity.ToLowerInvariant()));
        Assert.Null(AgeRecipient.TryParse(SpecRecipient.ToUpperInvariant()));
        Assert.Null(AgeRecipient.TryParse(SpecIdentity));
        Assert.Null(AgeIdentity.TryParse(SpecRecipient));
        Gen.Select(Gen.Int[0, 200], Gen.Char["qpzry9x8gf2tvdw0s3jn54khce6mua7l1bioQ -"]).Sample((at, letter) =>
        {
            foreach (var text in new[] { SpecRecipient, SpecIdentity })
            {
                var letters = text.ToCharArray();
                var i = at % letters.Length;
                if (letters[i] == letter || text == SpecIdentity && letters[i] == char.ToUpperInvariant(letter)) continue;
                letters[i] = text == SpecIdentity ? char.ToUpperInvariant(letter) : letter;
                Assert.Null(AgeRecipient.TryParse(new string(letters)));
                Assert.Null(AgeIdentity.TryParse(new string(letters)));
            }
        }, iter: 1_000);
        for (var length = 0; length < SpecRecipient.Length; length++) Assert.Null(AgeRecipient.TryParse(SpecRecipient[..length]));
    }

    [Fact]
    public void A_file_of_identities_reads_with_its_comments_and_names_a_wrong_line()
    {
        var text = $"# created: 2026-01-01\r\n# public key: {SpecRecipient}\r\n\r\n{SpecIdentity}\r\n{_identity.ToSecretText()}\n";
        Assert.Equal([SpecRecipient, _identity.Recipient.ToString()],
            AgeIdentity.TryParseFile(text, out _)!.Select(i => i.Recipient.ToString()));
        Assert.Null(AgeIdentity.TryParseFile(text + "AGE-SECRET-KEY-1QQ\n", out var line));
        Assert.Equal(6, line);
        Assert.Null(AgeIdentity.TryParseFile("# nothing\n", out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(300_000)]
    public void Contents_of_any_length_open_again(int length)
    {
        var contents = SeededRandom.Bytes(3, length);
        foreach (var armored in new[] { false, true })
        {
            var file = Seal(contents, armored);
            Assert.Equal(contents, AgeFile.Open(file, [_identity], out var outcome));
            Assert.Equal(AgeOutcome.Opened, outcome);
            Assert.Null(AgeFile.Open(file, [_other], out outcome));
            Assert.Equal(AgeOutcome.NotForThese, outcome);
            Assert.Null(AgeFile.Open(file, [], out outcome));
            Assert.Equal(contents, AgeFile.Open(file, [_other, _identity], out _));
        }
    }

    [Fact]
    public void Each_of_several_recipients_opens_it()
    {
        var file = AgeFile.Seal("hello"u8, [_other.Recipient, _identity.Recipient], SeededRandom.From(4));
        Assert.Equal("hello"u8.ToArray(), AgeFile.Open(file, [_identity], out _));
        Assert.Equal("hello"u8.ToArray(), AgeFile.Open(file, [_other], out _));
    }

    [Fact]
    public void Any_flipped_bit_in_any_byte_spoils_the_file()
    {
        foreach (var armored in new[] { false, true })
        {
            var file = Seal("who gave what to whom"u8.ToArray(), armored);
            for (var at = 0; at < file.Length; at++)
                for (var bit = 0; bit < 8; bit++)
                {
                    var changed = file.ToArray();
                    changed[at] ^= (byte)(1 << bit);
                    // A changed newline at the very end of armour may be white space still: the contents are the same.
                    var opened = AgeFile.Open(changed, [_identity], out var outcome);
                    Assert.True(opened is null && outcome != AgeOutcome.Opened || armored && at == file.Length - 1,
                        $"bit {bit} of byte {at} of {file.Length} was not noticed");
                }
        }
    }

    [Fact]
    public void A_file_cut_anywhere_or_with_more_behind_is_noticed()
    {
        var file = Seal(SeededRandom.Bytes(5, 65_536 + 10), armored: false);
        Gen.Int[0, file.Length - 1].Sample(length => AgeFile.Open(file.AsMemory(0, length), [_identity], out _) is null, iter: 300);
        var chunk = file.Length - (10 + 16); // exactly before the last chunk
        Assert.Null(AgeFile.Open(file.AsMemory(0, chunk), [_identity], out var outcome));
        Assert.Equal(AgeOutcome.ChangedContents, outcome);
        Assert.Null(AgeFile.Open((byte[])[.. file, 0], [_identity], out outcome));
        Assert.Equal(AgeOutcome.ChangedContents, outcome);
    }

    [Fact]
    public void What_was_not_completed_does_not_open()
    {
        var file = new MemoryStream();
        using (var sealing = AgeFile.Seal(file, [_identity.Recipient], SeededRandom.From(6)))
            sealing.Write(SeededRandom.Bytes(7, 200_000));
        Assert.Null(AgeFile.Open(file.ToArray(), [_identity], out var outcome));
        Assert.Equal(AgeOutcome.ChangedContents, outcome);
    }

    [Fact]
    public async Task Written_and_read_by_small_pieces_without_waiting_it_is_the_same()
    {
        var contents = SeededRandom.Bytes(8, 150_000);
        foreach (var armored in new[] { false, true })
        {
            var file = new MemoryStream();
            await using (var sealing = AgeFile.Seal(file, [_identity.Recipient], SeededRandom.From(6), armored))
            {
                for (var at = 0; at < contents.Length; at += 7_001)
                    await sealing.WriteAsync(
                        contents.AsMemory(at, Math.Min(7_001, contents.Length - at)), TestContext.Current.CancellationToken);
                await sealing.CompleteAsync(TestContext.Current.CancellationToken);
            }
            file.Position = 0;
            Assert.Equal(AgeOutcome.Opened, AgeFile.Open(new Dribble(file), [_identity], out var opening));
            var read = new MemoryStream();
            await opening!.CopyToAsync(read, 4_099, TestContext.Current.CancellationToken);
            Assert.Equal(contents, read.ToArray());
        }
    }

    [Fact]
    public void Hostile_headers_are_refused_within_bounds()
    {
        var line = "-> x y\n" + new string('A', 64) + "\n";
        foreach (var text in new[]
        {
            "age-encryption.org/v1\n" + string.Concat(Enumerable.Repeat(line[..7] + "\n", 300_000)),
            "age-encryption.org/v1\n-> x\n" + string.Concat(Enumerable.Repeat(line[7..], 100_000)),
            "age-encryption.org/v1\n-> " + new string('a', 1_000_000) + "\n",
            "age-encryption.org/v1\n",
            "age-encryption.org/v1\n--- " + new string('A', 43) + "\n",
            new string(' ', 100_000) + "-----BEGIN AGE ENCRYPTED FILE-----\n",
            "",
        })
            Assert.Null(AgeFile.Open(Encoding.ASCII.GetBytes(text), [_identity], out _));
    }

    [Fact]
    public void A_file_is_sealed_to_somebody_who_can_open_it()
    {
        Assert.Throws<ArgumentException>(() => AgeFile.Seal("x"u8, [], SeededRandom.From(1)));
        Assert.Throws<ArgumentException>(() => AgeFile.Seal("x"u8, [new AgeRecipient(new byte[32])], SeededRandom.From(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_age_program_opens_what_is_sealed_here(bool armored)
    {
        if (!HasAge()) Assert.Skip("The program age is not installed.");
        var contents = SeededRandom.Bytes(9, 200_000);
        Assert.Equal(contents, Age(Seal(contents, armored), "-d", "-i", "KEY"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 65_536)]
    [InlineData(true, 200_000)]
    public void What_the_age_program_seals_opens_here(bool armored, int length)
    {
        if (!HasAge()) Assert.Skip("The program age is not installed.");
        var contents = SeededRandom.Bytes(10, length);
        var file = Age(contents, ["-r", _identity.Recipient.ToString(), "-r", _other.Recipient.ToString(), .. armored ? ["-a"] : Array.Empty<string>()]);
        Assert.Equal(contents, AgeFile.Open(file, [_other], out _));
    }

    public void Dispose()
    {
        _identity.Dispose();
        _other.Dispose();
    }

    private byte[] Seal(byte[] contents, bool armored) =>
        AgeFile.Seal(contents, [_identity.Recipient], SeededRandom.From(11), armored);

    private static bool HasAge() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "age")));

    private byte[] Age(byte[] input, params string[] arguments)
    {
        var keyFile = Path.GetTempFileName();
        try
        {
            File.WriteAllText(keyFile, _identity.ToSecretText() + "\n");
            var start = new ProcessStartInfo("age") { RedirectStandardInput = true, RedirectStandardOutput = true };
            foreach (var argument in arguments) start.ArgumentList.Add(argument == "KEY" ? keyFile : argument);
            using var process = Process.Start(start)!;
            var writing = Task.Run(() =>
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            });
            var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            writing.Wait();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.ToArray();
        }
        finally
        {
            File.Delete(keyFile);
        }
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class Dribble(Stream stream) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, Math.Min(count, 1_001));
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
