using System.Data.Common;
using Microsoft.Data.Sqlite;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.VerifyBooks;

/// <summary>All published leaves of a fund in memory, 33 bytes each, and which of them an entry or a filler accounts for.</summary>
internal sealed class LeafBook
{
    private readonly byte[] _leaves;
    private readonly bool[] _accounted;

    public LeafBook(DbConnection connection, long fund)
    {
        Count = Sql.Number(connection, null, "select count(*) from log_leaf where fund = @fund", ("fund", fund))!.Value;
        _leaves = new byte[Count * BlindedLeaf.Size];
        _accounted = new bool[Count];
        Missing = Read(connection, fund);
    }

    /// <summary>How many leaves there are.</summary>
    public long Count { get; }

    /// <summary>The first index that is missing; null where there is none.</summary>
    public long? Missing { get; }

    public ReadOnlySpan<byte> this[long index] =>
        _leaves.AsSpan((int)(index * BlindedLeaf.Size), BlindedLeaf.Size);

    /// <summary>Takes note that a leaf has its reason; false where another had it already, or there is no such leaf.</summary>
    public bool Account(long index)
    {
        if (index < 0 || index >= Count || _accounted[index]) return false;
        return _accounted[index] = true;
    }

    /// <summary>The leaves that nothing accounts for.</summary>
    public IEnumerable<long> Unaccounted()
    {
        for (var index = 0L; index < Count; index++)
            if (!_accounted[index]) yield return index;
    }

    private long? Read(DbConnection connection, long fund)
    {
        const string Query = "select log_index, leaf from log_leaf where fund = {0} order by log_index";
        var next = 0L;
        if (connection is SqliteConnection sqlite)
        {
            using var find = new SqliteStatement(sqlite, string.Format(null, Query, "?1"));
            find.Bind(1, fund);
            while (find.Step())
                if (!Take(find.Int64(0), find.Blob(1), ref next)) { find.Reset(); return next; }
            find.Reset();
            return null;
        }
        using var command = Sql.Command(connection, null, string.Format(null, Query, "@fund"), ("fund", fund));
        using var rows = command.ExecuteReader();
        while (rows.Read())
            if (!Take(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1), ref next)) return next;
        return null;
    }

    private bool Take(long index, ReadOnlySpan<byte> leaf, ref long next)
    {
        if (index != next || leaf.Length != BlindedLeaf.Size) return false;
        leaf.CopyTo(_leaves.AsSpan((int)(index * BlindedLeaf.Size)));
        next++;
        return true;
    }
}
