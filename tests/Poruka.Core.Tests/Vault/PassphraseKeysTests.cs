using System.Text;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

public class PassphraseKeysTests
{
    private static readonly PassphraseCost Cheap = new(8_192, 1);
    private static readonly byte[] Salt = SeededRandom.Bytes(1, 16);
    private static readonly byte[] Pepper = SeededRandom.Bytes(2, 32);

    [Fact]
    public void The_same_passphrase_gives_the_same_keys_and_the_verifier_knows_it()
    {
        using var first = Derive("lantern river oak");
        using var second = Derive("lantern river oak");
        Assert.True(first.EncryptionKey.SequenceEqual(second.EncryptionKey));
        Assert.True(second.Matches(first.Verifier()));
        Assert.False(first.EncryptionKey.SequenceEqual(first.Verifier()));
    }

    [Fact]
    public void Another_passphrase_salt_cost_or_pepper_gives_other_keys()
    {
        using var first = Derive("lantern river oak");
        foreach (var other in new[]
        {
            Derive("lantern river oaks"),
            PassphraseKeys.Derive("lantern river oak"u8, SeededRandom.Bytes(9, 16), Cheap, Pepper),
            PassphraseKeys.Derive("lantern river oak"u8, Salt, new PassphraseCost(8_193, 1), Pepper),
            PassphraseKeys.Derive("lantern river oak"u8, Salt, new PassphraseCost(8_192, 2), Pepper),
            PassphraseKeys.Derive("lantern river oak"u8, Salt, Cheap, SeededRandom.Bytes(9, 32)),
        })
            using (other)
            {
                Assert.False(first.EncryptionKey.SequenceEqual(other.EncryptionKey));
                Assert.False(first.Matches(other.Verifier()));
            }
    }

    [Theory]
    [InlineData("lantern river oak", "lantern river oak")]
    [InlineData("  Lantern\tRIVER\r\noak ", "lantern river oak")]
    [InlineData("lantern-river–oak", "lantern river oak")]
    [InlineData("Фонарь  Река-дуб", "фонарь река дуб")]
    [InlineData("ЇЖАК", "їжак")]
    [InlineData("", "")]
    [InlineData(" - ", "")]
    [InlineData("a1 b2!", "a1 b2!")]
    public void Case_and_what_stands_between_words_do_not_count(string typed, string counted) =>
        Assert.Equal(counted, Encoding.UTF8.GetString(PassphraseKeys.Normalise(Encoding.UTF8.GetBytes(typed))));

    [Fact]
    public void Bytes_that_are_no_text_count_as_they_are() =>
        Assert.Equal([0xFF, (byte)'a', 0xC3], PassphraseKeys.Normalise([0xFF, (byte)'A', 0xC3]));

    [Fact]
    public void A_cost_out_of_range_or_a_short_salt_is_a_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PassphraseKeys.Derive("x"u8, Salt, new PassphraseCost(8_191, 1), Pepper));
        Assert.Throws<ArgumentOutOfRangeException>(() => PassphraseKeys.Derive("x"u8, Salt, new PassphraseCost(8_192, 0), Pepper));
        Assert.Throws<ArgumentOutOfRangeException>(() => PassphraseKeys.Derive("x"u8, Salt, default, Pepper));
        Assert.Throws<ArgumentException>(() => PassphraseKeys.Derive("x"u8, Salt.AsSpan(1), Cheap, Pepper));
    }

    private static PassphraseKeys Derive(string passphrase) =>
        PassphraseKeys.Derive(Encoding.UTF8.GetBytes(passphrase), Salt, Cheap, Pepper);
}
