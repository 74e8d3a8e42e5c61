using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class DonorReferenceTests
{
    private static readonly DonorReference Known = Parse("K7QM-2F9D-0ABE-1XYZ");

    [Fact]
    public void References_are_sixteen_letters_in_groups_of_four()
    {
        Assert.Equal("0000-0000-0000-0000", default(DonorReference).ToString());
        Assert.Equal("ZZZZ-ZZZZ-ZZZZ-ZZZZ", new DonorReference([255, 255, 255, 255, 255, 255, 255, 255, 255, 255]).ToString());
        Assert.Equal("0000-0000-0000-0001", new DonorReference([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).ToString());
        Assert.Equal("G000-0000-0000-0000", new DonorReference([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]).ToString());
    }

    [Fact]
    public void References_read_back() => Gen.Byte.Array[10].Sample(bytes =>
    {
        var reference = new DonorReference(bytes);
        Assert.Equal(bytes, reference.ToArray());
        Assert.Equal(reference, Parse(reference.ToString()));
        Assert.Equal(19, reference.ToString().Length);
    });

    [Theory]
    [InlineData("k7qm2f9d0abe1xyz")]
    [InlineData("K7QM 2F9D OABE IXYZ")]
    [InlineData("K7QM–2F9D–oabe–lxyz")]
    [InlineData(" K7 QM2F9 D0ABE1X-YZ\r\n")]
    [InlineData("К7QМ-2F9D-ОАВЕ-1ХУZ")] // К, М, О, А, В, Е, Х, У are Cyrillic
    [InlineData("к7qм2f9dоаве1хуz")]
    public void A_reference_is_read_however_a_hand_writes_it(string text) => Assert.Equal(Known, Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("K7QM-2F9D-0ABE-1XY")]
    [InlineData("K7QM-2F9D-0ABE-1XYZ0")]
    [InlineData("K7QM-2F9D-0ABE-1XYU")]
    [InlineData("K7QM-2F9D-0ABE-1XYЖ")]
    [InlineData("K7QM-2F9D-0ABE-1XY!")]
    public void Anything_else_is_none(string text) => Assert.False(DonorReference.TryParse(text, out _));

    [Theory]
    [InlineData("GIFT K7QM-2F9D-0ABE-1XYZ THANK YOU")]
    [InlineData("DONATION FOR PRISONERS REF K7QM2F9D0ABE1XYZ")]
    [InlineData("SVWZ+SPENDE K7QM-2F9D-0AB E-1XYZ ABWA+X")]
    [InlineData("Благотворительный взнос K7QM-2F9D-\n0ABE-1XYZ без НДС")]
    [InlineData("ПОЖЕРТВОВАНИЕ К7QМ2F9DОАВЕ1ХУZ")]
    [InlineData("k7qm 2f9d oabe ixyz")]
    [InlineData("0123456789K7QM/2F9D/0ABE/1XYZ0123456789")]
    public void A_reference_is_found_in_what_a_bank_makes_of_it(string text) =>
        Assert.Equal([Known], DonorReference.FindIn(text, r => r == Known));

    [Fact]
    public void A_reference_is_found_wherever_a_line_of_35_letters_ends() =>
        Gen.Int[0, 60].Sample(before =>
        {
            var text = new string('X', before) + " " + Known;
            var lines = string.Join("\r\n", text.Chunk(35).Select(c => new string(c)));
            return DonorReference.FindIn(lines, r => r == Known).SequenceEqual([Known]);
        });

    [Theory]
    [InlineData("GIFT FOR THE PRISONERS AND THEIR FAMILIES")]
    [InlineData("DE89 3704 0044 0532 0130 00 2024-01-31 12:59:59")]
    [InlineData("K7QM-2F9D-0ABE-1XY")] // cut by the bank
    [InlineData("K7QM-2F9D-0ABE-1XUYZ")]
    [InlineData("K7QM-2F9D (thank you) 0ABE-1XYZ")]
    [InlineData("")]
    public void Nothing_is_found_where_no_reference_stands(string text) =>
        Assert.Empty(DonorReference.FindIn(text, r => r == Known));

    [Fact]
    public void Ordinary_texts_and_other_references_are_not_mistaken_for_a_known_one() =>
        Gen.Select(Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -./"], 0, 140], Gen.Byte.Array[10]).Sample((text, other) =>
            DonorReference.FindIn($"{text} {new DonorReference(other)} {text}", r => r == Known).Count == 0
            || new DonorReference(other) == Known, iter: 2_000);

    [Fact]
    public void Two_references_in_a_text_are_both_found_once()
    {
        var second = Parse("0123-4567-89AB-CDEF");
        Assert.Equal([second, Known],
            DonorReference.FindIn($"{second} and {Known}, again {second}", r => r == Known || r == second));
    }

    [Fact]
    public void A_drawn_reference_is_the_bytes_that_were_drawn() =>
        Assert.Equal(Known, DonorReference.Draw(bytes => Known.CopyTo(bytes)));

    private static DonorReference Parse(string text) =>
        DonorReference.TryParse(text, out var reference) ? reference : throw new FormatException(text);
}
