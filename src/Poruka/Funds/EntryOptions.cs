using System.Buffers.Binary;
using System.CommandLine;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What all commands have in common that write an entry by hand.</summary>
internal sealed class EntryOptions(CommandLine line)
{
    public Option<LocalDate?> On { get; } = line.Day("--on");

    public Option<EntryId?> Id { get; } = line.EntryIdOption("--id");

    public Option<bool> DryRun { get; } = CommandLine.Flag("--dry-run", "-n");

    public Option<bool> Yes { get; } = CommandLine.Flag("--yes", "-y");

    public Option<bool> Json { get; } = CommandLine.Flag("--json");

    /// <summary>The entry's id: the one given, so that a repeat posts nothing, or a fresh one.</summary>
    public EntryId IdOf(CommandRun run) =>
        run.Get(Id) ?? new EntryId(BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16)), 0);

    public LocalDate DayOf(CommandRun run) => run.Get(On) ?? run.Today;
}

/// <summary>Loads what an entry written by hand refers to, and posts it.</summary>
internal static class HandWrittenEntry
{
    /// <summary>
    /// Why money of a currency can't be on an account; null where it can. Where the fund has bank accounts, an account
    /// <c>bank</c> is one of them.
    /// </summary>
    public static string? Refuse(CommandRun run, Database database, Fund fund, Account account, Currency currency)
    {
        if (account.Class != AccountClass.Bank) return null;
        using var connection = database.Open();
        var known = FundRows.BankAccounts(connection, fund.Number);
        if (known.FirstOrDefault(a => a.Account == account) is { } there)
            return there.Currency == currency ? null : run.Text("Command.Entry.AccountCurrency", account, there.Currency, currency);
        return known.Count == 0 && account.Sub == 0
            ? null
            : run.Text("Command.Entry.NoAccount", fund.Slug, account, string.Join(", ", known.Select(a => a.Account.Name)));
    }

    /// <summary>The campaign of a slug; null, and told why, where there is none.</summary>
    public static bool TryCampaign(CommandRun run, Database database, Fund fund, string? slug, out CampaignId campaign)
    {
        campaign = CampaignId.None;
        if (slug is null) return true;
        using var connection = database.Open();
        var campaigns = FundRows.Campaigns(connection, fund.Number);
        if (campaigns.FirstOrDefault(c => c.Slug == slug) is { } found)
        {
            campaign = found.Id;
            return true;
        }
        run.Say(ExitCode.Refused, "Command.Entry.NoCampaign", fund.Slug, slug,
            campaigns.Count == 0 ? "—" : string.Join(", ", campaigns.Select(c => c.Slug)));
        return false;
    }

    /// <summary>
    /// The donor's reference of a gift that came without one. It follows from the entry's id and a secret of this machine,
    /// so that the same command with the same id, given again after a lost answer, is the same posting.
    /// </summary>
    public static DonorReference DrawReference(HostSecrets secrets, EntryId id)
    {
        var drawn = HMACSHA256.HashData(secrets.LineIdentityKey, Encoding.ASCII.GetBytes($"poruka-donor-reference-v1\n{id}"));
        return new DonorReference(drawn.AsSpan(0, DonorReference.Size));
    }

    /// <summary>Shows an entry, asks, posts it and says what became of it.</summary>
    public static async Task<int> PostAsync(
        CommandRun run, EntryOptions options, Installation installation, Fund fund, Entry entry, DonorReference? reference = null)
    {
        if (run.Get(options.DryRun) || run.Terminal.IsInteractive && !run.Get(options.Yes)) Show(run, installation.Database, fund, entry);
        if (run.Get(options.DryRun)) return run.Say(ExitCode.Done, "Command.Entry.DryRun");
        if (!run.Confirm(run.Get(options.Yes), "Command.Entry.Confirm", fund.Name))
            return run.Say(ExitCode.Refused, "Command.Entry.NotConfirmed");
        run.Cancelled.ThrowIfCancellationRequested();
        PostOutcome outcome;
        // From here on the answer is waited for: it tells whether the entry is in the books.
        using (var journal = new Journal(installation.Database))
            outcome = await journal.PostAsync(new PostRequest(entry, reference?.ToArray()));
        return Tell(run, options, fund, entry, reference, outcome);
    }

    private static int Tell(
        CommandRun run, EntryOptions options, Fund fund, Entry entry, DonorReference? reference, PostOutcome outcome)
    {
        var posted = outcome switch
        {
            PostOutcome.Posted at => at.Journal,
            PostOutcome.AlreadyPosted at => at.Journal,
            _ => default(JournalNumber?),
        };
        if (posted is { } journal)
        {
            if (run.Get(options.Json)) return Json(run, entry, reference, journal, outcome is PostOutcome.AlreadyPosted);
            run.Tell(outcome is PostOutcome.AlreadyPosted ? "Command.Entry.AlreadyPosted" : "Command.Entry.Posted",
                fund.Slug, journal.Value, entry.Id);
            if (reference is { } drawn) run.Tell("Command.Entry.Reference", fund.Slug, drawn);
            return ExitCode.Done;
        }
        return outcome switch
        {
            PostOutcome.IdTaken taken => run.Say(ExitCode.Refused, "Command.Entry.IdTaken", entry.Id, taken.Journal.Value),
            PostOutcome.UnknownFund => run.Say(ExitCode.Refused, "Command.NoFundYet", fund.Slug),
            PostOutcome.OriginalMissing => run.Say(ExitCode.Refused, "Command.Entry.OriginalMissing", fund.Slug, entry.Reverses),
            PostOutcome.AlreadyReversed by => run.Say(ExitCode.Refused, "Command.Entry.AlreadyReversed", by.By.Value),
            PostOutcome.ReferenceTaken by => run.Say(ExitCode.Refused, "Command.Entry.ReferenceTaken", by.By.Value),
            PostOutcome.SumTooLarge => run.Say(ExitCode.Refused, "Command.Entry.SumTooLarge"),
            PostOutcome.ReversalDiffers or PostOutcome.Posted or PostOutcome.AlreadyPosted or _ =>
                throw new InvalidOperationException($"{outcome} can't come of this."),
        };
    }

    private static int Json(CommandRun run, Entry entry, DonorReference? reference, JournalNumber journal, bool already) =>
        run.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("outcome", already ? "already-posted" : "posted");
            json.WriteNumber("journal", journal.Value);
            json.WriteString("id", entry.Id.ToString());
            json.WriteString("donorReference", reference?.ToString());
            json.WriteEndObject();
        });

    private static void Show(CommandRun run, Database database, Fund fund, Entry entry)
    {
        IReadOnlyList<Campaign> campaigns;
        using (DbConnection connection = database.Open()) campaigns = FundRows.Campaigns(connection, fund.Number);
        run.Out.WriteLine($"{Written.IsoDay(entry.Day)}  {run.Text($"Command.Kind.{entry.Kind}")}{(entry.Reference is { } word ? $"  {word}" : "")}");
        var table = new TextTable(run.Text("Command.Head.Account"), run.Text("Command.Head.Campaign"),
            run.Text("Command.Head.Debit"), run.Text("Command.Head.Credit"), run.Text("Command.Head.Currency")).Right(2, 3);
        foreach (var posting in entry.Postings)
        {
            var amount = Written.Amount(run.Language, posting.Amount.Minor > 0 ? posting.Amount : -posting.Amount);
            var campaign = campaigns.FirstOrDefault(c => c.Id == posting.Campaign)?.Slug ?? "";
            table.Add(posting.Account.Name, campaign, posting.Amount.Minor > 0 ? amount : "",
                posting.Amount.Minor > 0 ? "" : amount, posting.Amount.Currency.Code);
        }
        table.Write(run.Terminal);
        if (entry.Rate is { } rate) run.Out.WriteLine(run.Text("Command.Entry.Rate", Rates.Write(rate), rate.Source));
    }
}

/// <summary>Exchange rates as text.</summary>
internal static class Rates
{
    /// <summary><c>1 USD = 0.92 EUR</c></summary>
    public static string Write(ExchangeRate rate)
    {
        var digits = rate.Mantissa.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(rate.Decimals + 1, '0');
        var value = rate.Decimals == 0 ? digits : $"{digits[..^rate.Decimals]}.{digits[^rate.Decimals..]}";
        return $"1 {rate.From} = {value} {rate.To}";
    }
}
