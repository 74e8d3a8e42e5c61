using System.Security.Cryptography;
using System.Text;
using Poruka.Cases;
using Poruka.Funds;
using Poruka.People;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Vault;

namespace Poruka.Tests.Safety;

/// <summary>An old copy of the database and of the files, after what it holds was shredded.</summary>
public sealed class BackupTests(PostgresServer postgres)
{
    [Fact]
    public async Task An_old_backup_opens_nothing_of_what_was_shredded_even_with_every_key_of_the_room()
    {
        using var test = new TestInstallation(DatabaseKind.Sqlite, postgres);
        using var group = new SampleGroup(test);
        using var old = new Cli.TemporaryFolder();
        var room = group.Room(RoomKind.Intake);
        using var code = FollowUpCode.Draw(RandomNumberGenerator.Fill);
        var call = new HelpCall(Ids.Draw(), room.Organisation, "C-TEST22", TestInstallation.Today, CallState.New, code.PublicKey);
        DonorId donor;
        using (var connection = test.Database.Open())
        {
            var file = await StoredFiles.Seal(test.Installation, room, call.Id, new MemoryStream(Encoding.UTF8.GetBytes("a summons")), 1_000, TestInstallation.Today, CancellationToken.None);
            using (var transaction = connection.BeginTransaction())
            {
                Calls.Add(test.Installation, connection, transaction, room, RoomRows.PublicKeyOf(connection, room, transaction), call, code.LookupId,
                    new CallText { What = "Anna was arrested" }, [(file!, "summons.pdf")]);
                transaction.Commit();
            }
            using var donors = group.Open(group.Room(RoomKind.Donors), group.Vera)!;
            donor = Donors.Add(donors, connection, new DonorDetails { Name = "Anna" }, TestInstallation.Today).Id;
            Sql.Run(connection, null, "pragma wal_checkpoint(truncate)");
        }
        Copy(test.Folder, old.Path, except: "shred");
        Assert.Equal(("Anna was arrested", "a summons", "Anna"), await Read(test.Installation, group, call, donor));

        using (var connection = test.Database.Open())
        {
            Calls.Shred(test.Installation, connection, call);
            Donors.Erase(test.Installation, connection, donor);
        }
        // The key store is not part of the backup: it is as it is now.
        Copy(Path.Combine(test.Folder, "shred"), Path.Combine(old.Path, "shred"), except: null);
        using var restored = Installation.Open(old.Path);
        Assert.Equal((null, null, null), await Read(restored, group, call, donor));
        using (var connection = restored.Database.Open()) Assert.NotNull(Calls.Find(connection, room.Organisation, call.Id)); // it is there, and doesn't open
    }

    private static async Task<(string? Call, string? File, string? Donor)> Read(Installation installation, SampleGroup group, HelpCall call, DonorId donor)
    {
        using var connection = installation.Database.Open();
        HeldRoom Open(RoomKind kind) => HeldRoom.Open(installation, connection, group.Vera.Member.Id, () => group.Vera.Keys,
            RoomRows.Find(connection, group.Organisation.Number, kind)!.Id, TestInstallation.Today)!;
        using var intake = Open(RoomKind.Intake);
        using var donors = Open(RoomKind.Donors);
        var file = Calls.Files(intake, connection, call).Single();
        using var opened = StoredFiles.Open(installation, connection, intake, file.Id);
        var contents = opened is null ? null : await new StreamReader(opened.Contents).ReadToEndAsync();
        return (Calls.Messages(intake, connection, call).Single().Text?.What, contents, Donors.NameOf(donors, connection, donor));
    }

    private static void Copy(string from, string to, string? except)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, path);
            if (except is not null && name.StartsWith(except + Path.DirectorySeparatorChar, StringComparison.Ordinal)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            File.Copy(path, Path.Combine(to, name), overwrite: true);
        }
    }
}
