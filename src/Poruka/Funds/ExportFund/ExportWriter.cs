using System.Buffers.Text;
using System.Text;
using Poruka.Ledger;
using Poruka.Storage;

namespace Poruka.Funds.ExportFund;

/// <summary>
/// Writes UTF-8 text through one buffer, without a string for each word. Names of accounts, currencies and days are kept
/// once encoded. Not thread safe.
/// </summary>
internal sealed class ExportWriter(Stream output) : IDisposable
{
    private const int Longest = 512; // of what is written at once

    private readonly byte[] _buffer = new byte[64 * 1_024];
    private readonly Dictionary<int, byte[]> _accounts = [];
    private readonly Dictionary<int, byte[]> _currencies = [];
    private readonly byte[] _day = new byte[10];
    private int _dayNumber = int.MinValue;
    private int _used;

    public ExportWriter Text(ReadOnlySpan<byte> text)
    {
        if (_buffer.Length - _used < text.Length) Flush();
        if (text.Length > _buffer.Length) output.Write(text);
        else
        {
            text.CopyTo(_buffer.AsSpan(_used));
            _used += text.Length;
        }
        return this;
    }

    public ExportWriter Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public ExportWriter Number(long number)
    {
        Room();
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_used), out var written);
        _used += written;
        return this;
    }

    public ExportWriter Id(EntryId id)
    {
        Room();
        id.Source.TryFormat(_buffer.AsSpan(_used), out var written, "x32", System.Globalization.CultureInfo.InvariantCulture);
        _used += written;
        return Text("-"u8).Number(id.Number);
    }

    /// <summary>An amount in units, with a point: <c>-1234.50</c>.</summary>
    public ExportWriter Units(Money money)
    {
        Room();
        if (money.Minor < 0) _buffer[_used++] = (byte)'-';
        var magnitude = (ulong)Math.Abs(money.Minor);
        var perUnit = (ulong)money.Currency.MinorPerUnit;
        Utf8Formatter.TryFormat(magnitude / perUnit, _buffer.AsSpan(_used), out var written);
        _used += written;
        if (perUnit == 1) return this;
        _buffer[_used++] = (byte)'.';
        var fraction = magnitude % perUnit;
        for (var place = perUnit / 10; place > 0; place /= 10) _buffer[_used++] = (byte)('0' + fraction / place % 10);
        return this;
    }

    public ExportWriter Currency(Currency currency)
    {
        if (!_currencies.TryGetValue(currency.Number, out var code))
            _currencies[currency.Number] = code = Encoding.ASCII.GetBytes(currency.Code);
        return Text(code);
    }

    /// <summary>An account's name, in the form that the format gives it.</summary>
    public ExportWriter Account(Account account, Func<Account, string> nameOf)
    {
        if (!_accounts.TryGetValue(account.Code, out var name))
            _accounts[account.Code] = name = Encoding.UTF8.GetBytes(nameOf(account));
        return Text(name);
    }

    /// <summary>A day: <c>2026-03-05</c>.</summary>
    public ExportWriter Day(int number)
    {
        if (number != _dayNumber)
        {
            // Entries of one day stand together more often than not.
            var day = Months.Day(number);
            Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{day.Year:0000}-{day.Month:00}-{day.Day:00}"), _day);
            _dayNumber = number;
        }
        return Text(_day);
    }

    public void Dispose() => Flush();

    private void Room()
    {
        if (_buffer.Length - _used < Longest) Flush();
    }

    private void Flush()
    {
        output.Write(_buffer, 0, _used);
        _used = 0;
    }
}
