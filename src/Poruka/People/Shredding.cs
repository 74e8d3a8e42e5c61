using System.Data.Common;
using Poruka.Storage;

namespace Poruka.People;

/// <summary>What was destroyed.</summary>
/// <param name="HadSalt">Whether the subject had a salt: if not, it was shredded before, or never was.</param>
/// <param name="Fields">How many sealed fields.</param>
/// <param name="Files">How many stored files.</param>
public sealed record ShredOutcome(bool HadSalt, int Fields, int Files);

/// <summary>
/// Destroys all that is sealed of a subject: first its salt, with which nothing of it opens again, in old backups of the database
/// neither; then what lies about.
/// </summary>
internal static class Shredding
{
    /// <summary>Shreds a subject. It can't be undone.</summary>
    public static ShredOutcome Run(Installation installation, UInt128 subject)
    {
        var had = installation.Shred.Destroy(subject);
        using var connection = installation.Database.Open();
        OfCase(installation, connection, subject);
        using var transaction = connection.BeginTransaction();
        var files = StoredFiles.OfSubject(connection, transaction, subject);
        foreach (var file in files) StoredFiles.Delete(connection, transaction, file.Id);
        var fields = SealedRows.DeleteOf(connection, transaction, subject);
        Sql.Run(connection, transaction, "delete from room_item where item = @item", ("item", Ids.Bytes(subject)));
        transaction.Commit();
        foreach (var file in files) StoredFiles.Discard(installation, file.Id);
        return new ShredOutcome(had, fields, files.Count);
    }

    /// <summary>Shreds the files of a case, which are subjects of their own.</summary>
    public static void OfCase(Installation installation, DbConnection connection, UInt128 subject)
    {
        var files = new List<UInt128>();
        using (var command = Sql.Command(connection, null, "select file from case_file where support_case = @case", ("case", Ids.Bytes(subject))))
        using (var row = command.ExecuteReader())
            while (row.Read()) files.Add(Ids.Read(row.GetFieldValue<byte[]>(0)));
        foreach (var file in files) Run(installation, file);
    }
}
