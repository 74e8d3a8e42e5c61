using System.Buffers.Binary;
using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>
/// What a kept bank line says of people: who paid, from which account, references and text. One column of bytes, so that
/// it can be sealed as one.
/// </summary>
internal static class LineDetail
{
    private const byte Version = 1;
    private const byte IsReversal = 1;
    private const byte HasValueDay = 2;

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
