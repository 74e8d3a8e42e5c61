using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>
/// Tells a bank's line from every other, so that a line that comes again, in the same file, another one or an overlapping
/// one, is known: HMAC-SHA256 under a key of the machine, over account, day, amount, the bank's reference and the text; and
/// over a count, where one file has several that are equal in all of these. Two honest equal gifts of one day are two.
/// </summary>
/// <remarks>One for each file. Not thread safe.</remarks>
internal sealed class LineIdentity(byte[] key) : IDisposable
{
    private const int MostText = 16_000;

    private readonly Dictionary<UInt128, int> _counts = [];

    // Keyed once: a key schedule for each line is a tenth of an import.
    private readonly IncrementalHash _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    public UInt128 Of(BankAccount account, StatementLine line)
    {
        var first = Hash(account, line);
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, first, out _);
        return count++ == 0 ? first : Hash(first, count - 1);
    }

    private UInt128 Hash(BankAccount account, StatementLine line)
    {
        var size = 64 + Encoding.UTF8.GetMaxByteCount(
            account.Number.Length + Math.Min(line.Reference?.Length ?? 0, MostText) + Math.Min(line.Remittance?.Length ?? 0, MostText));
        var buffer = size <= 4_096 ? stackalloc byte[size] : new byte[size];
        BinaryPrimitives.WriteInt32BigEndian(buffer, Months.DayNumber(line.BookedOn));
        BinaryPrimitives.WriteInt64BigEndian(buffer[4..], line.Amount.Minor);
        BinaryPrimitives.WriteInt32BigEndian(buffer[12..], line.Amount.Currency.Number);
        var at = 16;
        // Each text with its length before it, so that no two lines run together into one.
        foreach (var text in (ReadOnlySpan<string?>)[account.Number, line.Reference, line.Remittance])
        {
            var length = text is null ? 0 : Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, MostText)), buffer[(at + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[at..], text is null ? -1 : length);
            at += 4 + length;
        }
        return Hash(buffer[..at]);
    }

    private UInt128 Hash(UInt128 first, int count)
    {
        Span<byte> buffer = stackalloc byte[20];
        BinaryPrimitives.WriteUInt128BigEndian(buffer, first);
        BinaryPrimitives.WriteInt32BigEndian(buffer[16..], count);
        return Hash(buffer);
    }

    private UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _mac.AppendData(bytes);
        _mac.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public void Dispose() => _mac.Dispose();
}
