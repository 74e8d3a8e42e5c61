using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CsCheck;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Core.Tests;

public partial class EntryFormatTests
{
    /// <summary>The entry of the worked example in docs/formats/entry.md: a gift of 25.00 EUR for campaign 3.</summary>
    private static readonly Entry Example = new(
        new FundId(UInt128.Parse("000102030405060708090a0b0c0d0e0f", System.Globalization.NumberStyles.HexNumber)),
        new EntryId(UInt128.Parse("101112131415161718191a1b1c1d1e1f", System.Globalization.NumberStyles.HexNumber), 300),
        new LocalDate(2026, 2, 27), EntryKind.Income,
        [
            new Posting(new Account(AccountClass.Bank, 1), new Money(2_500, Currency.Eur), new CampaignId(3)),
            new Posting(new Account(AccountClass.Gift), new Money(-2_500, Currency.Eur), new CampaignId(3)),
        ],
        reference: "2026-17");

    [Fact]
    public void The_worked_example_of_the_documentation_is_true()
    {
        var text = File.ReadAllText(Path.Combine(HouseRules.Repository.Root, "docs", "formats", "entry.md"));
        var block = text[(text.IndexOf("```hex\n", StringComparison.Ordinal) + 7)..];
        block = block[..block.IndexOf("```", StringComparison.Ordinal)];
        var hex = string.Concat(block.Split('\n').Select(line => NotHex().Replace(line.Split('#')[0], "")));
        Assert.Equal(hex, Convert.ToHexStringLower(EntryFormat.ToBytes(Example)));
    }

    [Fact]
    public void Entries_read_back() => Entries.Gen.Sample(entry =>
    {
        var bytes = EntryFormat.ToBytes(entry);
        Assert.True(bytes.Length <= EntryFormat.MaxSize(entry));
        AssertSame(entry, EntryFormat.Read(bytes));
        Assert.Equal(bytes, EntryFormat.ToBytes(EntryFormat.Read(bytes)));
    }, iter: 500);

    [Fact]
    public void Any_changed_byte_fails_to_read_or_makes_another_entry() =>
        Gen.Select(Entries.Gen, Gen.Int[0, 100_000], Gen.Byte[1, 255]).Sample((entry, at, flip) =>
        {
            var bytes = EntryFormat.ToBytes(entry);
            bytes[at % bytes.Length] ^= flip;
            // Whatever reads is canonical: it writes the same bytes again, which aren't those of the first entry.
            if (TryRead(bytes) is { } other) Assert.Equal(bytes, EntryFormat.ToBytes(other));
        }, iter: 5_000);

    [Fact]
    public void Each_flipped_bit_of_the_example_fails_to_read_or_makes_another_entry()
    {
        var bytes = EntryFormat.ToBytes(Example);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TryRead(changed) is { } other) Assert.Equal(changed, EntryFormat.ToBytes(other));
        }
    }

    [Fact]
    public void Random_bytes_read_only_if_they_are_canonical() =>
        Gen.Byte.Array[0, 120].Sample(tail =>
        {
            byte[] bytes = [1, .. new byte[32], .. tail];
            if (TryRead(bytes) is { } entry) Assert.Equal(bytes, EntryFormat.ToBytes(entry));
        }, iter: 2_000);

    [Fact]
    public void Bytes_cut_short_or_with_more_behind_are_refused() => Entries.Gen.Sample(entry =>
    {
        var bytes = EntryFormat.ToBytes(entry);
        for (var length = 0; length < bytes.Length; length++) Assert.Null(TryRead(bytes.AsSpan(0, length)));
        Assert.Null(TryRead([.. bytes, 0]));
    }, iter: 100);

    [Fact]
    public void A_number_that_is_not_in_its_shortest_form_is_refused()
    {
        var bytes = EntryFormat.ToBytes(Example);
        // The count of the id, 300, is ac 02 at byte 33; ac 82 00 is the same number.
        Assert.Equal([0xAC, 0x02], bytes[33..35]);
        Assert.Null(TryRead([.. bytes.AsSpan(0, 34), 0x82, 0x00, .. bytes.AsSpan(35)]));
        // A number of more than 64 bits.
        Assert.Null(TryRead([.. bytes.AsSpan(0, 33), .. Enumerable.Repeat((byte)0xFF, 9), 0x02, .. bytes.AsSpan(35)]));
        // A count beyond 63 bits.
        Assert.Null(TryRead([.. bytes.AsSpan(0, 33), .. Enumerable.Repeat((byte)0xFF, 9), 0x01, .. bytes.AsSpan(35)]));
    }

    [Fact]
    public void Unknown_versions_kinds_and_parts_are_refused()
    {
        var bytes = EntryFormat.ToBytes(Example);
        var kind = 33 + 2 + 3; // behind version, fund, id and day
        Assert.Equal((byte)EntryKind.Income, bytes[kind]);
        Assert.Null(TryRead(With(0, 0)));
        Assert.Null(TryRead(With(0, 2)));
        Assert.Null(TryRead(With(kind, 0)));
        Assert.Null(TryRead(With(kind, 9)));
        Assert.Null(TryRead(With(kind, (byte)EntryKind.Reversal))); // a reversal that names no entry
        Assert.Null(TryRead(With(kind + 1, 8)));

        byte[] With(int at, byte value)
        {
            var changed = bytes.ToArray();
            changed[at] = value;
            return changed;
        }
    }

    [Fact]
    public void Ids_of_entries_read_back() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Long[0, long.MaxValue]).Sample((high, low, number) =>
        {
            var id = new EntryId(new UInt128(high, low), number);
            return EntryId.TryParse(id.ToString(), out var read) && read == id;
        });

    [Theory]
    [InlineData("")]
    [InlineData("101112131415161718191a1b1c1d1e1f")]
    [InlineData("101112131415161718191a1b1c1d1e1f-")]
    [InlineData("101112131415161718191a1b1c1d1e1f--1")]
    [InlineData("101112131415161718191a1b1c1d1e1g-1")]
    [InlineData("101112131415161718191a1b1c1d1e1f-9223372036854775808")]
    public void Other_texts_are_no_ids(string text) => Assert.False(EntryId.TryParse(text, out _));

    private static Entry? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return EntryFormat.Read(bytes);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void AssertSame(Entry expected, Entry actual)
    {
        Assert.Equal(expected.Fund, actual.Fund);
        Assert.Equal(expected.Id, actual.Id);
        Assert.Equal(expected.Day, actual.Day);
        Assert.Equal(expected.Kind, actual.Kind);
        Assert.Equal(expected.Postings.AsEnumerable(), actual.Postings.AsEnumerable());
        Assert.Equal(expected.Reverses, actual.Reverses);
        Assert.Equal(expected.Reference, actual.Reference);
        Assert.Equal(expected.Rate, actual.Rate);
    }

    [GeneratedRegex("[^0-9a-f]")]
    private static partial Regex NotHex();
}
