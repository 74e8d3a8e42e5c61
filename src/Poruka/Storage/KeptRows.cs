using System.Runtime.InteropServices;

namespace Poruka.Storage;

/// <summary>Rows that are not written yet: entries with their openings, and lines of statements. Used again once it is cleared. Not thread safe.</summary>
internal sealed class KeptRows
{
    private const int FirstSize = 1_024;

    private readonly List<Head> _heads = [];
    private readonly List<StatementLineRow> _lines = [];
    private byte[] _bytes = new byte[FirstSize];
    private int _used;

    public bool IsEmpty => _heads.Count == 0 && _lines.Count == 0;

    /// <summary>How many entries.</summary>
    public int Entries => _heads.Count;

    /// <summary>The lines of statements.</summary>
    public ReadOnlySpan<StatementLineRow> Lines => CollectionsMarshal.AsSpan(_lines);

    /// <summary>An entry; valid until the next is added.</summary>
    public Row this[int index]
    {
        get
        {
            var head = _heads[index];
            var all = _bytes.AsSpan(head.Start);
            var (blinding, reference) = (head.Leaf + head.Bytes, head.Leaf + head.Bytes + head.Blinding);
            return new Row(head, all[..head.Leaf], all[head.Leaf..blinding], all[blinding..reference], all[reference..(reference + head.Reference)]);
        }
    }

    public void Add(
        long fund, long journal, long source, long number, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> reference)
    {
        _heads.Add(new Head(fund, journal, source, number, _used, leaf.Length, bytes.Length, blinding.Length, reference.Length));
        Append(leaf);
        Append(bytes);
        Append(blinding);
        Append(reference);
    }

    public void Add(in StatementLineRow row) => _lines.Add(row);

    public void Clear()
    {
        _heads.Clear();
        _lines.Clear();
        _used = 0;
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (_bytes.Length - _used < part.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + part.Length));
        part.CopyTo(_bytes.AsSpan(_used));
        _used += part.Length;
    }

    /// <summary>Where an entry's parts lie, one behind the other, by their lengths.</summary>
    internal readonly record struct Head(long Fund, long Journal, long Source, long Number, int Start, int Leaf, int Bytes, int Blinding, int Reference);

    /// <summary>An entry with its opening.</summary>
    internal readonly ref struct Row(Head head, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> blinding, ReadOnlySpan<byte> reference)
    {
        public long Fund => head.Fund;

        public long Journal => head.Journal;

        public long Source => head.Source;

        public long Number => head.Number;

        public ReadOnlySpan<byte> Leaf { get; } = leaf;

        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public ReadOnlySpan<byte> Blinding { get; } = blinding;

        public ReadOnlySpan<byte> Reference { get; } = reference;
    }
}
