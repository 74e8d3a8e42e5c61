using System.Text;
using CsCheck;
using Poruka.Vault;

namespace Poruka.Core.Tests.Vault;

public sealed class SealedFieldTests : IDisposable
{
    private static readonly FieldPlace Place = new("donor", "17", "name", new RoomId(5));

    private readonly FieldKey _key = new(SeededRandom.Bytes(1, 32), 3);

    [Fact]
    public void Fields_of_any_length_open_again() =>
        Gen.Select(Gen.Byte.Array[0, 3_000], Gen.Int).Sample((contents, seed) =>
        {
            var output = SealedField.Seal(_key, Place, contents, SeededRandom.From(seed));
            Assert.Equal(FieldOutcome.Opened, SealedField.Open(_key, Place, output, out var opened));
            Assert.Equal(contents, opened);
            Assert.Equal(3u, SealedField.EpochOf(output));
        });

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        var output = SealedField.Seal(_key, Place, "Anna"u8, SeededRandom.From(2));
        for (var bit = 0; bit < output.Length * 8; bit++)
        {
            var changed = output.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var expected = bit < 8 ? FieldOutcome.Malformed : bit < 40 ? FieldOutcome.OtherEpoch : FieldOutcome.NotGenuine;
            Assert.Equal(expected, SealedField.Open(_key, Place, changed, out var opened));
            Assert.Empty(opened);
        }
        for (var length = 0; length < output.Length; length++)
            Assert.NotEqual(FieldOutcome.Opened, SealedField.Open(_key, Place, output.AsSpan(0, length), out _));
        Assert.Equal(FieldOutcome.NotGenuine, SealedField.Open(_key, Place, [.. output, 0], out _));
    }

    [Fact]
    public void A_field_moved_to_another_place_does_not_open()
    {
        FieldPlace[] places =
        [
            Place, Place with { Table = "donors" }, Place with { Row = "18" }, Place with { Column = "email" },
            Place with { Room = new RoomId(6) }, Place with { Table = "donor1", Row = "7" }, Place with { Row = "17n", Column = "ame" },
        ];
        foreach (var from in places)
        {
            var output = SealedField.Seal(_key, from, "Anna"u8, SeededRandom.From(2));
            foreach (var to in places)
                Assert.Equal(from == to ? FieldOutcome.Opened : FieldOutcome.NotGenuine, SealedField.Open(_key, to, output, out _));
        }
    }

    [Fact]
    public void A_field_of_another_epoch_does_not_open_even_with_the_same_key()
    {
        using var later = new FieldKey(SeededRandom.Bytes(1, 32), 4);
        using var other = new FieldKey(SeededRandom.Bytes(2, 32), 3);
        var output = SealedField.Seal(_key, Place, "Anna"u8, SeededRandom.From(2));
        Assert.Equal(FieldOutcome.OtherEpoch, SealedField.Open(later, Place, output, out _));
        output[4] = 4; // claims to be of the later one
        Assert.Equal(FieldOutcome.NotGenuine, SealedField.Open(later, Place, output, out _));
        output[4] = 3;
        Assert.Equal(FieldOutcome.NotGenuine, SealedField.Open(other, Place, output, out _));
    }

    [Fact]
    public void Names_of_ordinary_length_look_alike()
    {
        var lengths = new[] { "Ян", "Anna Kowalska", "Олександр Коваленко"[..13] }
            .Select(n => SealedField.Seal(_key, Place, Encoding.UTF8.GetBytes(n), SeededRandom.From(2)).Length);
        Assert.Single(lengths.Distinct());
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(32, 32)]
    [InlineData(33, 64)]
    [InlineData(4_096, 4_096)]
    [InlineData(4_097, 5_120)]
    [InlineData(5_121, 6_144)]
    [InlineData(8_193, 10_240)]
    public void Sizes_come_in_few_classes(int size, int expected) => Assert.Equal(expected, SealedField.SizeClass(size));

    [Fact]
    public void A_class_holds_its_size_and_wastes_a_quarter_at_most_of_long_texts() =>
        Gen.Int[1, 20_000_000].Sample(size =>
        {
            var padded = SealedField.SizeClass(size);
            return padded >= size && (size <= 4_096 || padded <= size * 1.25 + 1) && SealedField.SizeClass(padded) == padded;
        });

    [Fact]
    public void Two_sealings_of_the_same_have_nothing_in_common()
    {
        var random = SeededRandom.From(3);
        var first = SealedField.Seal(_key, Place, "Anna"u8, random);
        var second = SealedField.Seal(_key, Place, "Anna"u8, random);
        Assert.False(first.AsSpan(5).SequenceEqual(second.AsSpan(5)));
    }

    [Fact]
    public void The_worked_example_of_the_documentation_is_true()
    {
        // docs/formats/field.md
        using var key = new FieldKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)], 1);
        var output = SealedField.Seal(key, new FieldPlace("donor", "17", "name", new RoomId(5)), "Anna"u8, bytes => bytes.Fill(0x24));
        Assert.Equal("0100000001242424242424242424242424242424242424242424242424abc5587ad0c30305744292f7037486aaebf547fd8e7aa2c892ed07f231ba975e9226aee3f2fa57d38bd9a16538d358d5", Convert.ToHexStringLower(output));
    }

    public void Dispose() => _key.Dispose();
}
