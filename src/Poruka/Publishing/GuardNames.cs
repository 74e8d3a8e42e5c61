using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.People;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>
/// By which stems the names of a group's cases are found, as far as a session may read them: in its memory alone, sealed as
/// <see cref="CaseNames"/> is, and wiped when it ends. A text is looked up in it, and only the few names that it may hold are opened for the
/// guard: opening all of them for each text took seconds where there were many.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class GuardNames : IDisposable
{
    // What was named since is opened for each text; once it is more than this, all is made anew.
    private const int Chunk = 4_000, MostSince = 500;

    private readonly Lock _turn = new();
    private readonly long _organisation;
    private byte[] _sealed = [];
    private CaseId[] _cases = [];
    private long _upTo = -1;
    private IReadOnlyList<RoomId> _rooms = [];

    private GuardNames(long organisation) => _organisation = organisation;

    /// <summary>The names that this session keeps of a group.</summary>
    public static GuardNames Of(GuardDesk desk, long organisation) => desk.Visit.Session.Keep(organisation, () => new GuardNames(organisation));

    /// <summary>The cases of which a text may hold a name: few too many, and none too few but for given names alone.</summary>
    public IReadOnlyCollection<CaseId> In(GuardDesk desk, string text)
    {
        var wanted = NameStems.In(text);
        var found = new HashSet<CaseId>();
        lock (_turn)
        {
            using var stems = Open(desk);
            var entries = MemoryMarshal.Cast<byte, ulong>(stems.Span);
            foreach (var stem in wanted)
                for (var at = FirstOf(entries, stem); at < entries.Length && (uint)(entries[at] >> 32) == stem; at++) found.Add(_cases[(int)(uint)entries[at]]);
            foreach (var (id, _) in CaseRows.NamesSince(desk.Connection, _organisation, _upTo)) found.Add(id);
        }
        return found;
    }

    /// <summary>Makes them ready: called behind an answer, so that nobody waits for it.</summary>
    public void Prepare(GuardDesk desk)
    {
        lock (_turn) Open(desk).Dispose();
    }

    public void Dispose()
    {
        lock (_turn)
        {
            CryptographicOperations.ZeroMemory(_sealed);
            (_sealed, _cases, _upTo, _rooms) = ([], [], -1, []);
        }
    }

    /// <summary>The stems, each with the place of its case, in their order. The caller wipes them.</summary>
    private SecretBytes Open(GuardDesk desk)
    {
        var (rooms, turn) = NameStand.Of(desk.Connection, desk.Visit, _organisation, desk.Today);
        if (_upTo >= 0 && turn - _upTo <= MostSince && rooms.SequenceEqual(_rooms) && desk.Visit.Unwrap(_sealed) is { } old) return old;
        var (stems, cases) = (new NameStems(), new List<CaseId>());
        var entries = new List<ulong>();
        for (CaseId after = default; ;)
        {
            var rows = CaseRows.NamesFrom(desk.Connection, _organisation, after, Chunk);
            if (rows.Count == 0) break;
            foreach (var (id, _, head) in RoomFacts.HeadsOf(desk, rows.Select(r => r.Name)))
            {
                foreach (var hash in head.Names.SelectMany(stems.Of).Distinct()) entries.Add((ulong)hash << 32 | (uint)cases.Count);
                cases.Add(id);
            }
            after = rows[^1].Id;
        }
        entries.Sort();
        var plain = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries));
        CryptographicOperations.ZeroMemory(_sealed);
        (_sealed, _cases, _upTo, _rooms) = (desk.Visit.Wrap(plain), [.. cases], turn, rooms);
        var ready = SecretBytes.Of(plain);
        CryptographicOperations.ZeroMemory(plain);
        return ready;
    }

    private static int FirstOf(ReadOnlySpan<ulong> entries, uint stem)
    {
        var (from, to) = (0, entries.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if ((uint)(entries[middle] >> 32) < stem) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
