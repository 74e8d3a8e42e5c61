using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Poruka.Vault;

namespace Poruka.Storage;

/// <summary>
/// The shred salts: 32 random bytes for each subject (a case, a donor, an intake, a room itself), mixed into every key that
/// seals something of it. Kept in a small file of its own, <c>shred/salts.db</c>, outside the database and its backups: with
/// the salt destroyed, nothing of that subject opens again, in no old backup either.
/// </summary>
/// <remarks>Thread-safe. A rollback journal that is deleted, and freed pages overwritten: no WAL keeps an old salt.</remarks>
public sealed class ShredStore
{
    private readonly string _connectionString;

    /// <summary>Opens the store in a folder, and makes it where there is none.</summary>
    public ShredStore(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "salts.db"), DefaultTimeout = 60, Cache = SqliteCacheMode.Private,
        }.ToString();
        using var connection = Open();
        Sql.Run(connection, null, "create table if not exists salt (subject blob not null primary key, salt blob not null) strict, without rowid");
    }

    /// <summary>The salt of a subject, drawn and stored first where it has none.</summary>
    /// <param name="subject">The subject's id: 16 bytes.</param>
    public byte[] For(UInt128 subject)
    {
        using var connection = Open();
        Sql.Run(connection, null, "insert into salt (subject, salt) values (@subject, @salt) on conflict (subject) do nothing",
            ("subject", Ids.Bytes(subject)), ("salt", ShredSalt.Draw(RandomNumberGenerator.Fill)));
        return Read(connection, subject) ?? throw new InvalidOperationException("A salt that was just stored is not there.");
    }

    /// <summary>The salt of a subject; null where it was destroyed, and all that was sealed with it is gone.</summary>
    public byte[]? Find(UInt128 subject)
    {
        using var connection = Open();
        return Read(connection, subject);
    }

    /// <summary>Destroys the salt of a subject: nothing of it opens again. False where there was none.</summary>
    public bool Destroy(UInt128 subject)
    {
        using var connection = Open();
        return Sql.Run(connection, null, "delete from salt where subject = @subject", ("subject", Ids.Bytes(subject))) > 0;
    }

    private static byte[]? Read(SqliteConnection connection, UInt128 subject)
    {
        using var command = Sql.Command(connection, null, "select salt from salt where subject = @subject", ("subject", Ids.Bytes(subject)));
        return command.ExecuteScalar() as byte[];
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Sql.Run(connection, null, "pragma journal_mode = delete; pragma synchronous = full; pragma secure_delete = on; pragma busy_timeout = 60000; pragma temp_store = memory");
        return connection;
    }
}
