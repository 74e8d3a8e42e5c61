using System.Security.Cryptography;
using System.Text;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

/// <summary>Signatures, HMAC and HKDF, held against the published vectors: RFC 8032, RFC 4231, RFC 5869.</summary>
public class SigningAndHashingVectorTests
{
    /// <summary>RFC 8032, section 7.1: tests 1 to 3 and SHA(abc).</summary>
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void Ed25519_signs_as_in_RFC_8032(string seed, string publicKey, string message, string signature)
    {
        using var keys = MemberKeys.FromSecret([.. SeededRandom.Bytes(1, 32), .. Hex(seed)]);
        Assert.Equal(publicKey, Convert.ToHexStringLower(keys.VerifyingKey));
        Assert.Equal(signature, Convert.ToHexStringLower(keys.Sign(Hex(message))));
        Assert.True(MemberKeys.Verify(Hex(publicKey), Hex(message), Hex(signature)));
        Assert.False(MemberKeys.Verify(Hex(publicKey), [.. Hex(message), 0], Hex(signature)));
    }

    /// <summary>S and S + L verify the same equation; only the smaller may pass (section 5.1.7).</summary>
    [Fact]
    public void A_signature_has_no_second_form()
    {
        using var keys = MemberKeys.FromSecret(SeededRandom.Bytes(1, 64));
        var signature = keys.Sign("hello"u8);
        var order = Hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        for (int i = 0, carry = 0; i < 32; i++)
        {
            var sum = signature[32 + i] + order[i] + carry;
            (signature[32 + i], carry) = ((byte)sum, sum >> 8);
        }
        Assert.False(MemberKeys.Verify(keys.VerifyingKey, "hello"u8, signature));
    }

    /// <summary>RFC 4231, section 4: cases 1 to 4, 6 and 7 (5 is about a shortened tag).</summary>
    [Theory]
    [InlineData("0b", 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", 1, "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("aa", 131, "Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    [InlineData("aa", 131, "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2")]
    public void HMAC_of_text_is_that_of_RFC_4231(string key, int times, string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(HMACSHA256.HashData(Repeat(key, times), Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("aa", 20, "dd", "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")]
    [InlineData("0102030405060708090a0b0c0d0e0f10111213141516171819", 1, "cd", "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b")]
    public void HMAC_of_bytes_is_that_of_RFC_4231(string key, int times, string fill, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(HMACSHA256.HashData(Repeat(key, times), Repeat(fill, 50))));

    /// <summary>RFC 5869, appendix A: the three cases with SHA-256.</summary>
    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData(
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
        "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
        "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87")]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void HKDF_is_that_of_RFC_5869(string input, string salt, string info, string extracted, string expected)
    {
        Assert.Equal(extracted, Convert.ToHexStringLower(HKDF.Extract(HashAlgorithmName.SHA256, Hex(input), Hex(salt))));
        Assert.Equal(expected, Convert.ToHexStringLower(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Hex(input), expected.Length / 2, Hex(salt), Hex(info))));
    }

    private static byte[] Repeat(string hex, int times) => Hex(string.Concat(Enumerable.Repeat(hex, times)));

    private static byte[] Hex(string hex) => Convert.FromHexString(hex);
}
