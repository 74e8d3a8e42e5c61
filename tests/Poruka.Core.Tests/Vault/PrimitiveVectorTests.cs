using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

/// <summary>What the platform and libsodium do, held against the published vectors: RFC 7748, RFC 8439, the XChaCha draft, Argon2id.</summary>
public class PrimitiveVectorTests
{
    private const string Sunscreen = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";

    [Theory]
    [InlineData("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")]
    [InlineData("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957")]
    [InlineData("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
        "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")]
    public void X25519_agrees_as_in_RFC_7748(string privateKey, string publicKey, string shared)
    {
        var output = new byte[32];
        Assert.True(KeyAgreement.TryAgree(Hex(privateKey), Hex(publicKey), output));
        Assert.Equal(shared, Convert.ToHexStringLower(output));
    }

    [Fact]
    public void X25519_iterates_as_in_RFC_7748()
    {
        var (k, u) = (new byte[32], new byte[32]);
        (k[0], u[0]) = (9, 9);
        for (var i = 1; i <= 1_000; i++)
        {
            var next = new byte[32];
            Assert.True(KeyAgreement.TryAgree(k, u, next));
            (k, u) = (next, k);
            if (i == 1) Assert.Equal("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", Convert.ToHexStringLower(k));
        }
        Assert.Equal("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", Convert.ToHexStringLower(k));
    }

    [Theory]
    [InlineData("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a", "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")]
    [InlineData("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb", "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")]
    public void Public_keys_are_those_of_RFC_7748(string privateKey, string publicKey) =>
        Assert.Equal(publicKey, Convert.ToHexStringLower(KeyAgreement.PublicKeyOf(Hex(privateKey))));

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    public void A_point_of_low_order_shares_nothing(string publicKey) =>
        Assert.False(KeyAgreement.TryAgree(SeededRandom.Bytes(1, 32), Hex(publicKey), new byte[32]));

    [Fact]
    public void ChaCha20_Poly1305_is_that_of_RFC_8439()
    {
        var plain = Encoding.ASCII.GetBytes(Sunscreen);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aead = new System.Security.Cryptography.ChaCha20Poly1305(Hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
        aead.Encrypt(Hex("070000004041424344454647"), plain, cipher, tag, Hex("50515253c0c1c2c3c4c5c6c7"));
        Assert.Equal("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
            + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116", Convert.ToHexStringLower(cipher));
        Assert.Equal("1ae10b594f09e26a7e902ecbd0600691", Convert.ToHexStringLower(tag));
    }

    [Fact]
    public void XChaCha20_Poly1305_is_that_of_the_draft()
    {
        using var key = new FieldKey(Hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"), 0);
        var output = AeadAlgorithm.XChaCha20Poly1305.Encrypt(
            key.Key, Hex("404142434445464748494a4b4c4d4e4f5051525354555657"), Hex("50515253c0c1c2c3c4c5c6c7"), Encoding.ASCII.GetBytes(Sunscreen));
        Assert.Equal("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
            + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e"
            + "c0875924c1c7987947deafd8780acf49", Convert.ToHexStringLower(output));
    }

    /// <summary>From libsodium's tests (ISC licence): <c>pwhash_argon2id</c>, all of one lane.</summary>
    [Theory]
    [InlineData("a347ae92bce9f80f6f595a4480fc9c2fe7e7d7148d371e9487d75f5c23008ffae065577a928febd9b1973a5a95073acdbeb6a030cfc0d79caa2dc5cd011cef02c08d"
        + "a232d76d52dfbca38ca8dcbd665b17d1665f7cf5fe59772ec909733b24de97d6f58d220b20c60d7c07ec1fd93c52c31020300c6c1facd77937a597c7a6",
        "5541fbc995d5c197ba290346d2c559de", 7_256_678 / 1_024, 5,
        "18acec5d6507739f203d1f5d9f1d862f7c2cdac4f19d2bdff64487e60d969e3ced615337b9eec6ac4461c6ca07f0939741e57c24d0005c7ea171a0ee1e7348249d13"
        + "5b38f222e4dad7b9a033ed83f5ca27277393e316582033c74affe2566a2bea47f91f0fd9fe49ece7e1f79f3ad6e9b23e0277c8ecc4b313225748dd2a80f5679534a0"
        + "700e246a79a49b3f74eb89ec6205fe1eeb941c73b1fcf1")]
    [InlineData("b540beb016a5366524d4605156493f9874514a5aa58818cd0c6dfffaa9e90205f17b", "44071f6d181561670bda728d43fb79b4", 1_631_659 / 1_024, 1,
        "7fb72409b0987f8190c3729710e98c3f80c5a8727d425fdcde7f3644d467fe973f5b5fee683bd3fce812cb9ae5e9921a2d06c2f1905e4e839692f2b934b682f11a2f"
        + "e2b90482ea5dd234863516dba6f52dc0702d324ec77d860c2e181f84472bd7104fedce071ffa93c5309494ad51623d214447a7b2b1462dc7d5d55a1f6fd5b54ce024"
        + "118d86f0c6489d16545aaa87b6689dad9f2fb47fda9894f8e12b87d978b483ccd4cc5fd9595cdc7a818452f915ce2f7df95ec12b1c72e3788d473441d884f9748eb1"
        + "4703c21b45d82fd667b85f5b2d98c13303b3fe76285531a826b6fc0fe8e3dddecf")]
    [InlineData("", "6c0f356abb225f2b1ddd66d34739843b", 4_882, 2, "366f1004cfbb447d435e8f6bbe9e5cc0a10e38e7c3da0e89bb19578a1a0d7291")]
    public void Argon2id_with_one_lane_gives_the_published_outputs(string password, string salt, int kibibytes, int passes, string expected)
    {
        var output = new byte[expected.Length / 2];
        PassphraseKeys.Argon2id(Hex(password), Hex(salt), new PassphraseCost(kibibytes, passes), output);
        Assert.Equal(expected, Convert.ToHexStringLower(output));
    }

    /// <summary>
    /// What the reference implementation's program prints: <c>argon2 somesaltsomesalt -id -t … -k … -p 1 -l 32 -v 13 -r</c>. Its own
    /// published vectors have salts of 8 bytes, which libsodium doesn't take.
    /// </summary>
    [Theory]
    [InlineData(8_192, 1, "c6f11e4e95f8ec7fa38f01d83b416cf1e2698ddb3e9b79194fcb1b0ef857337b")]
    [InlineData(64 * 1_024, 3, "19fda10319ad24e77869de518061a7595e9591c51f33b39ac29b931147ed18f7")]
    [InlineData(256 * 1_024, 3, "87afdb5b94ed90ea9ba45f4624b68e0c6eb2c3629ae1bfa19d88958ac9f694f2")]
    public void Argon2id_gives_what_the_reference_implementation_gives(int kibibytes, int passes, string expected)
    {
        var output = new byte[32];
        PassphraseKeys.Argon2id("lantern river oak"u8, "somesaltsomesalt"u8, new PassphraseCost(kibibytes, passes), output);
        Assert.Equal(expected, Convert.ToHexStringLower(output));
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
