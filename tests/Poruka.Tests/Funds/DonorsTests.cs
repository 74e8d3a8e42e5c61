using System.Security.Cryptography;
using NodaTime;
using Poruka.Funds;
using Poruka.Ledger;
using Poruka.Ledger.Statements;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
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
