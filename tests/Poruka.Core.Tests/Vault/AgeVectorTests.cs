using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Poruka.Vault.Age;

namespace Poruka.Core.Tests.Vault;

/// <summary>The vectors of C2SP/CCTV in Data/age that are about X25519.</summary>
public class AgeVectorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "age");

    public static TheoryData<string> Files() => [.. Directory.EnumerateFiles(Folder)
        .Where(f => !f.EndsWith(".md", StringComparison.Ordinal))
        .Where(f => Read(f).Header is var header && header.Count(l => l.StartsWith("identity: AGE-SECRET-KEY-1", StringComparison.Ordinal)) == 1
            && header.Count(l => l.StartsWith("identity: ", StringComparison.Ordinal)) == 1
            && !header.Any(l => l.StartsWith("passphrase: ", StringComparison.Ordinal)))
        .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_set_is_there() => Assert.True(Files().Count >= 50, $"only {Files().Count} vectors were found");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_opens_or_fails_as_the_vector_says(string file)
    {
        var (header, body) = Read(Path.Combine(Folder, file));
        using var identity = AgeIdentity.TryParse(Field(header, "identity")!)!;
        using var contents = new MemoryStream();
        var form = Field(header, "armored") == "yes" ? AgeForm.Armored : AgeForm.Binary;
        var outcome = AgeFile.Open(new MemoryStream(body), [identity], contents, form);
        Assert.Equal(Field(header, "expect") switch
        {
            "success" => AgeOutcome.Opened,
            "no match" => AgeOutcome.NotForThese,
            "HMAC failure" => AgeOutcome.ChangedHeader,
            "header failure" => AgeOutcome.WrongHeader,
            "armor failure" => AgeOutcome.WrongArmor,
            "payload failure" => AgeOutcome.ChangedContents,
            var other => throw new InvalidDataException(other),
        }, outcome);
        // What was given out before a failure is exactly the genuine part.
        if (Field(header, "payload") is { } hash)
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(contents.ToArray())));
        if (outcome == AgeOutcome.Opened)
            Assert.NotNull(AgeFile.Open(body, [identity], out _)); // detected, too
    }

    private static string? Field(List<string> header, string name) =>
        header.FirstOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];

    private static (List<string> Header, byte[] Body) Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var split = bytes.AsSpan().IndexOf("\n\n"u8);
        var header = Encoding.UTF8.GetString(bytes.AsSpan(0, split)).Split('\n').ToList();
        var body = bytes[(split + 2)..];
        if (Field(header, "compressed") != "zlib") return (header, body);
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(body), CompressionMode.Decompress)) zlib.CopyTo(inflated);
        return (header, inflated.ToArray());
    }
}
