using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Studio.Web.Data;

/// <summary>
/// The one database, STUDIO_DIR/studio.db. Stores open a connection per operation (they are pooled) and use Dapper on it. Times are
/// unix milliseconds (INTEGER), identifiers TEXT, JSON TEXT.
/// </summary>
public sealed class StudioDb
{
    private readonly string _connectionString;

    public StudioDb(StudioOptions options)
        : this(options.Paths.Database)
    {
    }

    public StudioDb(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Cache = SqliteCacheMode.Private,
            Pooling = true,
            ForeignKeys = true,
            DefaultTimeout = 15, // seconds a command waits for another writer
        }.ConnectionString;
    }

    /// <summary>An open connection with foreign keys on; dispose it to give it back to the pool.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken = default)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(PerConnection);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same for code that cannot await.</summary>
    public DbConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute(PerConnection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Brings the schema up to this program. Call once before anything else.</summary>
    /// <exception cref="StartupException">The file is no database, or a newer Studio has written it.</exception>
    public void Migrate(TimeProvider time)
    {
        try
        {
            MakePrivate(new SqliteConnectionStringBuilder(_connectionString).DataSource);
            using var connection = Open();
            // write-ahead logging is a property of the file: readers never wait for the writer
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(connection, Migrations.Embedded(), time);
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The database {new SqliteConnectionStringBuilder(_connectionString).DataSource} cannot be opened: {e.Message} Restore it from a backup, or move it away to start with an empty one.", e);
        }
    }

    /// <summary>Lets go of the file, so that it can be moved or deleted.</summary>
    public void Close()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    // sessions and hashes are in it; its -wal and -shm files take over the mode
    private static void MakePrivate(string file)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(file))
            new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
    }

    // synchronous=NORMAL: with WAL a power cut can lose the last commits but never harms the file; busy_timeout in milliseconds
    private const string PerConnection = "PRAGMA busy_timeout = 15000; PRAGMA synchronous = NORMAL";
}
