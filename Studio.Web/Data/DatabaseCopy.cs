using Dapper;
using Microsoft.Data.Sqlite;

namespace Studio.Web.Data;

/// <summary>A copy of the database as it is at one moment, taken while others read and write (SQLite's online backup).</summary>
internal static class DatabaseCopy
{
    /// <summary>Writes one file without others beside it.</summary>
    /// <returns>The number of the last migration in it.</returns>
    /// <exception cref="SqliteException">The database cannot be read, or the copy not be written.</exception>
    public static int Take(string database, string copy)
    {
        using var to = Open(copy, SqliteOpenMode.ReadWriteCreate);
        using (var from = Open(database, SqliteOpenMode.ReadWrite))
            from.BackupDatabase(to);
        to.ExecuteScalar<string>("PRAGMA journal_mode = DELETE");
        return LastMigration(to);
    }

    /// <summary>What is wrong with a database that came from elsewhere; null when it can be used.</summary>
    public static string? Problem(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            if (connection.ExecuteScalar<string>("PRAGMA quick_check(1)") is var check && check != "ok")
                return $"The database in it is damaged: {check}.";
            // Studio has none; they would run with every statement
            if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE type IN ('trigger', 'view')") > 0)
                return "The database in it has triggers or views, which Studio's never has.";
            var known = Migrations.Embedded().Select(script => (long)script.Number).ToHashSet();
            return connection.Query<long>("SELECT number FROM migrations").All(known.Contains)
                ? null
                : "The database in it was written by a newer Studio.";
        }
        catch (SqliteException e)
        {
            return $"The database in it cannot be read: {e.Message}";
        }
    }

    /// <summary>The last change of the schema that this program knows.</summary>
    public static int KnownMigration() => Migrations.Embedded()[^1].Number;

    internal static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static int LastMigration(SqliteConnection connection) =>
        connection.ExecuteScalar<int>("SELECT COALESCE(MAX(number), 0) FROM migrations");
}
