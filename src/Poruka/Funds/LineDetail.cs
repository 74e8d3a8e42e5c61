using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>
/// What a kept bank line says of people: who paid, from which account, references and text. One column of bytes, sealed as
/// one where the fund belongs to a group (<see cref="LineSeal"/>).
/// </summary>
internal static class LineDetail
{
    private const byte Version = 1;
    private const byte SealedVersion = 2;
    private const int MarkSize = 16, SealedHead = 2 + 2 * MarkSize;
    private const byte IsReversal = 1;
    private const byte HasValueDay = 2;

    /// <summary>
    /// The same, sealed: in the clear stand only marks of the bank's two references, by which a line that the bank takes back
    /// is found, and whether it is itself such a one. Marks are HMACs under the machine's key; payers have none.
    /// </summary>
    public static byte[] ToSealedBytes(byte[] markKey, StatementLine line, ReadOnlySpan<byte> sealedDetail)
    {
        var bytes = new byte[SealedHead + sealedDetail.Length];
        bytes[0] = SealedVersion;
        bytes[1] = line.Reversal ? IsReversal : (byte)0;
        WriteMark(markKey, 1, line.EndToEndId, bytes.AsSpan(2, MarkSize));
        WriteMark(markKey, 2, line.Reference, bytes.AsSpan(2 + MarkSize, MarkSize));
        sealedDetail.CopyTo(bytes.AsSpan(SealedHead));
        return bytes;
    }

    /// <summary>The detail of a line of which nothing is kept any more.</summary>
    public static byte[] Erased
    {
        get
        {
            var bytes = new byte[SealedHead];
            bytes[0] = SealedVersion;
            return bytes;
        }
    }

    /// <summary>What is sealed of a line; empty where nothing is.</summary>
    public static ReadOnlySpan<byte> SealedPart(ReadOnlySpan<byte> bytes) => bytes[0] == SealedVersion ? bytes[SealedHead..] : [];

    /// <summary>Whether a sealed line bears one of the references of a line that takes it back.</summary>
    public static bool HasReferenceOf(byte[] markKey, ReadOnlySpan<byte> bytes, StatementLine reversal)
    {
        if (bytes[0] != SealedVersion) return false;
        Span<byte> mark = stackalloc byte[MarkSize];
        foreach (var (kind, text) in (ReadOnlySpan<(byte, string?)>)[(1, reversal.EndToEndId), (2, reversal.Reference)])
        {
            if (string.IsNullOrEmpty(text)) continue;
            WriteMark(markKey, kind, text, mark);
            if (bytes.Slice(2 + (kind - 1) * MarkSize, MarkSize).SequenceEqual(mark)) return true;
        }
        return false;
    }

    private static void WriteMark(byte[] key, byte kind, string? text, Span<byte> mark)
    {
        mark.Clear();
        if (string.IsNullOrEmpty(text)) return;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, (byte[])[.. "mark"u8, kind, .. Encoding.UTF8.GetBytes(text)], hash);
        hash[..MarkSize].CopyTo(mark);
    }

    public static byte[] ToBytes(StatementLine line)
    {
        var size = 6;
        foreach (var text in Texts(line)) size += 3 + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        var buffer = size <= 4_096 ? stackalloc byte[size] : new byte[size];
        buffer[0] = Version;
        buffer[1] = (byte)((line.Reversal ? IsReversal : 0) | (line.ValueOn is null ? 0 : HasValueDay));
        BinaryPrimitives.WriteInt32BigEndian(buffer[2..], line.ValueOn is { } day ? Months.DayNumber(day) : 0);
        var at = 6;
        foreach (var text in Texts(line))
        {
            // Null is told from empty: a length of one less.
            var written = text is null ? -1 : Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, 16_000)), buffer[(at + 2)..]);
            BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)(written + 1));
            at += 2 + Math.Max(written, 0);
        }
        return buffer[..at].ToArray();
    }

    /// <summary>The line again, from its columns.</summary>
    public static StatementLine Read(ReadOnlySpan<byte> bytes, LocalDate bookedOn, Money amount)
    {
        // Without the donors' room: the day, the amount, and whether it takes another back.
        if (bytes.Length >= SealedHead && bytes[0] == SealedVersion)
            return new StatementLine { BookedOn = bookedOn, Amount = amount, Reversal = (bytes[1] & IsReversal) != 0 };
        if (bytes.Length < 6 || bytes[0] != Version) throw new FormatException("A kept bank line has an unknown form.");
        var flags = bytes[1];
        var valueOn = BinaryPrimitives.ReadInt32BigEndian(bytes[2..]);
        var rest = bytes[6..];
        return new StatementLine
        {
            BookedOn = bookedOn,
            ValueOn = (flags & HasValueDay) != 0 ? Months.Day(valueOn) : null,
            Amount = amount,
            Reversal = (flags & IsReversal) != 0,
            CounterpartyName = Next(ref rest),
            CounterpartyAccount = Next(ref rest),
            Reference = Next(ref rest),
            EndToEndId = Next(ref rest),
            Remittance = Next(ref rest),
        };
    }

    private static string? Next(ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest) - 1;
        var text = length < 0 ? null : Encoding.UTF8.GetString(rest.Slice(2, length));
        rest = rest[(2 + Math.Max(length, 0))..];
        return text;
    }

    private static string?[] Texts(StatementLine line) =>
        [line.CounterpartyName, line.CounterpartyAccount, line.Reference, line.EndToEndId, line.Remittance];
}
