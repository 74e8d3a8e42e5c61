using System.Buffers.Binary;
using NodaTime;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds.ImportStatement;

/// <summary>One import within its transaction: takes the file's items one after another and books them.</summary>
internal sealed class ImportRun : IDisposable
{
    private readonly LedgerWriter _writer;
    private readonly Fund _fund;
    private readonly ImportOptions _options;
    private readonly byte[] _hash;
    private readonly LineIdentity _identity;
    private readonly ImportAccounts _accounts;
    private readonly ImportRows _rows;
    private readonly IReadOnlyList<MatchRule> _rules;
    private readonly Dictionary<DonorReference, CampaignId> _given;
    private readonly HashSet<CampaignId> _campaigns;
    private readonly byte[]? _giftKey;
    private readonly HashSet<DonorReference> _used = [];
    private readonly PostingRun _postings;
    private readonly long _import;
    private readonly long _firstJournal;
    private readonly LineSeal? _seal;
    private long _posted, _recognised, _waiting, _alreadyThere;
    private int _position;
    private StatementInFile? _statement;

    public ImportRun(
        LedgerWriter writer, HostSecrets secrets, Fund fund, ImportOptions options, byte[] hash, long journalSize, LineSeal? seal)
    {
        (_writer, _fund, _options, _hash, _seal) = (writer, fund, options, hash, seal);
        _firstJournal = journalSize + 1;
        _identity = new LineIdentity(secrets.LineIdentityKey);
        _rows = new ImportRows(writer, fund.Number, secrets.LineIdentityKey);
        _accounts = new ImportAccounts(_rows, options.Into);
        _rules = MatchRules.List(writer.Connection, fund.Number, writer.Transaction).ConvertAll(r => r.Rule);
        _given = _rows.GivenReferences();
        _campaigns = [CampaignId.None, .. FundRows.Campaigns(writer.Connection, fund.Number).Select(c => c.Id)];
        // Only where the fund says how to give are references drawn, and looked for.
        _giftKey = WaysToPay.AreKept(writer.Connection, writer.Transaction, fund) ? WaysToPay.GiftKey(secrets) : null;
        _postings = new PostingRun(writer, fund.Number, journalSize, BinaryPrimitives.ReadUInt128BigEndian(hash));
        _import = _rows.NextImport();
    }

    public void Dispose() => _identity.Dispose();

    /// <summary>Lines read so far.</summary>
    public long Lines { get; private set; }

    public ImportOutcome? FindEarlierImport() => _rows.FindImport(_hash);

    /// <summary>Books an item; why the file can't be imported, otherwise.</summary>
    public ImportOutcome? Take(StatementItem item)
    {
        switch (item)
        {
            case StatementProblem problem:
                return new ImportOutcome.Refused(problem);
            case StatementStart start:
                _statement = new StatementInFile(++_position, start);
                return null;
            case StatementLine line:
                Lines++;
                if (_statement!.Account is null)
                {
                    if (_accounts.Find(_statement.Start.Account, line.Amount.Currency) is not { } account)
                        return new ImportOutcome.WhichAccount(line.Amount.Currency, _accounts.Choices(line.Amount.Currency));
                    _statement.Account = account;
                    Open(_statement, line.BookedOn);
                }
                TakeLine(_statement, line);
                return null;
            case StatementEnd end:
                _statement!.Closing = end.Closing;
                if (_statement.Account is { } known) known.Closed(_statement);
                _rows.AddStatement(_import, _statement);
                return null;
            default:
                throw new InvalidOperationException("An item of an unknown kind.");
        }
    }

    /// <summary>Writes what is still held back and commits, or, after a dry run, rolls back.</summary>
    public ImportSummary Finish(StatementFormat format)
    {
        _writer.Flush();
        var accounts = _accounts.Touched.ConvertAll(a => a.Summarise(_rows));
        var summary = new ImportSummary(
            format, Lines, _posted, _recognised, _waiting, _alreadyThere,
            _postings.Count == 0 ? null : new JournalNumber(_firstJournal),
            _postings.Count == 0 ? null : new JournalNumber(_postings.Last), accounts, IsSealed: _seal is not null);
        if (_options.DryRun)
        {
            _writer.Rollback();
            return summary;
        }
        _postings.Finish();
        _rows.AddImport(_import, _hash, format, Lines, _posted, _firstJournal, _options.Today);
        _seal?.Keep(_writer.Connection, _writer.Transaction, _import);
        _seal?.SealEarlier(_writer.Connection, _writer.Transaction, _fund.Number);
        _writer.Commit(_fund.Number);
        return summary;
    }

    /// <summary>
    /// Books what was on the account before its first line. A file older than those imported before moves that opening
    /// back: the difference is booked, so that opening and lines make the closing balance again.
    /// </summary>
    private void Open(StatementInFile statement, LocalDate firstDay)
    {
        var account = statement.Account!;
        if (statement.Start.Opening is not { } opening || opening.Currency != account.Bank.Currency) return;
        if (account.OpeningOn is { } before && before <= firstDay) return;
        if (account.OpeningOn is null && account.HasLines) return; // the books began without knowing: they can't learn it now
        var change = opening - (account.Opening ?? Money.Zero(opening.Currency));
        if (!change.IsZero)
        {
            _postings.Post(StatementBooking.Open(_fund.Id, _postings.NextId, account.Bank.Account, change, firstDay));
            account.OpeningPosted = account.OpeningPosted is { } posted ? posted + change : change;
        }
        account.SetOpening(_rows, opening, firstDay);
    }

    private void TakeLine(StatementInFile statement, StatementLine line)
    {
        var account = statement.Account!;
        statement.Count(line.BookedOn);
        if (line.Amount.IsZero)
        {
            See(LineFate.Nothing, null);
            return;
        }
        var identity = _identity.Of(account.Bank, line);
        if (account.Knows(_writer, _fund.Number, line.BookedOn, identity))
        {
            _alreadyThere++;
            See(LineFate.AlreadyThere, null);
            return;
        }
        _posted++;
        if (line.Reversal && _rows.FindReversed(account.Bank, line) is { } original)
        {
            var reversal = ReverseLine(original, line);
            Keep(reversal, isWaiting: false);
            _recognised++;
            See(LineFate.Reverses, null);
            return;
        }
        Span<byte> reference = stackalloc byte[DonorReference.Size];
        reference = reference[..ReferenceOf(line, reference, out var campaign)];
        var payer = line.Amount.Minor > 0 && !line.Reversal ? _options.Payers?.Find(_writer.Connection, _writer.Transaction, line) : null;
        var recognition = campaign is { } given
            ? new Recognition(new Account(AccountClass.Gift), given)
            : payer is { } known ? new Recognition(known.Income) : MatchRule.Recognise(line, _rules);
        var entry = StatementBooking.Book(_fund.Id, _postings.NextId, account.Bank.Account, line, recognition);
        var journal = _postings.Post(entry, reference);
        Keep(journal, isWaiting: recognition is null);
        if (payer is { } donor) Donors.Gave(_writer.Connection, _writer.Transaction, _fund.Number, journal, donor.Id);
        if (recognition is null) _waiting++;
        else _recognised++;
        See(recognition is null ? LineFate.Waits : LineFate.Recognised, recognition);

        void Keep(long journal, bool isWaiting) => _writer.AddStatementLine(new StatementLineRow(
            _fund.Number, account.Bank.Account.Code, Months.DayNumber(line.BookedOn), identity, journal,
            line.Amount.Minor, isWaiting, _import, _seal?.Seal(identity, line) ?? LineDetail.ToBytes(line)));

        void See(LineFate fate, Recognition? where) =>
            _options.Seen?.Invoke(new SeenLine(line, account.Bank.Account, fate, where));
    }

    private bool IsKnown(DonorReference reference) => _given.ContainsKey(reference) || DrawnFor(reference) is not null;

    private CampaignId? DrawnFor(DonorReference reference) => _giftKey is null ? null : GiftReference.CampaignOf(_giftKey, _fund.Id, reference, _campaigns.Contains);

    /// <summary>Reverses the entry of the line that was taken back, and the one that recognised it later, if one did.</summary>
    private long ReverseLine(ReversedLine original, StatementLine line)
    {
        long journal = 0;
        foreach (var (number, entry) in original.Entries)
        {
            var last = _postings.Reverse(number, entry, line.BookedOn);
            if (journal == 0) journal = last;
        }
        _rows.NoLongerWaits(original.Entries[0].Journal);
        return journal;
    }

    /// <summary>
    /// The reference that a gift's leaf will bear: the one given to the donor, if it stands in the text, else a fresh one.
    /// </summary>
    /// <returns>How many bytes it has: none where the line is no gift.</returns>
    private int ReferenceOf(StatementLine line, Span<byte> reference, out CampaignId? campaign)
    {
        campaign = null;
        if (line.Amount.Minor < 0 || line.Reversal) return 0;
        foreach (var text in _given.Count == 0 && _giftKey is null ? default : (ReadOnlySpan<string?>)[line.Remittance, line.EndToEndId, line.Reference])
            if (text is not null && DonorReference.FindIn(text, IsKnown) is [var found, ..])
            {
                // One leaf can't serve two gifts: who pays again with the same reference gets a fresh one in the leaf.
                campaign = _given.TryGetValue(found, out var given) ? given : DrawnFor(found);
                if (_given.Remove(found)) _rows.TakeReference(found);
                if (!_used.Add(found) || _rows.IsUsed(found)) break;
                found.CopyTo(reference);
                return DonorReference.Size;
            }
        _postings.Draw(reference);
        return DonorReference.Size;
    }
}

/// <summary>A statement of the file while it is read.</summary>
internal sealed class StatementInFile(int position, StatementStart start)
{
    public int Position { get; } = position;

    public StatementStart Start { get; } = start;

    public ImportAccount? Account { get; set; }

    public Money? Closing { get; set; }

    public LocalDate? FirstDay { get; private set; }

    public LocalDate? LastDay { get; private set; }

    public long Lines { get; private set; }

    public void Count(LocalDate day)
    {
        Lines++;
        if (FirstDay is null || day < FirstDay) FirstDay = day;
        if (LastDay is null || day > LastDay) LastDay = day;
    }
}
