namespace Poruka.Ledger.Transparency;

/// <summary>What became of a statement that another fund's machine brought.</summary>
public enum ExchangeOutcome
{
    /// <summary>It is the next one: it is countersigned, and belongs into the books.</summary>
    Accepted,

    /// <summary>It is here already; the countersignature is given again.</summary>
    AlreadyHere,

    /// <summary>Others are missing before it: it waits for them.</summary>
    Waits,

    /// <summary>It has the number of one that is here, or names another one before it: the two sides tell different stories.</summary>
    OtherStory,

    /// <summary>It is for another fund, or of another one.</summary>
    NotOurs,

    /// <summary>Its signature is wrong, or not of the key that was agreed on.</summary>
    NotGenuine,

    /// <summary>It is no statement.</summary>
    Malformed,
}

/// <summary>A statement and the signatures under it.</summary>
public sealed record ExchangedStatement(FundStatement Statement, SignedNote Note);

/// <summary>
/// One direction of an exchange: what was accepted, in order, and what came early. Statements may be lost, come twice, out of
/// order or changed on their way; in the end both sides hold the same chain, or it is named where they part.
/// </summary>
/// <remarks>Not thread safe.</remarks>
/// <param name="from">The log's name of the fund that speaks.</param>
/// <param name="to">That of the fund that is spoken to.</param>
public sealed class StatementChain(string from, string to)
{
    private const int MostWaiting = 1_000;

    private readonly List<ExchangedStatement> _accepted = [];
    private readonly SortedDictionary<long, ExchangedStatement> _waiting = [];

    /// <summary>What was accepted, in order.</summary>
    public IReadOnlyList<ExchangedStatement> Accepted => _accepted;

    /// <summary>What came early.</summary>
    public IEnumerable<ExchangedStatement> Waiting => _waiting.Values;

    /// <summary>The number of the next one that is wanted.</summary>
    public long Next => _accepted.Count + 1;

    /// <summary>What the next one must name as the one before it.</summary>
    public string Head => _accepted.Count == 0 ? FundStatement.NoPrevious : _accepted[^1].Statement.Hash;

    /// <summary>Numbers that are missing before those that wait.</summary>
    public IReadOnlyList<long> Missing => _waiting.Count == 0 ? [] : [.. Range(Next, _waiting.Keys.Last()).Where(n => !_waiting.ContainsKey(n))];

    /// <summary>Takes what is known to be in order: when the chain is read from where it is kept.</summary>
    public void Restore(ExchangedStatement statement) => _accepted.Add(statement);

    /// <summary>Signs the next statement of our own.</summary>
    public ExchangedStatement Say(NoteSigner signer, Func<long, string, FundStatement> write)
    {
        var statement = write(Next, Head);
        var text = statement.ToText();
        var said = new ExchangedStatement(statement, new SignedNote(text, [signer.Sign(text)]));
        _accepted.Add(said);
        return said;
    }

    /// <summary>Takes what the other side brought.</summary>
    /// <param name="bytes">A signed note.</param>
    /// <param name="theirs">The key that was agreed on.</param>
    /// <param name="ours">Countersigns.</param>
    /// <returns>What became of it, and what is accepted by it, in order: several where some had waited. With countersignatures.</returns>
    public (ExchangeOutcome Outcome, IReadOnlyList<ExchangedStatement> Accepted) Hear(ReadOnlyMemory<byte> bytes, NoteVerifier theirs, NoteSigner ours)
    {
        if (!SignedNote.TryParse(bytes, out var note, out _) || FundStatement.Read(note!.Text) is not { } statement) return (ExchangeOutcome.Malformed, []);
        if (statement.From != from || statement.To != to) return (ExchangeOutcome.NotOurs, []);
        if (note.Verify([theirs], out _) != NoteOutcome.Valid) return (ExchangeOutcome.NotGenuine, []);
        if (statement.Number < Next)
        {
            var here = _accepted[(int)statement.Number - 1];
            return here.Statement.ToText() == note.Text ? (ExchangeOutcome.AlreadyHere, [here]) : (ExchangeOutcome.OtherStory, []);
        }
        if (_waiting.TryGetValue(statement.Number, out var waits) && waits.Statement.ToText() != note.Text) return (ExchangeOutcome.OtherStory, []);
        if (statement.Number > Next)
        {
            if (_waiting.Count < MostWaiting) _waiting[statement.Number] = new ExchangedStatement(statement, note);
            return (ExchangeOutcome.Waits, []);
        }
        if (statement.Previous != Head) return (ExchangeOutcome.OtherStory, []);
        _waiting[statement.Number] = new ExchangedStatement(statement, note);
        var accepted = new List<ExchangedStatement>();
        while (_waiting.Remove(Next, out var next))
        {
            if (next.Statement.Previous != Head) break;
            var countersigned = next with { Note = next.Note.With(ours.Sign(next.Note.Text)) };
            _accepted.Add(countersigned);
            accepted.Add(countersigned);
        }
        return (ExchangeOutcome.Accepted, accepted);
    }

    /// <summary>Takes the other side's countersignature under one of our own statements; false where it is not right.</summary>
    public bool Acknowledge(ReadOnlyMemory<byte> bytes, NoteVerifier theirs)
    {
        if (!SignedNote.TryParse(bytes, out var note, out _) || FundStatement.Read(note!.Text) is not { } statement
            || statement.Number >= Next || _accepted[(int)statement.Number - 1].Statement.ToText() != note.Text
            || note.Verify([theirs], out _) != NoteOutcome.Valid) return false;
        _accepted[(int)statement.Number - 1] = new ExchangedStatement(statement, note);
        return true;
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var n = first; n <= last && n < first + MostWaiting; n++) yield return n;
    }
}
