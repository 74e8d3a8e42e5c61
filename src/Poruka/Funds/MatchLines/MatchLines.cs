using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;

namespace Poruka.Funds.MatchLines;

/// <summary>A bank line that waits to be recognised, or was recognised just now.</summary>
/// <param name="Journal">The journal number of its entry; names it in commands.</param>
/// <param name="Account">The account that it is on.</param>
/// <param name="Line">The line.</param>
/// <param name="Recognition">Where a rule, a known payer, or the treasurer, puts it; null where nothing fits.</param>
/// <param name="IsSealed">Whether who paid lies sealed, and the donors' room isn't open.</param>
public sealed record WaitingLine(JournalNumber Journal, Account Account, StatementLine Line, Recognition? Recognition, bool IsSealed)
{
    /// <summary>The donor by whose account or word the payer is known; null where nobody is, or the donors' room isn't open.</summary>
    public DonorId? Payer { get; init; }
}

/// <summary>What came of putting one line where it belongs.</summary>
public abstract record AssignOutcome
{
    private AssignOutcome() { }

    /// <summary>It was put there by a new entry.</summary>
    public sealed record Assigned(JournalNumber Journal) : AssignOutcome;

    /// <summary>It was there already.</summary>
    public sealed record AlreadyThere : AssignOutcome;

    /// <summary>No bank line has this journal number.</summary>
    public sealed record NoSuchLine : AssignOutcome;

    /// <summary>The parts don't make the line's amount.</summary>
    public sealed record DoesNotAddUp : AssignOutcome;

    /// <summary>The line was taken back by the bank, or its entry was reversed.</summary>
    public sealed record Reversed : AssignOutcome;
}

/// <summary>Puts bank lines where they belong: all that a rule fits, or one by the treasurer's word.</summary>
public static class MatchLines
{
    /// <summary>Holds the waiting lines against the rules.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="apply">Whether to post what fits; otherwise it is only told.</param>
    /// <param name="donors">The donors' room, where somebody has opened it: without it sealed lines fit nothing.</param>
    /// <returns>All lines that waited, in the order of the journal, those that fit a rule with their place.</returns>
    internal static IReadOnlyList<WaitingLine> Run(Installation installation, Fund fund, bool apply, HeldRoom? donors = null)
    {
        using var reading = installation.Database.Open();
        using var keys = donors is null ? null : LineKeys.Open(donors, reading, fund.Number);
        using var payers = donors is null ? null : KnownPayers.Open(donors, reading);
        using var writer = LedgerWriter.Open(installation.Database);
        writer.Begin();
        var size = writer.TakeNumbers(fund.Number, 0)!.Value;
        var rows = new LineRows(writer, fund.Number);
        var rules = MatchRules.List(writer.Connection, fund.Number, writer.Transaction).ConvertAll(r => r.Rule);
        var found = rows.Waiting(keys).ConvertAll(w => (Waiting: w, Payer: w.Line.Amount.Minor > 0 && !w.Line.Reversal
            ? payers?.Find(writer.Connection, writer.Transaction, w.Line) : null));
        var waiting = found.ConvertAll(w => w.Waiting with
        {
            Payer = w.Payer?.Id,
            Recognition = w.Payer is { } payer ? new Recognition(payer.Income) : w.Waiting.IsSealed ? null : MatchRule.Recognise(w.Waiting.Line, rules),
        });
        if (!apply)
        {
            writer.Rollback();
            return waiting;
        }
        var postings = new PostingRun(writer, fund.Number, size, NewSource());
        foreach (var line in waiting)
        {
            if (line.Recognition is not { } recognition) continue;
            var booked = rows.Entry(line.Journal.Value);
            if (StatementBooking.Recognise(booked, postings.NextId, recognition) is { } entry)
                rows.Recognised(booked, line.Journal.Value, postings.Post(entry));
        }
        foreach (var (line, payer) in found)
            if (payer is { } donor) Donors.Gave(writer.Connection, writer.Transaction, fund.Number, line.Journal.Value, donor.Id);
        postings.Finish();
        writer.Commit(fund.Number);
        return waiting;
    }

    /// <summary>Puts one line where the treasurer says, whether it waits or was put elsewhere before.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="journal">The journal number of the line's entry.</param>
    /// <param name="recognition">Where it belongs.</param>
    /// <param name="today">The day of the entry that takes an earlier recognition back.</param>
    /// <param name="beside">What is stored in the same transaction, where the line is put there or was there already.</param>
    public static AssignOutcome Assign(
        Installation installation, Fund fund, JournalNumber journal, Recognition recognition, LocalDate today, Action<DbConnection, DbTransaction?>? beside = null)
    {
        using var writer = LedgerWriter.Open(installation.Database);
        writer.Begin();
        var size = writer.TakeNumbers(fund.Number, 0)!.Value;
        var rows = new LineRows(writer, fund.Number);
        if (rows.Find(journal.Value) is not { } line)
        {
            writer.Rollback();
            return new AssignOutcome.NoSuchLine();
        }
        if (writer.ReversedBy(fund.Number, journal.Value) is not null)
        {
            writer.Rollback();
            return new AssignOutcome.Reversed();
        }
        var booked = line.Booked;
        var postings = new PostingRun(writer, fund.Number, size, NewSource());
        if (line.RecognisedBy is { } earlier && writer.ReversedBy(fund.Number, earlier) is null)
        {
            var recognised = rows.Entry(earlier);
            if (recognised.Postings[^1].Account == recognition.Account && recognised.Postings[^1].Campaign == recognition.Campaign)
            {
                beside?.Invoke(writer.Connection, writer.Transaction);
                writer.Commit(fund.Number);
                return new AssignOutcome.AlreadyThere();
            }
            postings.Reverse(earlier, recognised, today);
        }
        var entry = StatementBooking.Recognise(booked, postings.NextId, recognition);
        if (entry is null && postings.Count == 0)
        {
            beside?.Invoke(writer.Connection, writer.Transaction);
            writer.Commit(fund.Number);
            return new AssignOutcome.AlreadyThere();
        }
        rows.Recognised(booked, journal.Value, entry is null ? null : postings.Post(entry));
        postings.Finish();
        beside?.Invoke(writer.Connection, writer.Transaction);
        writer.Commit(fund.Number);
        return new AssignOutcome.Assigned(new JournalNumber(postings.Last));
    }

    /// <summary>Parts a line among several places; or, with no parts, says that a payment noted before is this line.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="journal">The journal number of the line's entry, which waits.</param>
    /// <param name="parts">The parts, of the line's sign; none for a payment that was noted.</param>
    /// <param name="beside">What is stored in the same transaction, where the line is put there.</param>
    public static AssignOutcome Split(
        Installation installation, Fund fund, JournalNumber journal, IReadOnlyList<(Recognition To, Money Amount)> parts, Action<DbConnection, DbTransaction?>? beside = null)
    {
        using var writer = LedgerWriter.Open(installation.Database);
        writer.Begin();
        var size = writer.TakeNumbers(fund.Number, 0)!.Value;
        var rows = new LineRows(writer, fund.Number);
        AssignOutcome outcome = new AssignOutcome.NoSuchLine();
        if (rows.Find(journal.Value) is { RecognisedBy: null } line && line.Booked.Postings[^1].Account.Class == AccountClass.Unrecognised)
        {
            if (writer.ReversedBy(fund.Number, journal.Value) is not null) outcome = new AssignOutcome.Reversed();
            else if (parts.Count == 0)
            {
                // The payment stands on the account of what is unrecognised too, with the other sign: together they are nothing.
                rows.Recognised(line.Booked, journal.Value, journal.Value);
                beside?.Invoke(writer.Connection, writer.Transaction);
                writer.Commit(fund.Number);
                return new AssignOutcome.Assigned(journal);
            }
            else
            {
                var postings = new PostingRun(writer, fund.Number, size, NewSource());
                if (StatementBooking.Split(line.Booked, postings.NextId, parts) is { } entry)
                {
                    rows.Recognised(line.Booked, journal.Value, postings.Post(entry));
                    postings.Finish();
                    beside?.Invoke(writer.Connection, writer.Transaction);
                    writer.Commit(fund.Number);
                    return new AssignOutcome.Assigned(new JournalNumber(postings.Last));
                }
                outcome = new AssignOutcome.DoesNotAddUp();
            }
        }
        writer.Rollback();
        return outcome;
    }

    private static UInt128 NewSource() => BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16));
}
