using System.CommandLine;
using System.Buffers.Binary;
using System.Globalization;
using Poruka.Ledger;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.ReverseEntry;

/// <summary><c>poruka fund reverse</c></summary>
internal static class ReverseEntryCommand
{
    public static Verb Build(CommandLine line)
    {
        var options = new EntryOptions(line);
        var fund = line.Fund();
        var which = new Argument<string>("ENTRY");
        return new Verb("reverse", run => run.InFund(fund, async (installation, found) =>
        {
            if (!TryRead(run.Get(which), out var journal, out var id))
                return run.Say(ExitCode.WrongUsage, "Command.FundReverse.BadEntry", run.Get(which));
            if (Load(installation.Database, found, journal, id) is not { } original)
                return run.Say(ExitCode.Refused, "Command.FundReverse.NoEntry", found.Slug, run.Get(which));
            if (original.Kind == EntryKind.Reversal) return run.Say(ExitCode.Refused, "Command.FundReverse.IsReversal");
            // Reversed alone, its line would wait no more and yet belong nowhere.
            if (original.Kind == EntryKind.Recognition)
                return run.Say(ExitCode.Refused, "Command.FundReverse.IsRecognition", found.Slug, LineOf(installation.Database, found, original));
            var reversal = original.Reverse(options.IdOf(run), options.DayOf(run));
            return await HandWrittenEntry.PostAsync(run, options, installation, found, reversal);
        }), fund, which, options.On, options.Id, options.DryRun, options.Yes, options.Json)
        {
            Examples =
            [
                "fund reverse winter-help 12",
                "fund reverse winter-help 9f0c4b7a3d2e4f5a8b6c7d8e9f0a1b2c-0 --on 2026-03-05",
            ],
        };
    }

    /// <summary>A journal number, with the sign # or without, or an id.</summary>
    private static bool TryRead(string text, out long journal, out EntryId id)
    {
        id = default;
        return (long.TryParse(text.AsSpan().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out journal) && journal > 0
            && text.Length < 20) || CommandLine.TryParseId(text, out id);
    }

    /// <summary>The journal number of the bank line that an entry put where it belongs.</summary>
    private static long? LineOf(Database database, Fund fund, Entry recognition)
    {
        using var connection = database.Open();
        var source = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(source, recognition.Id.Source);
        return Sql.Number(connection, null, """
            select l.journal from entry_source s
            join entry e on e.source = s.source and e.number = @number
            join statement_line l on l.fund = e.fund and l.recognised_by = e.journal
            where s.id = @source and l.fund = @fund
            """, ("number", recognition.Id.Number), ("source", source), ("fund", fund.Number));
    }

    private static Entry? Load(Database database, Fund fund, long journal, EntryId id)
    {
        using var connection = database.Open();
        var source = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(source, id.Source);
        using var find = journal > 0
            ? Sql.Command(connection, null, "select bytes from entry where fund = @fund and journal = @journal",
                ("fund", fund.Number), ("journal", journal))
            : Sql.Command(connection, null, """
                select e.bytes from entry_source s join entry e on e.source = s.source
                where s.id = @source and e.number = @number and e.fund = @fund
                """, ("source", source), ("number", id.Number), ("fund", fund.Number));
        return find.ExecuteScalar() is byte[] bytes ? EntryFormat.Read(bytes) : null;
    }
}
