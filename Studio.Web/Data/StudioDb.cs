using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Studio.Web.Data;

/// <summary>
/// The one database, STUDIO_DIR/studio.db. Stores open a connection per operation (they are pooled) and use Dapper on it. Times are
/// unix milliseconds (INTEGER), identifiers TEXT, JSON TEXT. Every error is a <see cref="DbException"/>; <see cref="DatabaseFault"/> reads
/// it.
/// </summary>
public sealed class StudioDb
{
    /// <summary>What the server had, when somebody took the file away under it; beside the database.</summary>
    public const string RescuedName = "studio.db.rescued";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly string _file;
    private readonly Lock _gate = new();

    // as long as one is open the files beside the database stay: on a full disk nobody could make them anew, not even to read
    private SqliteConnection? _anchor;
    private bool _knowsMoves;
    private bool _isRescued;

    // a pool for each
    private readonly ConcurrentDictionary<TimeSpan, string> _patiences = [];

    public StudioDb(StudioOptions options)
        : this(options.Paths.Database)
    {
    }

    public StudioDb(string file)
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        _file = file;
    }

    /// <summary>
    /// An open connection with foreign keys on, which waits for another writer as long as a person would; dispose it to give it back to the
    /// pool.
    /// </summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken = default) => OpenAsync(Patience, cancellationToken);

    /// <summary>The same with a patience of its own.</summary>
    /// <param name="patience">How long it waits for another writer; a whole number of seconds.</param>
    public async Task<DbConnection> OpenAsync(TimeSpan patience, CancellationToken cancellationToken = default)
    {
        RequireInPlace();
        var connection = new SqliteConnection(ConnectionString(patience));
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(PerConnection(patience));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same for code that cannot await.</summary>
    public DbConnection Open(TimeSpan? patience = null)
    {
        RequireInPlace();
        return OpenAnywhere(patience ?? Patience);
    }

    /// <summary>Brings the schema up to this program. Call once before anything else.</summary>
    /// <exception cref="StartupException">The file is no database, cannot be written, or a newer Studio has written it.</exception>
    public void Migrate(TimeProvider time)
    {
        try
        {
            MakePrivate(_file);
            using var connection = Open();
            // write-ahead logging is a property of the file: readers never wait for the writer
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrations.Apply(connection, Migrations.Embedded(), time);
            lock (_gate)
            {
                _anchor ??= OpenAnywhere(Patience);
                _anchor.ExecuteScalar<long>("SELECT COUNT(*) FROM migrations"); // only who has read keeps the files beside it
                _knowsMoves = !MovedFile.Is(_anchor); // a file system that says so at once says nothing
            }
        }
        catch (SqliteException e)
        {
            throw new StartupException(StartSentence.Of(_file, e), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(StartSentence.Of(_file, e), e);
        }
    }

    /// <summary>Writes a little, for good, to learn whether anything can be written.</summary>
    /// <exception cref="DbException">It cannot.</exception>
    public void TryWrite(TimeProvider time, TimeSpan patience)
    {
        using var connection = Open(patience);
        // a field of the file's header that is the program's own; this one has no use for it
        connection.Execute($"PRAGMA user_version = {time.GetUtcNow().ToUnixTimeSeconds() & int.MaxValue}");
    }

    /// <summary>
    /// Whether the file under the database's name is the one that was opened at the start. False keeps a copy of what the server had, once.
    /// </summary>
    public bool IsInPlace()
    {
        lock (_gate)
        {
            if (_anchor is null || !_knowsMoves || !MovedFile.Is(_anchor))
                return true;
            Rescue(_anchor);
            return false;
        }
    }

    /// <summary>Lets go of the file, so that it can be moved or deleted.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _anchor?.Dispose();
            _anchor = null;
        }

        foreach (var patience in _patiences.Keys)
        {
            using var connection = new SqliteConnection(ConnectionString(patience));
            SqliteConnection.ClearPool(connection);
        }
    }

    private string ConnectionString(TimeSpan patience) => _patiences.GetOrAdd(patience, seconds => new SqliteConnectionStringBuilder
    {
        DataSource = _file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Cache = SqliteCacheMode.Private,
        Pooling = true,
        ForeignKeys = true,
        DefaultTimeout = Math.Max(1, (int)seconds.TotalSeconds), // zero would wait for ever
    }.ConnectionString);

    private SqliteConnection OpenAnywhere(TimeSpan patience)
    {
        var connection = new SqliteConnection(ConnectionString(patience));
        try
        {
            connection.Open();
            connection.Execute(PerConnection(patience));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A new connection would make an empty database, or write into a stranger's.</summary>
    private void RequireInPlace()
    {
        if (!IsInPlace())
            throw new DatabaseGoneException();
    }

    private void Rescue(SqliteConnection connection)
    {
        if (_isRescued)
            return;
        _isRescued = true;
        try
        {
            var copy = Path.Join(Path.GetDirectoryName(_file), RescuedName);
            MakePrivate(copy); // empty: that is what VACUUM takes for a new file
            connection.Execute("VACUUM INTO @copy", new { copy });
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            // there is one already, or no room for one; whoever looks at health is told all the same
        }
    }

    // sessions and hashes are in it; its -wal and -shm files take over the mode
    private static void MakePrivate(string file)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(file))
            new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
    }

    // synchronous=NORMAL: with WAL a power cut can lose the last commits but never harms the file; busy_timeout in milliseconds
    private static string PerConnection(TimeSpan patience) =>
        $"PRAGMA busy_timeout = {(int)patience.TotalMilliseconds}; PRAGMA synchronous = NORMAL";
}
