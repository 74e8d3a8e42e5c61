using System.Buffers.Binary;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Casework;
using Poruka.People;
using Poruka.Vault;

namespace Poruka.Cases;

/// <summary>
/// The names of a group's cases that a session may open, as keys that are searched: in the session's memory alone, and there
/// sealed under what the browser's cookie holds, so that between two requests memory tells nothing. It is kept up with what was
/// written since, and wiped when the session ends. What it finds is opened anew before it is shown: a room that was taken away
/// a moment ago shows nothing.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CaseNames : IDisposable
{
    private const int Head = 22, Chunk = 4_000;

    private readonly Lock _turn = new();
    private byte[] _sealed = [];
    private long _upTo = -1;
    private IReadOnlyList<RoomId> _rooms = [];
    private (long UpTo, IReadOnlyList<(CaseId A, CaseId B)> Pairs)? _alike;

    private CaseNames()
    {
    }

    /// <summary>The names that this session keeps of the group.</summary>
    public static CaseNames Of(CaseDesk desk) => desk.Visit.Session.Keep(desk.Here.Organisation.Number, () => new CaseNames());

    /// <summary>The cases with a name that fits what was typed, those first of which a word is just that.</summary>
    public IReadOnlyList<CaseId> Find(CaseDesk desk, string typed, int most)
    {
        var key = NameSearch.KeyOf(typed);
        var (whole, beginnings) = (new List<CaseId>(), new List<CaseId>());
        if (key.Trim().Length == 0) return [];
        lock (_turn)
        {
            using var names = Open(desk);
            for (var at = 0; at < names.Length;)
            {
                var entry = Entry.At(names.Span, ref at);
                if (!NameSearch.Fits(entry.Key, key)) continue;
                if (NameSearch.FitsWhole(entry.Key, key)) whole.Add(entry.Case);
                else if (beginnings.Count < most) beginnings.Add(entry.Case);
                if (whole.Count >= most) break;
            }
        }
        return [.. whole.Concat(beginnings).Distinct().Take(most)];
    }

    /// <summary>The pairs of cases that are worth a look for being of one person, before anybody has looked closer.</summary>
    public IReadOnlyList<(CaseId A, CaseId B)> Alike(CaseDesk desk)
    {
        lock (_turn)
        {
            var now = NameStand.Of(desk.Connection, desk.Visit, desk.Here.Organisation.Number, desk.Today);
            if (_alike is { } known && known.UpTo == _upTo && now.Turn == _upTo && now.Rooms.SequenceEqual(_rooms)) return known.Pairs;
            using var names = Open(desk, now);
            var traits = new List<NameTrait<CaseId>>();
            for (var at = 0; at < names.Length;)
            {
                var entry = Entry.At(names.Span, ref at);
                traits.Add(new NameTrait<CaseId>(entry.Case, entry.Key.ToString(), entry.Born));
            }
            var pairs = Duplicates.Candidates(traits);
            _alike = (_upTo, pairs);
            return pairs;
        }
    }

    /// <summary>Makes the names ready: called behind an answer, so that nobody waits for it.</summary>
    public void Prepare(CaseDesk desk)
    {
        lock (_turn) Open(desk).Dispose();
    }

    public void Dispose()
    {
        lock (_turn)
        {
            CryptographicOperations.ZeroMemory(_sealed);
            (_sealed, _upTo, _rooms, _alike) = ([], -1, [], null);
        }
    }

    /// <summary>The names as they stand now. The caller wipes them.</summary>
    private SecretBytes Open(CaseDesk desk) => Open(desk, NameStand.Of(desk.Connection, desk.Visit, desk.Here.Organisation.Number, desk.Today));

    private SecretBytes Open(CaseDesk desk, NameStand now)
    {
        var (rooms, turn) = now;
        var organisation = desk.Here.Organisation.Number;
        var old = _upTo >= 0 && rooms.SequenceEqual(_rooms) ? desk.Visit.Unwrap(_sealed) : null;
        if (old is not null && turn == _upTo) return old;
        using var names = new Entries();
        if (old is null) names.AddAll(desk, after => CaseRows.NamesFrom(desk.Connection, organisation, after, Chunk));
        else
        {
            var changed = CaseRows.NamesSince(desk.Connection, organisation, _upTo);
            names.AddBut(old.Span, changed.Select(c => c.Id).ToHashSet());
            old.Dispose();
            names.Add(desk, changed);
        }
        var ready = names.ToBytes();
        CryptographicOperations.ZeroMemory(_sealed);
        (_sealed, _upTo, _rooms) = (desk.Visit.Wrap(ready.Span), turn, rooms);
        return ready;
    }

    /// <summary>A name of a case: the case's id, the birth date as days since 1970 (0: unknown), the key.</summary>
    private readonly ref struct Entry(CaseId id, int born, ReadOnlySpan<char> key)
    {
        public CaseId Case { get; } = id;

        public int Born { get; } = born;

        public ReadOnlySpan<char> Key { get; } = key;

        public static Entry At(ReadOnlySpan<byte> names, ref int at)
        {
            var head = names.Slice(at, Head);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(head[20..]);
            var key = MemoryMarshal.Cast<byte, char>(names.Slice(at + Head, 2 * length));
            at += Head + 2 * length;
            return new Entry(new CaseId(BinaryPrimitives.ReadUInt128LittleEndian(head)), BinaryPrimitives.ReadInt32LittleEndian(head[16..]), key);
        }
    }

    /// <summary>Entries that are being written, in memory that is wiped.</summary>
    private sealed class Entries : IDisposable
    {
        private SecretBytes _bytes = new(1 << 14);
        private int _length;

        public void AddAll(CaseDesk desk, Func<CaseId, IReadOnlyList<(CaseId Id, SealedRow Name)>> next)
        {
            for (CaseId after = default; ;)
            {
                var rows = next(after);
                if (rows.Count == 0) return;
                Add(desk, rows);
                after = rows[^1].Id;
            }
        }

        public void Add(CaseDesk desk, IReadOnlyList<(CaseId Id, SealedRow Name)> rows)
        {
            foreach (var (id, head) in desk.Heads(rows.Select(r => r.Name)))
            {
                var born = head.BornOn is { } day ? Storage.Months.DayNumber(day) : 0;
                foreach (var name in head.IsUnnamed ? head.Others.Prepend(head.Name) : head.Names) Add(id, born, NameSearch.KeyOf(name));
            }
        }

        public void AddBut(ReadOnlySpan<byte> old, HashSet<CaseId> changed)
        {
            for (var at = 0; at < old.Length;)
            {
                var entry = Entry.At(old, ref at);
                if (!changed.Contains(entry.Case)) Add(entry.Case, entry.Born, entry.Key);
            }
        }

        public SecretBytes ToBytes() => SecretBytes.Of(_bytes.Span[.._length]);

        public void Dispose() => _bytes.Dispose();

        private void Add(CaseId id, int born, ReadOnlySpan<char> key)
        {
            var size = Head + 2 * key.Length;
            if (_length + size > _bytes.Length)
            {
                var larger = new SecretBytes(Math.Max(2 * _bytes.Length, _length + size));
                _bytes.Span[.._length].CopyTo(larger.Span);
                _bytes.Dispose();
                _bytes = larger;
            }
            var entry = _bytes.Span.Slice(_length, size);
            BinaryPrimitives.WriteUInt128LittleEndian(entry, id.Value);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], born);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[20..], (ushort)key.Length);
            MemoryMarshal.AsBytes(key).CopyTo(entry[Head..]);
            _length += size;
        }
    }
}
