using System.Data.Common;
using NodaTime;
using Poruka.Storage;
using Poruka.Vault;

namespace Poruka.Shell.Sheets;

/// <summary>An import of a table, as remembered.</summary>
public sealed record SheetImport(UInt128 Id, long Count, LocalDate MadeOn, LocalDate? UndoneOn);

/// <summary>Remembers what imports of tables made, so that they can be taken back.</summary>
internal static class SheetRows
{
    /// <summary>For so many days an import can be taken back.</summary>
    public const int DaysToUndo = 30;

    public static UInt128 Add(
        DbConnection connection, DbTransaction transaction, long organisation, string kind, MemberId by, IReadOnlyList<UInt128> made, LocalDate today)
    {
        var id = Ids.Draw();
        Sql.Run(connection, transaction, """
            insert into sheet_import (import, organisation, kind, count, made_by, made_on) values (@id, @organisation, @kind, @count, @by, @today)
            """,
            ("id", Ids.Bytes(id)), ("organisation", organisation), ("kind", kind), ("count", (long)made.Count), ("by", Ids.Bytes(by.Value)),
            ("today", (long)Months.DayNumber(today)));
        for (var i = 0; i < made.Count; i++)
            Sql.Run(connection, transaction, "insert into sheet_made (import, position, made) values (@id, @position, @made)",
                ("id", Ids.Bytes(id)), ("position", (long)i), ("made", Ids.Bytes(made[i])));
        return id;
    }

    /// <summary>The imports of a kind in the days in which they can be taken back, the newest first.</summary>
    public static IReadOnlyList<SheetImport> Recent(DbConnection connection, long organisation, string kind, LocalDate today)
    {
        using var command = Sql.Command(connection, null, """
            select import, count, made_on, undone_on from sheet_import
            where organisation = @organisation and kind = @kind and made_on >= @since order by made_on desc, import
            """,
            ("organisation", organisation), ("kind", kind), ("since", (long)Months.DayNumber(today.PlusDays(-DaysToUndo))));
        using var row = command.ExecuteReader();
        var imports = new List<SheetImport>();
        while (row.Read())
            imports.Add(new SheetImport(Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetInt64(1), Months.Day(row.GetInt64(2)),
                row.IsDBNull(3) ? null : Months.Day(row.GetInt64(3))));
        return imports;
    }

    /// <summary>What an import made, the last first.</summary>
    public static IReadOnlyList<UInt128> Made(DbConnection connection, DbTransaction transaction, UInt128 import)
    {
        using var command = Sql.Command(connection, transaction, "select made from sheet_made where import = @id order by position desc", ("id", Ids.Bytes(import)));
        using var row = command.ExecuteReader();
        var made = new List<UInt128>();
        while (row.Read()) made.Add(Ids.Read(row.GetFieldValue<byte[]>(0)));
        return made;
    }

    /// <summary>Marks an import as taken back; false where it was already.</summary>
    public static bool Undo(DbConnection connection, DbTransaction transaction, UInt128 import, LocalDate today) => Sql.Run(connection, transaction,
        "update sheet_import set undone_on = @today where import = @id and undone_on is null",
        ("today", (long)Months.DayNumber(today)), ("id", Ids.Bytes(import))) == 1;
}
