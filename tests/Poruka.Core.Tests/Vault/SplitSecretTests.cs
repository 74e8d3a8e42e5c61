using CsCheck;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

public class SplitSecretTests
{
    /// <summary>FIPS 197, sections 4.2 and 4.2.1, and the inverse pair of its S-box example.</summary>
    [Theory]
    [InlineData(0x57, 0x83, 0xc1)]
    [InlineData(0x57, 0x13, 0xfe)]
    [InlineData(0x57, 0x02, 0xae)]
    [InlineData(0x57, 0x04, 0x47)]
    [InlineData(0x57, 0x08, 0x8e)]
    [InlineData(0x57, 0x10, 0x07)]
    [InlineData(0x53, 0xca, 0x01)]
    [InlineData(0x00, 0xca, 0x00)]
    public void Multiplication_is_that_of_FIPS_197(byte a, byte b, byte product)
    {
        Assert.Equal(product, SplitSecret.Multiply(a, b));
        Assert.Equal(product, SplitSecret.Multiply(b, a));
    }

    [Fact]
    public void Every_number_but_zero_has_an_inverse()
    {
        for (var a = 1; a < 256; a++) Assert.Equal(1, SplitSecret.Multiply((byte)a, SplitSecret.Inverse((byte)a)));
    }

    /// <summary>Worked by hand: f(x) = 0x2a + 0x05·x over the field, at 1, 2 and 3.</summary>
    [Fact]
    public void A_splitting_into_two_is_a_line()
    {
        var shares = SplitSecret.Split([0x2a], 3, 2, bytes => bytes.Fill(0x05));
        Assert.Equal([1, 0x2f], shares[0]);
        Assert.Equal([2, 0x20], shares[1]);
        Assert.Equal([3, 0x25], shares[2]);
    }

    [Fact]
    public void Any_so_many_shares_give_the_secret_back_and_fewer_give_another() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 8], Gen.Int[1, 8]).Sample((seed, a, b) =>
        {
            var (needed, count) = (Math.Min(a, b), Math.Max(a, b));
            var secret = SeededRandom.Bytes(seed, 32);
            var shares = SplitSecret.Split(secret, count, needed, SeededRandom.From(seed + 1));
            var order = SeededRandom.Bytes(seed + 2, count);
            var some = shares.Zip(order).OrderBy(p => p.Second).Select(p => p.First).ToArray();
            using var back = SplitSecret.Combine(some[..needed]);
            Assert.Equal(secret, back.Span.ToArray());
            if (needed == 1) return;
            using var less = SplitSecret.Combine(some[..(needed - 1)]);
            Assert.NotEqual(secret, less.Span.ToArray());
        }, seed: "0000KOI9Cvr2", iter: 300);

    [Fact]
    public void One_share_of_two_says_nothing_about_the_secret()
    {
        // Whatever the secret, each value of a share comes from exactly one coefficient.
        foreach (var secret in new byte[] { 0x00, 0x01, 0x7f, 0xff })
            Assert.Equal(256, Enumerable.Range(0, 256)
                .Select(c => SplitSecret.Split([secret], 2, 2, bytes => bytes.Fill((byte)c))[0][1]).Distinct().Count());
    }

    [Fact]
    public void A_will_opens_with_the_programs_part_and_as_many_people_as_it_needs_and_with_nothing_less()
    {
        var key = SeededRandom.Bytes(7, SplitKey.Size);
        var parts = SplitKey.Take(key, named: 3, needed: 2, SeededRandom.From(8));
        using (var opened = SplitKey.Join(parts.ProgramsPart, [parts.Shares[2], parts.Shares[0]])) Assert.Equal(key, opened.Span.ToArray());
        using (var alone = SplitKey.Join(parts.ProgramsPart, [parts.Shares[1]])) Assert.NotEqual(key, alone.Span.ToArray());
        using (var without = SplitKey.Join(new byte[SplitKey.Size], parts.Shares.Take(2).ToArray())) Assert.NotEqual(key, without.Span.ToArray());
    }

    [Fact]
    public void A_share_opens_for_whom_it_was_sealed_and_in_its_place_only()
    {
        using var vera = MemberKeys.Draw(SeededRandom.From(1));
        using var olga = MemberKeys.Draw(SeededRandom.From(2));
        var (v, o) = (new MemberId(1), new MemberId(2));
        byte[] share = [1, 2, 3, 4];
        var sealedShare = SplitKey.SealShare(9, v, v, vera.PublicKey, share, SeededRandom.From(3));
        Assert.Equal(share, SplitKey.OpenShare(9, v, v, vera, sealedShare));
        Assert.Null(SplitKey.OpenShare(10, v, v, vera, sealedShare));
        Assert.Null(SplitKey.OpenShare(9, v, o, vera, sealedShare));
        Assert.Null(SplitKey.OpenShare(9, o, v, vera, sealedShare));
        Assert.Null(SplitKey.OpenShare(9, v, v, olga, sealedShare));
    }
}
