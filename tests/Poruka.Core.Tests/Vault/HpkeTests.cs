using CsCheck;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

public class HpkeTests
{
    // RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence number 0.
    private static readonly byte[] Info = Hex("4f6465206f6e2061204772656369616e2055726e");
    private static readonly byte[] Ephemeral = Hex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600");
    private static readonly byte[] Encapsulated = Hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    private static readonly byte[] PrivateKey = Hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    private static readonly byte[] PublicKey = Hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
    private static readonly byte[] Plaintext = Hex("4265617574792069732074727574682c20747275746820626561757479");
    private static readonly byte[] Associated = Hex("436f756e742d30");
    private static readonly byte[] Ciphertext = Hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28");

    [Fact]
    public void The_published_message_is_sealed_and_opened()
    {
        Assert.Equal(PublicKey, KeyAgreement.PublicKeyOf(PrivateKey));
        var output = Hpke.Seal(PublicKey, Info, Associated, Plaintext, bytes => Ephemeral.CopyTo(bytes));
        Assert.Equal([.. Encapsulated, .. Ciphertext], output);
        Assert.Equal(Plaintext, Hpke.TryOpen(PrivateKey, Info, Associated, output));
    }

    [Fact]
    public void The_published_intermediate_values_are_reached()
    {
        var (shared, key, nonce) = (new byte[32], new byte[32], new byte[12]);
        Assert.True(Hpke.TryShare(PrivateKey, Encapsulated, Encapsulated, PublicKey, shared));
        Assert.Equal("0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7", Convert.ToHexStringLower(shared));
        Hpke.DeriveKey(shared, Info, key, nonce);
        Assert.Equal("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91", Convert.ToHexStringLower(key));
        Assert.Equal("5c4d98150661b848853b547f", Convert.ToHexStringLower(nonce));
    }

    [Fact]
    public void What_is_sealed_opens_with_the_same_key_purpose_and_data_only() =>
        Gen.Select(Gen.Int, Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 60], Gen.Byte.Array[0, 200]).Sample((seed, info, associated, secret) =>
        {
            var key = SeededRandom.Bytes(seed, 32);
            var output = Hpke.Seal(KeyAgreement.PublicKeyOf(key), info, associated, secret, SeededRandom.From(seed + 1));
            Assert.Equal(secret.Length + Hpke.Overhead, output.Length);
            Assert.Equal(secret, Hpke.TryOpen(key, info, associated, output));
            Assert.Null(Hpke.TryOpen(SeededRandom.Bytes(seed + 2, 32), info, associated, output));
            Assert.Null(Hpke.TryOpen(key, [.. info, 0], associated, output));
            Assert.Null(Hpke.TryOpen(key, info, [.. associated, 0], output));
        });

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var output = Hpke.Seal(PublicKey, Info, Associated, Plaintext, SeededRandom.From(1));
        for (var bit = 0; bit < output.Length * 8; bit++)
        {
            var changed = output.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            // X25519 ignores the highest bit of a point, but the key is derived from the bytes.
            Assert.Null(Hpke.TryOpen(PrivateKey, Info, Associated, changed));
        }
        for (var length = 0; length < output.Length; length++)
            Assert.Null(Hpke.TryOpen(PrivateKey, Info, Associated, output.AsSpan(0, length)));
    }

    [Fact]
    public void Keys_that_share_nothing_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Hpke.Seal(new byte[32], [], [], [], SeededRandom.From(1)));
        Assert.Null(Hpke.TryOpen(PrivateKey, [], [], new byte[64]));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
