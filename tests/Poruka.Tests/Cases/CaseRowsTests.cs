using NodaTime;
using Poruka.Casework;
using Poruka.Cases;
using Poruka.Storage;
using Poruka.Tests.People;

namespace Poruka.Tests.Cases;

/// <summary>The list of cases is counted off from whichever end is nearer: each case stands on one page, in the one order.</summary>
public sealed class CaseRowsTests(PostgresServer postgres)
{
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Pages_of_any_size_make_the_whole_list_in_the_order_of_what_is_due(DatabaseKind kind)
    {
        var (crew, _) = await Crew.Start(kind, postgres);
        await using var ended = crew;
        using var connection = crew.Test.Database.Open();
        var random = new Random(5);
        var rows = Enumerable.Range(0, 137).Select(i => new CaseRow(
            new CaseId(Ids.Draw()), crew.Group.Number, CaseRows.DrawCode(), Stage.Detained, Whereabouts.Held, CaseState.Open, null, 0,
            i % 3 == 0 ? null : Instant.FromUnixTimeSeconds(random.Next(1, 20)), TestInstallation.Today, null, null, null, 1)).ToList();
        using (var transaction = connection.BeginTransaction())
        {
            foreach (var row in rows) CaseRows.Add(connection, transaction, row);
            CaseRows.SetMergedInto(connection, transaction, rows[1].Id, rows[2].Id); // it stands for itself no more
            transaction.Commit();
        }
        var total = CaseRows.Count(connection, crew.Group.Number, CaseState.Open);
        Assert.Equal(136, total);
        var order = rows.Where(r => r != rows[1]).OrderBy(r => r.NextDue ?? Instant.MaxValue).ThenBy(r => r.Code, StringComparer.Ordinal).Select(r => r.Code).ToList();
        foreach (var size in new[] { 1, 7, 50, 68, 136, 200 })
            Assert.Equal(order, Enumerable.Range(0, (136 + size - 1) / size)
                .SelectMany(page => CaseRows.Page(connection, crew.Group.Number, CaseState.Open, total, size, page * size)).Select(r => r.Code));
        Assert.Empty(CaseRows.Page(connection, crew.Group.Number, CaseState.Open, total, 50, 150));
    }
}
