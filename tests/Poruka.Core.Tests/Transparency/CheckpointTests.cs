using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

public class CheckpointTests
{
    private const string Example = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    [Fact]
    public void The_specifications_example_reads_and_writes_back()
    {
        Assert.True(Checkpoint.TryParse(NoteText.Of(Example), out var checkpoint));
        Assert.Equal("example.com/behind-the-sofa", checkpoint!.Origin);
        Assert.Equal(20_852_163, checkpoint.Size);
        Assert.Equal("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", checkpoint.Root.ToString());
        Assert.Empty(checkpoint.Extensions);
        Assert.Equal(Example, checkpoint.ToText().ToString());
    }

    [Fact]
    public void The_specifications_cosigned_note_reads()
    {
        const string note = Example
            + "\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
            + "\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out var read, out _));
        Assert.Equal(note, Encoding.UTF8.GetString(read!.ToBytes()));
        Assert.Equal(1_679_315_147, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(read.Signatures[1].Value.Span));
    }

    [Theory]
    [InlineData("o\n5\n")]
    [InlineData("\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n05\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n-5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n+5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n 5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n5,000\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n٥\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")] // bits that no byte uses
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= \n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n")]
    [InlineData("o\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\next\n\next\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.False(Checkpoint.TryParse(NoteText.Of(text), out _));

    [Fact]
    public void Checkpoints_read_back_and_a_changed_letter_makes_none_or_another() =>
        Gen.Select(GenLine, Gen.Long[0, long.MaxValue], Gen.Int[0, 62], Gen.Byte.Array[32], GenLine.Array[0, 2], Gen.Int[0, 10_000], Gen.Char[' ', '~'])
            .Sample((origin, size, shift, root, extensions, at, letter) =>
            {
                var checkpoint = new Checkpoint(origin, size >> shift, new TreeHash(root), [.. extensions]);
                Assert.True(Checkpoint.TryParse(checkpoint.ToText(), out var read));
                Assert.Equal(checkpoint, read);
                var text = checkpoint.ToText().ToString().ToCharArray();
                at %= text.Length - 1;
                if (text[at] == letter) return;
                text[at] = letter;
                Assert.True(!Checkpoint.TryParse(NoteText.Of(new string(text)), out var other) || !other!.Equals(checkpoint));
            }, iter: 1_000);

    [Fact]
    public void A_log_signs_only_under_its_own_name()
    {
        using var log = new NoteSigner("example.org/fund", NoteKeyKind.Log, new byte[32]);
        var note = new Checkpoint("example.org/fund", 0, TreeHash.EmptyRoot).Sign(log);
        Assert.Equal(NoteOutcome.Valid, note.Verify([log.Verifier], out _));
        Assert.Throws<ArgumentException>(() => new Checkpoint("example.org/other", 0, TreeHash.EmptyRoot).Sign(log));
    }

    private static readonly Gen<string> GenLine = Gen.String[Gen.Char[' ', '~'], 1, 20];
}
