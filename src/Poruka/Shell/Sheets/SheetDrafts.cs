using NodaTime;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Shell.Sheets;

/// <summary>A table that somebody is taking in.</summary>
/// <param name="Id">Its id in addresses.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Kind">What it is to become.</param>
/// <param name="Table">The table.</param>
/// <param name="Since">When it came.</param>
internal sealed record SheetDraft(UInt128 Id, MemberId Owner, string Kind, SheetTable Table, Instant Since)
{
    public SheetMapping Mapping { get; set; } = new(new Dictionary<string, int>());
}

/// <summary>Tables between upload and confirmation: in memory only, for an hour, as they may hold what nobody else may read.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class SheetDrafts(IClock clock)
{
    private const int MaxOfOne = 3, MaxOfAll = 24;

    private readonly List<SheetDraft> _drafts = [];

    /// <summary>Keeps a table; an older one of the same member makes room for it.</summary>
    public SheetDraft Keep(Visit visit, string kind, SheetTable table)
    {
        var draft = new SheetDraft(Ids.Draw(), visit.Member.Id, kind, table, clock.GetCurrentInstant());
        lock (_drafts)
        {
            Forget();
            while (_drafts.Count(d => d.Owner == draft.Owner) >= MaxOfOne) _drafts.Remove(_drafts.First(d => d.Owner == draft.Owner));
            if (_drafts.Count >= MaxOfAll) _drafts.RemoveAt(0);
            _drafts.Add(draft);
        }
        return draft;
    }

    /// <summary>The table of an address, where it is theirs and still there.</summary>
    public SheetDraft? Find(Visit visit, string kind, string? address)
    {
        lock (_drafts)
        {
            Forget();
            return Ids.Parse(address) is { } id ? _drafts.Find(d => d.Id == id && d.Owner == visit.Member.Id && d.Kind == kind) : null;
        }
    }

    /// <summary>Drops a table.</summary>
    public void Drop(SheetDraft draft)
    {
        lock (_drafts) _drafts.Remove(draft);
    }

    private void Forget()
    {
        var oldest = clock.GetCurrentInstant() - Duration.FromHours(1);
        _drafts.RemoveAll(d => d.Since < oldest);
    }
}
