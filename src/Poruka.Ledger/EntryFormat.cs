using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using NodaTime;

namespace Poruka.Ledger;

/// <summary>
/// The canonical bytes of an entry, version 1 (docs/formats/entry.md). One entry has exactly one form, and a form that
/// isn't the canonical one isn't read; so the stored bytes can be hashed and compared as they are.
/// </summary>
public static class EntryFormat
{
    /// <summary>The version byte.</summary>
    public const byte Version = 1;

    private const int HasReverses = 1, HasReference = 2, HasRate = 4;
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>The most bytes that <see cref="Write"/> can need for an entry.</summary>
    public static int MaxSize(Entry entry) => 256 + entry.Postings.Length * 24;

    /// <summary>Writes the entry; returns how many bytes that took.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="destination">At least <see cref="MaxSize"/> bytes.</param>
    public static int Write(Entry entry, Span<byte> destination)
    {
        var bytes = new EntryWriter(destination);
        bytes.Byte(Version);
        bytes.U128(entry.Fund.Value);
        bytes.U128(entry.Id.Source);
        bytes.Unsigned((ulong)entry.Id.Number);
        bytes.Signed(Period.DaysBetween(Epoch, entry.Day));
        bytes.Byte((byte)entry.Kind);
        bytes.Byte((byte)((entry.Reverses is null ? 0 : HasReverses)
            | (entry.Reference is null ? 0 : HasReference) | (entry.Rate is null ? 0 : HasRate)));
        if (entry.Reverses is { } reverses)
        {
            bytes.U128(reverses.Source);
            bytes.Unsigned((ulong)reverses.Number);
        }
        if (entry.Reference is { } reference) bytes.Word(reference);
        if (entry.Rate is { } rate)
        {
            bytes.Unsigned((ulong)rate.From.Number);
            bytes.Unsigned((ulong)rate.To.Number);
            bytes.Unsigned((ulong)rate.Mantissa);
            bytes.Byte((byte)rate.Decimals);
            bytes.Word(rate.Source);
        }
        bytes.Unsigned((ulong)entry.Postings.Length);
        foreach (var posting in entry.Postings)
        {
            bytes.Byte((byte)posting.Account.Class);
            bytes.Unsigned((ulong)posting.Account.Sub);
            bytes.Unsigned((ulong)posting.Campaign.Number);
            bytes.Unsigned((ulong)posting.Amount.Currency.Number);
            bytes.Signed(posting.Amount.Minor);
        }
        return bytes.Written;
    }

    /// <summary>The entry's canonical bytes.</summary>
    public static byte[] ToBytes(Entry entry)
    {
        Span<byte> buffer = entry.Postings.Length <= 32 ? stackalloc byte[1_024] : new byte[MaxSize(entry)];
        return buffer[..Write(entry, buffer)].ToArray();
    }

    /// <summary>Reads an entry from its canonical bytes.</summary>
    /// <exception cref="FormatException">The bytes are no canonical form of an entry; says at which byte.</exception>
    public static Entry Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new EntryReader(bytes);
        var postings = ImmutableArray.CreateBuilder<Posting>(reader.PostingCount);
        while (reader.TryReadPosting(out var posting)) postings.Add(posting);
        try
        {
            return new Entry(
                reader.Fund, reader.Id, reader.Day, reader.Kind, postings.DrainToImmutable(),
                reader.Reverses, reader.Reference, reader.Rate);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    /// <summary>The day of a number of days since 1970-01-01.</summary>
    internal static LocalDate DayFromNumber(long days) => days is >= -25_567 and <= 2_932_896
        ? Epoch.PlusDays((int)days)
        : throw new FormatException($"{days} is a day out of the range of the books.");
}

/// <summary>Writes the parts of an entry's bytes.</summary>
internal ref struct EntryWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    internal int Written { get; private set; }

    internal void Byte(byte value) => _destination[Written++] = value;

    internal void U128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_destination[Written..], value);
        Written += 16;
    }

    /// <summary>LEB128, the shortest form.</summary>
    internal void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            _destination[Written++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _destination[Written++] = (byte)value;
    }

    /// <summary>Zigzag, then LEB128.</summary>
    internal void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    internal void Word(string word)
    {
        Byte((byte)word.Length);
        Written += Encoding.ASCII.GetBytes(word, _destination[Written..]);
    }
}

/// <summary>
/// Reads an entry's canonical bytes without building an <see cref="Entry"/>: the head at once, the postings one by one.
/// For walking over millions of them; it allocates only where there is a reference or a rate.
/// </summary>
public ref struct EntryReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _left;

    /// <summary>Reads the head.</summary>
    /// <exception cref="FormatException">The bytes are no canonical form of an entry; says at which byte.</exception>
    public EntryReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _at = 0;
        if (Byte() != EntryFormat.Version) throw Broken("an entry of an unknown version");
        Fund = new FundId(U128());
        Id = new EntryId(U128(), Count());
        DayNumber = (int)Math.Clamp(Signed(), int.MinValue, int.MaxValue);
        _ = EntryFormat.DayFromNumber(DayNumber);
        Kind = (EntryKind)Byte();
        if (Kind is < EntryKind.Opening or > EntryKind.Reservation) throw Broken("an unknown kind of entry");
        var parts = Byte();
        if (parts > 7) throw Broken("an unknown part of an entry");
        if ((parts & 1) != 0) Reverses = new EntryId(U128(), Count());
        if ((parts & 2) != 0) Reference = Word();
        if ((parts & 4) != 0) Rate = new ExchangeRate(CurrencyOf(), CurrencyOf(), Count(), Byte(), Word());
        var postings = Unsigned();
        if (postings is < 2 or > Entry.MaxPostings) throw Broken("a wrong number of postings");
        PostingCount = _left = (int)postings;
    }

    /// <summary>The fund.</summary>
    public FundId Fund { get; }

    /// <summary>The id.</summary>
    public EntryId Id { get; }

    /// <summary>The day, as days since 1970-01-01.</summary>
    public int DayNumber { get; }

    /// <summary>The day.</summary>
    public readonly LocalDate Day => EntryFormat.DayFromNumber(DayNumber);

    /// <summary>What it records.</summary>
    public EntryKind Kind { get; }

    /// <summary>The entry that it reverses.</summary>
    public EntryId? Reverses { get; }

    /// <summary>The opaque reference.</summary>
    public string? Reference { get; }

    /// <summary>The rate.</summary>
    public ExchangeRate? Rate { get; }

    /// <summary>How many postings there are.</summary>
    public int PostingCount { get; }

    /// <summary>Reads the next posting; false, and the end of the bytes checked, after the last.</summary>
    /// <exception cref="FormatException">The bytes are no canonical form of an entry; says at which byte.</exception>
    public bool TryReadPosting(out Posting posting)
    {
        posting = default;
        if (_left == 0)
        {
            if (_at != _bytes.Length) throw Broken("bytes after the end of an entry");
            return false;
        }
        _left--;
        var accountClass = (AccountClass)Byte();
        var sub = Unsigned();
        if (sub > Account.MaxSub) throw Broken("an account's number out of range");
        var campaign = Unsigned();
        if (campaign > int.MaxValue) throw Broken("a campaign out of range");
        var currency = CurrencyOf();
        var minor = Signed();
        if (minor is 0 or long.MinValue) throw Broken("a posting without an amount");
        posting = new Posting(
            new Account(accountClass, (int)sub), new Money(minor, currency), new CampaignId((int)campaign));
        return true;
    }

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Broken("the end of the bytes");

    private UInt128 U128()
    {
        if (_bytes.Length - _at < 16) throw Broken("the end of the bytes");
        _at += 16;
        return BinaryPrimitives.ReadUInt128BigEndian(_bytes[(_at - 16)..]);
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1) throw Broken("a number beyond 64 bits");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return next == 0 && shift > 0 ? throw Broken("a number not in its shortest form") : value;
        }
    }

    private long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private long Count()
    {
        var value = Unsigned();
        return value <= long.MaxValue ? (long)value : throw Broken("a count out of range");
    }

    private Currency CurrencyOf() => Currency.FromNumber((int)Math.Min(Unsigned(), int.MaxValue));

    private string Word()
    {
        int length = Byte();
        if (length > _bytes.Length - _at) throw Broken("the end of the bytes");
        var word = Encoding.Latin1.GetString(_bytes.Slice(_at, length));
        if (!Entry.IsWord(word)) throw Broken("a word with letters that it may not have");
        _at += length;
        return word;
    }

    private readonly FormatException Broken(string what) => new($"Found {what} at byte {_at}.");
}
