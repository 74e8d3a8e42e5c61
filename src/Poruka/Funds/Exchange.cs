using System.Data.Common;
using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;

namespace Poruka.Funds;

/// <summary>What came of a note that was brought.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Answer">What goes back to who brought it: countersigned notes, one behind the other; empty where there is nothing to say.</param>
/// <param name="Missing">Numbers that are missing before what waits.</param>
internal sealed record Heard(ExchangeOutcome Outcome, byte[] Answer, IReadOnlyList<long> Missing);

/// <summary>
/// The exchange of signed statements with funds of other installations: what is said and what is heard, each with its entry, in
/// one transaction under the fund's lock. Bringing a note again changes nothing.
/// </summary>
internal static class Exchange
{
    public static IReadOnlyList<(string Name, string Key)> Peers(DbConnection connection, Fund fund)
    {
        using var command = Sql.Command(connection, null, "select name, key from fund_peer where fund = @fund order by name", ("fund", fund.Number));
        using var row = command.ExecuteReader();
        var peers = new List<(string, string)>();
        while (row.Read()) peers.Add((row.GetString(0), row.GetString(1)));
        return peers;
    }

    /// <summary>Agrees on a key with another fund; false where another key was agreed on before.</summary>
    public static bool AddPeer(DbConnection connection, Fund fund, NoteVerifier key) => Sql.Run(connection, null,
        "insert into fund_peer (fund, name, key) values (@fund, @name, @key) on conflict (fund, name) do nothing",
        ("fund", fund.Number), ("name", key.Name), ("key", key.ToString())) == 1;

    /// <summary>Says something to another fund: signs it, and books it.</summary>
    public static ExchangedStatement Say(Installation installation, Fund fund, string peer, Func<string, long, string, FundStatement> write)
    {
        using var signer = FundLog.SignerOf(installation, fund);
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        var chain = Read(transaction.Connection, fund, signer.Verifier.Name, peer, isOurs: true);
        var said = chain.Say(signer, (number, previous) => write(signer.Verifier.Name, number, previous));
        Put(transaction, fund, peer, isOurs: true, said);
        transaction.MustPost(fund, said.Statement.SenderEntry(fund.Id, IdOf(said.Statement)));
        transaction.Commit();
        return said;
    }

    /// <summary>Hears what another fund's machine brought: a statement of theirs, or a countersignature under one of ours.</summary>
    public static Heard Hear(Installation installation, Fund fund, byte[] bytes)
    {
        if (!SignedNote.TryParse(bytes, out var note, out _) || FundStatement.Read(note!.Text) is not { } statement) return new Heard(ExchangeOutcome.Malformed, [], []);
        using var signer = FundLog.SignerOf(installation, fund);
        using var transaction = FundTransaction.Begin(installation.Database, fund.Number);
        var ours = signer.Verifier.Name;
        var peer = statement.From == ours ? statement.To : statement.From;
        if (Peers(transaction.Connection, fund).FirstOrDefault(p => p.Name == peer).Key is not { } text || !NoteVerifier.TryParse(text, out var theirs, out _))
            return new Heard(ExchangeOutcome.NotOurs, [], []);
        if (statement.From == ours)
        {
            var said = Read(transaction.Connection, fund, ours, peer, isOurs: true);
            if (!said.Acknowledge(bytes, theirs!)) return new Heard(ExchangeOutcome.NotGenuine, [], []);
            Put(transaction, fund, peer, isOurs: true, said.Accepted[(int)statement.Number - 1]);
            transaction.Commit();
            return new Heard(ExchangeOutcome.AlreadyHere, [], []);
        }
        var chain = Read(transaction.Connection, fund, peer, ours, isOurs: false);
        foreach (var early in Early(transaction.Connection, fund, peer)) chain.Hear(early, theirs!, signer);
        var (outcome, accepted) = chain.Hear(bytes, theirs!, signer);
        if (outcome == ExchangeOutcome.Waits)
            Sql.Run(transaction.Connection, transaction.Transaction,
                "insert into fund_statement_early (fund, peer, number, note) values (@fund, @peer, @number, @note) on conflict (fund, peer, number) do nothing",
                ("fund", fund.Number), ("peer", peer), ("number", statement.Number), ("note", bytes));
        if (outcome == ExchangeOutcome.Accepted)
            foreach (var next in accepted)
            {
                Put(transaction, fund, peer, isOurs: false, next);
                Sql.Run(transaction.Connection, transaction.Transaction, "delete from fund_statement_early where fund = @fund and peer = @peer and number = @number",
                    ("fund", fund.Number), ("peer", peer), ("number", next.Statement.Number));
                transaction.MustPost(fund, next.Statement.ReceiverEntry(fund.Id, IdOf(next.Statement)));
            }
        transaction.Commit();
        return new Heard(outcome, [.. accepted.SelectMany(a => a.Note.ToBytes())], chain.Missing);
    }

    /// <summary>One direction of what was exchanged with a fund.</summary>
    public static StatementChain Read(DbConnection connection, Fund fund, string from, string to, bool isOurs)
    {
        var chain = new StatementChain(from, to);
        using var command = Sql.Command(connection, null, "select note from fund_statement where fund = @fund and peer = @peer and is_ours = @ours order by number",
            ("fund", fund.Number), ("peer", isOurs ? to : from), ("ours", isOurs ? 1L : 0L));
        using var row = command.ExecuteReader();
        while (row.Read())
            if (SignedNote.TryParse(row.GetFieldValue<byte[]>(0), out var note, out _) && FundStatement.Read(note!.Text) is { } statement)
                chain.Restore(new ExchangedStatement(statement, note));
        return chain;
    }

    private static List<byte[]> Early(DbConnection connection, Fund fund, string peer)
    {
        using var command = Sql.Command(connection, null, "select note from fund_statement_early where fund = @fund and peer = @peer order by number", ("fund", fund.Number), ("peer", peer));
        using var row = command.ExecuteReader();
        var notes = new List<byte[]>();
        while (row.Read()) notes.Add(row.GetFieldValue<byte[]>(0));
        return notes;
    }

    private static void Put(FundTransaction transaction, Fund fund, string peer, bool isOurs, ExchangedStatement exchanged) => Sql.Run(transaction.Connection, transaction.Transaction, """
        insert into fund_statement (fund, peer, is_ours, number, note) values (@fund, @peer, @ours, @number, @note)
        on conflict (fund, peer, is_ours, number) do update set note = excluded.note
        """,
        ("fund", fund.Number), ("peer", peer), ("ours", isOurs ? 1L : 0L), ("number", exchanged.Statement.Number), ("note", exchanged.Note.ToBytes()));

    /// <summary>The id of a statement's entry follows from the statement, so that it can't be booked twice.</summary>
    private static EntryId IdOf(FundStatement statement) => new(Ids.Read(SHA256.HashData(statement.ToText().Bytes.Span).AsSpan(0, 16)), 0);
}
