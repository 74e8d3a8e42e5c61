using System.Text;
using CsCheck;
using NodaTime;
using Poruka.Ledger.Transparency;

namespace Poruka.Core.Tests.Transparency;

/// <summary>Vectors: golang.org/x/mod sumdb/note (BSD-3-Clause), transparency-dev/formats (Apache-2.0), C2SP signed-note.</summary>
public class NoteTests
{
    private const string PeterPrivate = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string EnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string Text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    [Theory]
    [InlineData(PeterKey, NoteKeyKind.Log)]
    [InlineData(EnochKey, NoteKeyKind.Log)]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyKind.Log)]
    [InlineData("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", NoteKeyKind.Log)]
    [InlineData("TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6", NoteKeyKind.Log)]
    [InlineData("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2", NoteKeyKind.Witness)]
    public void Keys_of_others_read_and_write_back(string text, NoteKeyKind kind)
    {
        Assert.True(NoteVerifier.TryParse(text, out var verifier, out _));
        Assert.Equal(kind, verifier!.Kind);
        Assert.Equal(text, verifier.ToString());
    }

    [Theory]
    [InlineData("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", NoteKeyProblem.Malformed)]
    [InlineData("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NoteKeyProblem.UnknownKind)]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NoteKeyProblem.WrongId)]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NoteKeyProblem.BadName)]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", NoteKeyProblem.BadName)]
    [InlineData("bananas.sigstore.dev+12344556", NoteKeyProblem.Malformed)]
    [InlineData("rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!", NoteKeyProblem.Malformed)]
    [InlineData("rekor.sigstore.dev+12345678+AwEB", NoteKeyProblem.UnknownKind)]
    [InlineData("", NoteKeyProblem.Malformed)]
    public void A_wrong_key_is_refused_with_the_reason(string text, NoteKeyProblem expected)
    {
        Assert.False(NoteVerifier.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void No_part_of_a_key_and_no_changed_key_is_a_key()
    {
        for (var from = 0; from <= PeterKey.Length; from++)
            for (var to = from; to <= PeterKey.Length; to++)
                if (from != 0 || to != PeterKey.Length) Assert.False(NoteVerifier.TryParse(PeterKey[from..to], out _, out _));
        for (var from = 0; from <= PeterPrivate.Length; from++)
            if (from != 0) Assert.False(NoteSigner.TryParse(PeterPrivate[from..], out _, out _));
            else Assert.False(NoteSigner.TryParse(PeterPrivate[..^1], out _, out _));
        for (var at = 0; at < PeterKey.Length; at++)
            Assert.False(NoteVerifier.TryParse(Bump(PeterKey, at), out _, out _));
        for (var at = 0; at < PeterPrivate.Length; at++)
            Assert.False(NoteSigner.TryParse(Bump(PeterPrivate, at), out _, out _));

        static string Bump(string text, int at) => text[..at] + (char)(text[at] + 1) + text[(at + 1)..];
    }

    [Fact]
    public void Signing_reproduces_the_published_note()
    {
        Assert.True(NoteSigner.TryParse(PeterPrivate, out var signer, out _));
        using (signer)
        {
            Assert.Equal(PeterKey, signer!.Verifier.ToString());
            var text = NoteText.Of(Text);
            var note = new SignedNote(text, [signer.Sign(text)]);
            Assert.Equal(Text + "\n" + PeterLine, Encoding.UTF8.GetString(note.ToBytes()));
        }
    }

    [Fact]
    public void A_private_key_writes_and_reads_back()
    {
        var seed = Convert.FromBase64String("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1..];
        Assert.Equal(PeterPrivate, NoteSigner.ToText("PeterNeumann", NoteKeyKind.Log, seed));
    }

    [Fact]
    public void Known_keys_are_checked_and_unknown_ones_ignored()
    {
        var note = Parse(Text + "\n" + PeterLine + EnochLine);
        Assert.Equal(Text, note.Text.ToString());
        Assert.Equal(NoteOutcome.Valid, note.Verify([Key(PeterKey)], out var one));
        Assert.Equal("PeterNeumann", Assert.Single(one).Verifier.Name);
        Assert.Equal(NoteOutcome.Valid, note.Verify([Key(PeterKey), Key(EnochKey), Key(EnochKey)], out var both));
        Assert.Equal(["PeterNeumann", "EnochRoot"], both.Select(v => v.Verifier.Name));
        Assert.Equal(NoteOutcome.NoKnownKey, note.Verify([], out _));
        Assert.Equal(NoteOutcome.NoKnownKey, Parse(Text + "\n" + EnochLine).Verify([Key(PeterKey)], out _));
        Assert.Equal(NoteOutcome.NoKnownKey,
            Parse(Text + "\n" + PeterLine.Replace("PeterNeumann", "CarmenSandiego", StringComparison.Ordinal)).Verify([Key(PeterKey)], out _));
        Assert.Equal(NoteOutcome.NoKnownKey,
            Parse(Text + "\n" + PeterLine.Replace("x08g", "xxxx", StringComparison.Ordinal)).Verify([Key(PeterKey)], out _));
    }

    [Fact]
    public void A_wrong_signature_of_a_known_key_spoils_the_note_wherever_it_stands()
    {
        var wrong = PeterLine.Replace("o/ZJ", "o/ZK", StringComparison.Ordinal);
        foreach (var lines in new[] { wrong, wrong + EnochLine, EnochLine + wrong, PeterLine + wrong, wrong + PeterLine })
            Assert.Equal(NoteOutcome.WrongSignature, Parse(Text + "\n" + lines).Verify([Key(PeterKey), Key(EnochKey)], out _));
        Assert.Equal(NoteOutcome.WrongSignature,
            Parse(Text.Replace("your", "my", StringComparison.Ordinal) + "\n" + PeterLine).Verify([Key(PeterKey)], out _));
    }

    [Fact]
    public void What_is_no_signed_note_is_refused_with_the_reason()
    {
        Refused(Text, NoteProblem.NoSignatures);
        Refused(Text + "\n", NoteProblem.NoSignatures);
        Refused(Text + "\n" + PeterLine[..^1], NoteProblem.NotText);
        Refused("\u0001" + Text + "\n" + PeterLine, NoteProblem.NotText);
        Refused(Text + "\n" + PeterLine.Replace("\n", "\r\n", StringComparison.Ordinal), NoteProblem.NotText);
        Refused(Text + "\n— Bad Name x08go/ZJ\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n" + PeterLine + "Unexpected line.\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n- PeterNeumann x08go/ZJ\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n— Peter+Neumann x08go/ZJ\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n— Peter\u00A0Neumann x08go/ZJ\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n— PeterNeumann x08gow==\n", NoteProblem.BadSignatureLine); // four bytes: an id without a signature
        Refused(Text + "\n— PeterNeumann x08go/ZJku\n", NoteProblem.BadSignatureLine);
        Refused(Text + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 101)), NoteProblem.TooLong);
        Refused(new string('a', SignedNote.MaxSize) + "\n\n" + PeterLine, NoteProblem.TooLong);
        Assert.False(SignedNote.TryParse((byte[])[0xFF, .. Encoding.UTF8.GetBytes(Text + "\n" + PeterLine)], out _, out var problem));
        Assert.Equal(NoteProblem.NotText, problem);

        static void Refused(string note, NoteProblem expected)
        {
            Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _, out var problem));
            Assert.Equal(expected, problem);
        }
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var note = Parse("a\n\nb\n\n" + PeterLine);
        Assert.Equal("a\n\nb\n", note.Text.ToString());
    }

    [Fact]
    public void A_hundred_signatures_are_read() =>
        Assert.Equal(100, Parse(Text + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 100))).Signatures.Length);

    [Fact]
    public void A_new_signature_takes_the_place_of_the_same_keys_older_one()
    {
        Assert.True(NoteSigner.TryParse(PeterPrivate, out var signer, out _));
        using (signer)
        {
            var note = Parse(Text + "\n" + PeterLine.Replace("o/ZJ", "o/ZK", StringComparison.Ordinal) + EnochLine);
            Assert.Equal(Text + "\n" + EnochLine + PeterLine, Encoding.UTF8.GetString(note.With(signer!.Sign(note.Text)).ToBytes()));
        }
    }

    [Fact]
    public void The_time_of_a_cosignature_is_where_others_write_it()
    {
        // transparency-dev/formats, TestCoSigV1Timestamp.
        var note = Parse(Text + "\n— w ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==\n");
        Assert.Equal(1_727_964_367, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(note.Signatures[0].Value.Span));
    }

    [Fact]
    public void A_cosignature_is_over_header_time_and_text_as_specified()
    {
        var seed = new byte[32];
        seed[0] = 9;
        using var witness = new NoteSigner("witness.example/w1", NoteKeyKind.Witness, seed);
        using var plain = new NoteSigner("plain", NoteKeyKind.Log, seed);
        const string body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        var at = Instant.FromUnixTimeSeconds(1_679_315_147);
        var cosigned = witness.Cosign(NoteText.Of(body), at.PlusNanoseconds(999));
        var message = NoteText.Of("cosignature/v1\ntime 1679315147\n" + body);
        Assert.Equal(plain.Sign(message).Value.ToArray(), cosigned.Value[8..].ToArray());

        var note = new SignedNote(NoteText.Of(body), [cosigned]);
        Assert.Equal(NoteOutcome.Valid, note.Verify([witness.Verifier], out var verified));
        Assert.Equal(at, Assert.Single(verified).At);
        // The time is signed too.
        var bytes = cosigned.Value.ToArray();
        bytes[7] ^= 1;
        Assert.Equal(NoteOutcome.WrongSignature,
            (note with { Signatures = [cosigned with { Value = bytes }] }).Verify([witness.Verifier], out _));
        bytes[0] = 0x7F; // a time that no calendar has
        Assert.Equal(NoteOutcome.WrongSignature,
            (note with { Signatures = [cosigned with { Value = bytes }] }).Verify([witness.Verifier], out _));
        Assert.Throws<InvalidOperationException>(() => witness.Sign(note.Text));
        Assert.Throws<InvalidOperationException>(() => plain.Cosign(note.Text, at));
    }

    [Fact]
    public void Signature_lines_of_a_witness_read_alone()
    {
        Assert.Equal(2, SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(PeterLine + EnochLine))!.Value.Length);
        Assert.Null(SignedNote.TryParseSignatures(Encoding.UTF8.GetBytes(PeterLine + "\n" + EnochLine)));
        Assert.Null(SignedNote.TryParseSignatures([]));
    }

    [Fact]
    public void Any_changed_byte_of_a_note_spoils_it() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Sample((at, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Text + "\n" + PeterLine);
            at %= bytes.Length;
            if (bytes[at] == value) return true;
            bytes[at] = value;
            return !SignedNote.TryParse(bytes, out var note, out _)
                || note!.Verify([Key(PeterKey)], out _) != NoteOutcome.Valid;
        }, iter: 3_000);

    [Fact]
    public void Notes_read_back() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 30].Array[1, 5], Gen.Byte.Array[1, 90].Array[1, 5]).Sample((lines, signatures) =>
        {
            var note = new SignedNote(NoteText.Of(string.Join('\n', lines) + "\n"),
                [.. signatures.Select((s, i) => new NoteSignature($"é{i}", (uint)i << 28, s))]);
            Assert.True(SignedNote.TryParse(note.ToBytes(), out var read, out _));
            Assert.Equal(note.Text, read!.Text);
            Assert.Equal(note.Signatures.AsEnumerable(), read.Signatures.AsEnumerable());
        });

    private static SignedNote Parse(string note)
    {
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out var read, out var problem), problem.ToString());
        return read!;
    }

    private static NoteVerifier Key(string text) => NoteVerifier.TryParse(text, out var key, out _) ? key! : throw new ArgumentException(text);
}
