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
public sealed class ShredStore : IDisposable
{
    private readonly Lock _turn = new();
    private readonly SqliteConnection _connection;

    /// <summary>Opens the store in a folder, and makes it where there is none.</summary>
    public ShredStore(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // One connection for all: opening one for each salt would cost more than the sealing does.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, "salts.db"), DefaultTimeout = 60, Cache = SqliteCacheMode.Private, Pooling = false,
        }.ToString());
        _connection.Open();
        Sql.Run(_connection, null, "pragma journal_mode = delete; pragma synchronous = full; pragma secure_delete = on; pragma busy_timeout = 60000; pragma temp_store = memory");
        Sql.Run(_connection, null, "create table if not exists salt (subject blob not null primary key, salt blob not null) strict, without rowid");
    }

    /// <summary>The salt of a subject, drawn and stored first where it has none.</summary>
    /// <param name="subject">The subject's id: 16 bytes.</param>
    public byte[] For(UInt128 subject)
    {
        lock (_turn)
        {
            if (Read(subject) is { } salt) return salt;
            Sql.Run(_connection, null, "insert into salt (subject, salt) values (@subject, @salt) on conflict (subject) do nothing",
                ("subject", Ids.Bytes(subject)), ("salt", ShredSalt.Draw(RandomNumberGenerator.Fill)));
            return Read(subject) ?? throw new InvalidOperationException("A salt that was just stored is not there.");
        }
    }

    /// <summary>Draws and stores the salts of many new subjects at once: one wait for the disk.</summary>
    public void Make(IEnumerable<UInt128> subjects)
    {
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var subject in subjects)
                Sql.Run(_connection, transaction, "insert into salt (subject, salt) values (@subject, @salt) on conflict (subject) do nothing",
                    ("subject", Ids.Bytes(subject)), ("salt", ShredSalt.Draw(RandomNumberGenerator.Fill)));
            transaction.Commit();
        }
    }

    /// <summary>The salt of a subject; null where it was destroyed, and all that was sealed with it is gone.</summary>
    public byte[]? Find(UInt128 subject)
    {
        lock (_turn) return Read(subject);
    }

    /// <summary>The salts of many subjects at once; those that were destroyed are left out.</summary>
    public IReadOnlyDictionary<UInt128, byte[]> Find(IEnumerable<UInt128> subjects)
    {
        var salts = new Dictionary<UInt128, byte[]>();
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction(deferred: true); // one lock on the file for all
            using var command = Sql.Command(_connection, transaction, Select, ("subject", null));
            foreach (var subject in subjects)
            {
                if (salts.ContainsKey(subject)) continue;
                command.Parameters[0].Value = Ids.Bytes(subject);
                if (command.ExecuteScalar() is byte[] salt) salts[subject] = salt;
            }
            transaction.Commit();
        }
        return salts;
    }

    /// <summary>Destroys the salt of a subject: nothing of it opens again. False where there was none.</summary>
    public bool Destroy(UInt128 subject)
    {
        lock (_turn) return Sql.Run(_connection, null, "delete from salt where subject = @subject", ("subject", Ids.Bytes(subject))) > 0;
    }

    /// <summary>All salts, for a backup of their own.</summary>
    public IReadOnlyList<(UInt128 Subject, byte[] Salt)> All()
    {
        lock (_turn)
        {
            using var command = Sql.Command(_connection, null, "select subject, salt from salt order by subject");
            using var row = command.ExecuteReader();
            var all = new List<(UInt128, byte[])>();
            while (row.Read()) all.Add((Ids.Read(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1)));
            return all;
        }
    }

    /// <summary>Puts salts back into a store that has none, all or none.</summary>
    public void Restore(IEnumerable<(UInt128 Subject, byte[] Salt)> salts)
    {
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction();
            using var command = Sql.Command(_connection, transaction, "insert into salt (subject, salt) values (@subject, @salt)", ("subject", null), ("salt", null));
            foreach (var (subject, salt) in salts)
            {
                (command.Parameters[0].Value, command.Parameters[1].Value) = (Ids.Bytes(subject), salt);
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    public void Dispose() => _connection.Dispose();

    private const string Select = "select salt from salt where subject = @subject";

    private byte[]? Read(UInt128 subject)
    {
        using var command = Sql.Command(_connection, null, Select, ("subject", Ids.Bytes(subject)));
        return command.ExecuteScalar() as byte[];
    }
}
