using System.Data.Common;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ExportFund;

/// <summary><c>poruka fund export</c></summary>
internal static class ExportFundCommand
{
    public static Verb Build(CommandLine line)
    {
        var fund = line.Fund();
        var format = line.OneOf("--to", "hledger", "beancount", "csv", "json");
        format.Required = true;
        var output = CommandLine.Words("--output", "FILE");
        return new Verb("export", run => run.InFund(fund, (installation, found) =>
        {
            if (run.Get(output) is not { } path)
            {
                run.Terminal.Flush();
                Write(installation.Database, found, run.Get(format)!, run.Terminal.Output, run.Cancelled);
                return Task.FromResult(ExitCode.Done);
            }
            // Beside its place, then moved there: an interrupted export leaves no half file under the name.
            var unfinished = path + ".part";
            try
            {
                long entries;
                using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1))
                    entries = Write(installation.Database, found, run.Get(format)!, file, run.Cancelled);
                File.Move(unfinished, path, overwrite: true);
                run.Tell("Command.FundExport.Done", Written.Count(run.Language, entries), path);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
            return Task.FromResult(ExitCode.Done);
        }), fund, format, output)
        {
            Examples =
            [
                "fund export winter-help --to hledger --output winter-help.journal",
                "fund export winter-help --to beancount --output winter-help.beancount",
                "fund export winter-help --to csv | head",
            ],
        };
    }

    /// <summary>Writes the books of a fund; how many entries there were.</summary>
    public static long Write(Database database, Fund fund, string format, Stream output, CancellationToken cancelled)
    {
        using var connection = database.Open();
        // One view of the books for the heads and the entries, while others go on posting.
        using var transaction = EntryBytes.BeginSnapshot(connection);
        var head = ExportHead.Load(connection, transaction, fund);
        using var text = new ExportWriter(output);
        ExportFormat export = format switch
        {
            "hledger" => new HledgerExport(text, head),
            "beancount" => new BeancountExport(text, head),
            "csv" => new CsvExport(text, head),
            _ => new JsonExport(text, head),
        };
        long entries = 0;
        export.Begin();
        EntryBytes.Run(connection, fund.Number, (journal, bytes) =>
        {
            var entry = new EntryReader(bytes);
            export.Add(journal, ref entry);
            entries++;
        }, cancelled);
        export.End();
        return entries;
    }
}

/// <summary>What an export says before its entries.</summary>
internal sealed record ExportHead(
    Fund Fund, IReadOnlyDictionary<int, string> Campaigns, IReadOnlyList<(Account Account, Currency Currency)> Accounts)
{
    /// <summary>Campaigns, and the accounts in use with their currencies, from the sums that are kept.</summary>
    public static ExportHead Load(DbConnection connection, DbTransaction transaction, Fund fund)
    {
        var campaigns = new Dictionary<int, string>();
        using (var find = Sql.Command(connection, transaction,
            "select campaign, slug from campaign where fund = @fund", ("fund", fund.Number)))
        using (var rows = find.ExecuteReader())
            while (rows.Read()) campaigns[(int)rows.GetInt64(0)] = rows.GetString(1);
        var accounts = new List<(Account, Currency)>();
        using (var find = Sql.Command(connection, transaction,
            "select distinct account, currency from monthly_sum where fund = @fund order by account, currency", ("fund", fund.Number)))
        using (var rows = find.ExecuteReader())
            while (rows.Read())
                accounts.Add((Account.FromCode((int)rows.GetInt64(0)), Currency.FromNumber((int)rows.GetInt64(1))));
        return new ExportHead(fund, campaigns, accounts);
    }
}

/// <summary>A form in which entries are written out, one after another.</summary>
internal abstract class ExportFormat
{
    public abstract void Begin();

    public abstract void Add(long journal, ref EntryReader entry);

    public abstract void End();
}
