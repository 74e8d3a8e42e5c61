using System.Data.Common;
using System.Text;
using NodaTime;
using Poruka.People;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Funds;

/// <summary>A file that belongs to a request, as the server knows it: without its name and what is in it.</summary>
/// <param name="Id">The stored file.</param>
/// <param name="By">Who put it in.</param>
/// <param name="On">When.</param>
internal sealed record RequestFile(UInt128 Id, MemberId By, LocalDate On);

/// <summary>Bills, decisions and receipts that belong to a request, sealed to the trustees' room.</summary>
internal static class RequestFiles
{
    public static IReadOnlyList<RequestFile> List(DbConnection connection, UInt128 request)
    {
        using var command = Sql.Command(connection, null, "select file, added_by, added_on from request_file where request = @request order by added_on, file", ("request", Ids.Bytes(request)));
        using var row = command.ExecuteReader();
        var files = new List<RequestFile>();
        while (row.Read()) files.Add(new RequestFile(Ids.Read(row.GetFieldValue<byte[]>(0)), new MemberId(Ids.Read(row.GetFieldValue<byte[]>(1))), Months.Day(row.GetInt64(2))));
        return files;
    }

    /// <summary>Adds a file that was sealed already, with its name, which is sealed too.</summary>
    public static void Add(
        Installation installation, DbConnection connection, DbTransaction? transaction, Room room, UInt128 request, IReadOnlyList<(StoredFile File, string Name)> files, MemberId by)
    {
        foreach (var (file, name) in files)
        {
            StoredFiles.Add(connection, transaction, file);
            Drops.Put(installation, connection, transaction, room, request, NameOf(file.Id), Encoding.UTF8.GetBytes(name));
            Sql.Run(connection, transaction, "insert into request_file (file, request, added_by, added_on) values (@file, @request, @by, @on)",
                ("file", Ids.Bytes(file.Id)), ("request", Ids.Bytes(request)), ("by", Ids.Bytes(by.Value)), ("on", (long)Months.DayNumber(file.MadeOn)));
        }
    }

    /// <summary>A file's name; null where it was shredded.</summary>
    public static string? NameOf(DbConnection connection, HeldRoom room, UInt128 file) =>
        room.Read(connection, NameOf(file)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static SealedPlace NameOf(UInt128 file) => new("request-file", file, "name");
}
