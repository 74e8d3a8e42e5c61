using System.Security.Cryptography;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.IssueReceipt;
using Poruka.Funds.MatchLines;
using Poruka.Funds.VerifyBooks;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Safety;
using Poruka.Tests.Web;
using Poruka.Vault;

namespace Poruka.Tests.Funds;

/// <summary>Who donors are lies in the donors' room; the books and the import know them by pseudonym and blind index.</summary>
public sealed class DonorsTests(PostgresServer postgres)
{
    public static TheoryData<DatabaseKind> Both => TestInstallation.Both;

    private static StatementLine Payment(string? account, string? text = null) => new()
    {
        BookedOn = TestInstallation.Today, Amount = new Money(1_000, Currency.Eur), CounterpartyName = "Anna", CounterpartyAccount = account,
        Remittance = text,
    };

    [Theory, MemberData(nameof(Both))]
    public void A_payer_is_found_by_account_or_reference_however_it_is_written_and_never_where_it_could_be_two(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        using var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!;
        using var connection = test.Database.Open();
        var anna = Donors.Add(room, connection, new DonorDetails { Name = "Анна Иванова", Accounts = ["DE02 1203 0000 0000 2020 51"], References = ["M-0017"] }, TestInstallation.Today);
        var boris = Donors.Add(room, connection, new DonorDetails { Name = "Boris", Accounts = ["40817810099910004312"], References = ["M-0018", "family"] }, TestInstallation.Today);
        Donors.Add(room, connection, new DonorDetails { Name = "Vera", References = ["family"] }, TestInstallation.Today);
        using var index = DonorIndex.Open(room, connection);
        Assert.Equal(anna.Id, index.Find(connection, null, Payment("de02120300000000202051")));
        Assert.Equal(boris.Id, index.Find(connection, null, Payment(null, "dues m-0018, thank you")));
        Assert.Null(index.Find(connection, null, Payment(null, "for the family")));
        Assert.Null(index.Find(connection, null, Payment("DE99", "nothing")));
        Assert.Equal(["Boris", "Vera", "Анна Иванова"], Donors.Names(room, connection).Values.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Both))]
    public void A_new_epoch_has_a_new_index_with_the_same_answers(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var group = new SampleGroup(test);
        DonorId anna;
        List<string> before;
        using (var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!)
        using (var connection = test.Database.Open())
        {
            anna = Donors.Add(room, connection, new DonorDetails { Name = "Anna", Accounts = ["DE02120300000000202051"] }, TestInstallation.Today).Id;
            before = Tags(test);
        }
        NewEpoch(group, RoomKind.Donors);
        using (var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!)
        using (var connection = test.Database.Open())
        {
            Assert.Equal(2u, room.Room.Epoch);
            using var index = DonorIndex.Open(room, connection);
            Assert.Empty(Tags(test).Intersect(before));
            Assert.Equal(anna, index.Find(connection, null, Payment("DE02120300000000202051")));
        }
    }

    /// <summary>Begins a new epoch of a room, as when somebody leaves it.</summary>
    private static void NewEpoch(SampleGroup group, RoomKind kind)
    {
        using var room = group.Open(group.Room(kind), group.Vera)!;
        using var connection = group.Test.Database.Open();
        using var transaction = connection.BeginTransaction();
        using var next = RoomSecret.Draw(room.Room.Id, room.Room.Epoch + 1, RandomNumberGenerator.Fill);
        RoomRows.AddEpoch(connection, transaction, next, next.SealPrevious(room.Secret, RandomNumberGenerator.Fill), TestInstallation.Today);
        var vera = group.Vera;
        RoomRows.Put(connection, transaction, Grant.Make(next, vera.Member.Id, vera.Member.PublicKey, null, vera.Member.Id, vera.Keys, RandomNumberGenerator.Fill),
            vera.Member.VerifyingKey, isKeeper: true, TestInstallation.Today);
        transaction.Commit();
    }

    [Theory, MemberData(nameof(Both))]
    public void A_statement_leaves_no_name_in_the_books_and_who_holds_the_room_knows_the_payers(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        string[] canaries = ["Anna Canaryskaya", "DE02120300000000202051", "for my brother Canary", "Boris Beforehand", "DE75512108001245126199"];
        // Imported before there was a group: readable, until the next import seals it.
        Import(test, "before.sta", 1, ("Boris Beforehand", "DE75512108001245126199", "old text"));
        Assert.Equal(2, Found(test, canaries).Count);
        using var group = new SampleGroup(test);
        Assert.True(Import(test, "first.sta", 2, ("Anna Canaryskaya", "DE02120300000000202051", "for my brother Canary")).IsSealed);
        Assert.Empty(Found(test, canaries));
        Assert.All(MatchLines.Run(test.Installation, test.Fund, apply: false), w => Assert.True(w is { IsSealed: true, Line.CounterpartyName: null }));

        using var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!;
        using var connection = test.Database.Open();
        Assert.Equal(["Boris Beforehand", "Anna Canaryskaya"],
            MatchLines.Run(test.Installation, test.Fund, apply: false, room).Select(w => w.Line.CounterpartyName));
        var anna = Donors.Add(room, connection, new DonorDetails { Name = "Anna Canaryskaya", Accounts = ["DE02 1203 0000 0000 2020 51"], Usually = "dues" }, TestInstallation.Today);
        var matched = MatchLines.Run(test.Installation, test.Fund, apply: true, room);
        Assert.Equal(new Account(AccountClass.Dues), matched[1].Recognition!.Value.Account);
        var gift = Assert.Single(Donors.GiftsOf(connection, anna.Id));
        Assert.Equal(matched[1].Journal.Value, gift.Journal);

        // With the room open at import the payer is known at once.
        using (var payers = KnownPayers.Open(room, connection))
            Assert.Equal((1, 0), Import(test, "second.sta", 3, payers, ("Anna Canaryskaya", "DE02120300000000202051", "again")) is var s ? (s.Recognised, s.Waiting) : default);
        Assert.Equal(2, Donors.GiftsOf(connection, anna.Id).Count);
        Assert.Empty(Found(test, canaries));
        Assert.Empty(VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);

        // Erased: the room's holder finds nothing of her, and the books still add up.
        Assert.Equal(2, Donors.Erase(test.Installation, connection, anna.Id));
        Assert.Null(Donors.NameOf(room, connection, anna.Id));
        Assert.IsType<ReceiptIssue.Erased>(Receipts.ByJournal(test.Installation, test.Fund, new JournalNumber(gift.Journal)));
        using var keys = LineKeys.Open(room, connection, test.Fund.Number);
        Assert.DoesNotContain("Anna Canaryskaya", Names(test, keys));
        Assert.Empty(VerifyBooks.Run(test.Installation, test.Fund, null, CancellationToken.None).Findings);
    }

    [Fact]
    public async Task A_page_knows_payers_while_a_treasurer_holds_the_donors_room_and_the_rooms_record_says_so()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        var boris = group.Join("boris", Role.Treasurer);
        DonorId anna;
        using (var connection = test.Database.Open())
        using (var room = group.Open(group.Room(RoomKind.Donors), group.Vera)!)
        {
            using (var transaction = connection.BeginTransaction())
            {
                MemberRows.SetRoles(connection, transaction, group.Organisation, group.Vera.Member.Id, [Role.Administrator, Role.Treasurer]);
                transaction.Commit();
            }
            anna = Donors.Add(room, connection, new DonorDetails { Name = "Anna Canaryskaya", Accounts = ["DE02 1203 0000 0000 2020 51"], Usually = "dues" }, TestInstallation.Today).Id;
        }
        Assert.Equal(1, Import(test, "first.sta", 2, ("Anna Canaryskaya", "DE02120300000000202051", "for my brother")).Waiting);
        await using var site = await WebSite.Start(test, Poruka.Program.Pages, clock: new TestClock());
        var address = $"/groups/{group.Organisation.Slug}/funds/{test.Fund.Slug}/waiting";
        using (var his = SampleGroup.SignedIn(site, boris))
        {
            var closed = (await his.Get(address)).Body!.TextContent;
            Assert.Contains("sealed: open with the donors’ room", closed, StringComparison.Ordinal);
            Assert.DoesNotContain("Canaryskaya", closed, StringComparison.Ordinal);
        }
        using var vera = SampleGroup.SignedIn(site, group.Vera);
        var open = await vera.Get(address);
        Assert.Contains("Anna Canaryskaya", open.Body!.TextContent, StringComparison.Ordinal);
        await vera.Send(open, address);
        using (var connection = test.Database.Open()) Assert.Single(Donors.GiftsOf(connection, anna));
        var record = await vera.Get(RoomHead.AddressOf(group.Room(RoomKind.Donors)) + "/record");
        Assert.Equal(["opened", test.Fund.Slug], record.QuerySelectorAll("tbody tr").Single().Children.Skip(2).Select(c => c.TextContent));
    }

    private static List<string?> Names(TestInstallation test, LineKeys keys)
    {
        using var connection = test.Database.Open();
        using var command = Sql.Command(connection, null, "select import, identity, detail from statement_line");
        using var row = command.ExecuteReader();
        var names = new List<string?>();
        while (row.Read())
            names.Add(LineKeys.Read(keys, row.GetInt64(0), Ids.Read(row.GetFieldValue<byte[]>(1)), row.GetFieldValue<byte[]>(2), TestInstallation.Today, default).CounterpartyName);
        return names;
    }

    private static ImportSummary Import(TestInstallation test, string file, int day, params (string Name, string Account, string Text)[] lines) =>
        Import(test, file, day, null, lines);

    private static ImportSummary Import(TestInstallation test, string file, int day, KnownPayers? payers, params (string Name, string Account, string Text)[] lines)
    {
        var path = Path.Combine(test.Folder, file);
        var text = $":20:TEST\n:25:DE02120300000000202052\n:28C:1/1\n:60F:C26030{day}EUR{(day - 1) * 10},00\n"
            + string.Concat(lines.Select(l => $":61:26030{day}C10,00NTRFNONREF\n:86:166?00GIFT?20{l.Text}?31{l.Account}?32{l.Name}\n"))
            + $":62F:C26030{day}EUR{(day - 1 + lines.Length) * 10},00\n-\n";
        File.WriteAllText(path, text);
        var outcome = ImportStatement.Run(test.Installation, test.Fund, path, new ImportOptions(TestInstallation.Today) { Payers = payers }, null, CancellationToken.None);
        File.Delete(path);
        return Assert.IsType<ImportOutcome.Imported>(outcome).Summary;
    }

    /// <summary>Which of these stand readable in any column of any table.</summary>
    private static List<string> Found(TestInstallation test, string[] canaries) => Canaries.InTables(test.Database, canaries);

    private static List<string> Tags(TestInstallation test)
    {
        using var connection = test.Database.Open();
        using var command = Sql.Command(connection, null, "select tag from donor_tag");
        using var row = command.ExecuteReader();
        var tags = new List<string>();
        while (row.Read()) tags.Add(Convert.ToHexString(row.GetFieldValue<byte[]>(0)));
        return tags;
    }
}
