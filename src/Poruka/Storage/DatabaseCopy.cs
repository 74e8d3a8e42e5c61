namespace Poruka.Storage;

/// <summary>What was copied of a table.</summary>
internal sealed record CopiedTable(string Name, long Rows, string Digest);

/// <summary>Copies a database into an empty one of either kind, at the version that it has.</summary>
internal static class DatabaseCopy
{
    /// <summary>Copies, and reads the copy back: both must come to the same.</summary>
    /// <param name="from">Others may go on writing to it; what is copied is one moment.</param>
    /// <param name="to">An empty database.</param>
    /// <param name="progress">Told the name of each table that is begun.</param>
    /// <param name="stop">Ends it; then no row is left in the copy.</param>
    /// <exception cref="InvalidDataException">The copy came to something else.</exception>
    public static IReadOnlyList<CopiedTable> Run(Database from, Database to, Action<string>? progress, CancellationToken stop)
    {
        using var source = DatabaseSnapshot.Take(from);
        var copied = new List<CopiedTable>();
        using (var load = DatabaseLoad.Begin(to, source.Versions))
        {
            foreach (var table in source.Tables)
            {
                progress?.Invoke(table.Name);
                load.Begin(table);
                source.Read(table, load.Add, stop);
                var digest = load.End();
                copied.Add(new CopiedTable(table.Name, digest.Count, digest.ToString()));
            }
            load.Commit();
        }
        using var copy = DatabaseSnapshot.Take(to);
        foreach (var table in copied)
        {
            // In the columns' order of the source, which a database that went through other upgrades may not have.
            var digest = new RowsDigest();
            copy.Read(source.Tables.First(t => t.Name == table.Name), digest.Add, stop);
            if (digest.Count != table.Rows || digest.ToString() != table.Digest)
                throw new InvalidDataException($"The table {table.Name} came out different: {table.Rows} rows were written, {digest.Count} were read back.");
        }
        return copied;
    }
}
