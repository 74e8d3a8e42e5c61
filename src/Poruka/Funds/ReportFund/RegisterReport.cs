using System.Globalization;
using System.Runtime.InteropServices;
using NodaTime;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ReportFund;

/// <summary>A page of a register.</summary>
internal sealed record RegisterPage(int Number, int Lines);

/// <summary>A register that is asked for.</summary>
internal sealed record RegisterRequest(Account Account, LocalDate? From, LocalDate? To, RegisterPage? Page);

/// <summary>A posting on the account, with the balance after it.</summary>
internal record struct RegisterLine(int Day, EntryKind Kind, int Campaign, int Order, long Journal, Money Amount, Money Balance);

/// <summary>
/// The register of an account: its postings by day, with the running balance. The one report that reads entries, as only
/// they know the days.
/// </summary>
internal static class RegisterReport
{
    public static int Run(CommandRun run, Database database, Fund fund, RegisterRequest request, string format)
    {
        List<RegisterLine> lines;
        IReadOnlyList<Campaign> campaigns;
        using (var connection = database.Open())
        {
            lines = [];
            campaigns = FundRows.Campaigns(connection, fund.Number);
            EntryBytes.Run(connection, fund.Number, (journal, bytes) => Add(lines, request.Account, journal, bytes), run.Cancelled);
        }
        Balance(lines);
        var shown = Choose(lines, request, out var pages);
        string CampaignOf(int number) => campaigns.FirstOrDefault(c => c.Id.Number == number)?.Slug ?? "";
        switch (format)
        {
            case "json": return Json(run, fund, request, shown, pages, CampaignOf);
            case "csv": Csv(run, shown, CampaignOf); break;
            default: Text(run, fund, request, shown, pages, CampaignOf); break;
        }
        return ExitCode.Done;
    }

    private static void Add(List<RegisterLine> lines, Account account, long journal, ReadOnlySpan<byte> bytes)
    {
        var entry = new EntryReader(bytes);
        while (entry.TryReadPosting(out var posting))
            if (posting.Account == account)
                lines.Add(new RegisterLine(entry.DayNumber, entry.Kind, posting.Campaign.Number, lines.Count, journal, posting.Amount, default));
    }

    /// <summary>Sorts by day, then in the order of the journal, and runs up the balance of each currency.</summary>
    private static void Balance(List<RegisterLine> lines)
    {
        lines.Sort((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : a.Order.CompareTo(b.Order));
        var balances = new Dictionary<Currency, Money>();
        foreach (ref var line in CollectionsMarshal.AsSpan(lines))
        {
            var before = balances.GetValueOrDefault(line.Amount.Currency, Money.Zero(line.Amount.Currency));
            balances[line.Amount.Currency] = line.Balance = before + line.Amount;
        }
    }

    private static ReadOnlySpan<RegisterLine> Choose(List<RegisterLine> lines, RegisterRequest request, out int pages)
    {
        var all = CollectionsMarshal.AsSpan(lines);
        var (first, end) = (0, all.Length);
        if (request.From is { } from) while (first < end && all[first].Day < Months.DayNumber(from)) first++;
        if (request.To is { } to) while (end > first && all[end - 1].Day > Months.DayNumber(to)) end--;
        all = all[first..end];
        pages = 1;
        if (request.Page is not { } page) return all;
        pages = Math.Max(1, (all.Length + page.Lines - 1) / page.Lines);
        var start = (int)Math.Min((long)(page.Number - 1) * page.Lines, all.Length);
        return all[start..Math.Min(all.Length, start + page.Lines)];
    }

    private static void Text(
        CommandRun run, Fund fund, RegisterRequest request, ReadOnlySpan<RegisterLine> lines, int pages, Func<int, string> campaignOf)
    {
        run.Out.WriteLine(run.Text("Command.FundReport.Title.Register", fund.Name, request.Account));
        if (request.Page is { } page) run.Out.WriteLine(run.Text("Command.FundReport.PageOf", page.Number, pages));
        run.Out.WriteLine();
        var table = new TextTable(run.Text("Command.Head.Day"), run.Text("Command.Head.Journal"), run.Text("Command.Head.Kind"),
            run.Text("Command.Head.Campaign"), run.Text("Command.Head.Amount"), run.Text("Command.Head.Balance"),
            run.Text("Command.Head.Currency")).Right(1, 4, 5);
        foreach (var line in lines)
            table.Add(Written.IsoDay(Months.Day(line.Day)), line.Journal.ToString(CultureInfo.InvariantCulture),
                run.Text($"Command.Kind.{line.Kind}"), campaignOf(line.Campaign),
                Written.Amount(run.Language, line.Amount), Written.Amount(run.Language, line.Balance), line.Amount.Currency.Code);
        table.Write(run.Terminal);
    }

    private static void Csv(CommandRun run, ReadOnlySpan<RegisterLine> lines, Func<int, string> campaignOf)
    {
        const string Columns = "day,journal,kind,campaign,currency,amount,amountMinor,balance,balanceMinor";
        run.Out.WriteLine(Columns);
        foreach (var line in lines)
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Written.IsoDay(Months.Day(line.Day))},{line.Journal},{NameOf(line.Kind)},{campaignOf(line.Campaign)},{line.Amount.Currency},{line.Amount.ToUnits()},{line.Amount.Minor},{line.Balance.ToUnits()},{line.Balance.Minor}"));
    }

    private static int Json(
        CommandRun run, Fund fund, RegisterRequest request, ReadOnlySpan<RegisterLine> lines, int pages, Func<int, string> campaignOf)
    {
        var list = lines.ToArray();
        return run.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("fund", fund.Slug);
            json.WriteString("report", "register");
            json.WriteString("account", request.Account.Name);
            json.WriteNumber("page", request.Page?.Number ?? 1);
            json.WriteNumber("pages", pages);
            json.WriteStartArray("lines");
            foreach (var line in list)
            {
                json.WriteStartObject();
                json.WriteString("day", Written.IsoDay(Months.Day(line.Day)));
                json.WriteNumber("journal", line.Journal);
                json.WriteString("kind", NameOf(line.Kind));
                json.WriteString("campaign", line.Campaign == 0 ? null : campaignOf(line.Campaign));
                json.WriteString("currency", line.Amount.Currency.Code);
                json.WriteNumber("amountMinor", line.Amount.Minor);
                json.WriteNumber("balanceMinor", line.Balance.Minor);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string NameOf(EntryKind kind) => EntryKinds.NameOf(kind);
}
