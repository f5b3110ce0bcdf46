using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Studio.Web.Data;

/// <summary>What kept the database from being read or written, as far as somebody can act on it.</summary>
public enum DatabaseProblem
{
    /// <summary>The disk is full or a quota is used up.</summary>
    NoRoom,

    /// <summary>The file, or its file system, can only be read.</summary>
    ReadOnly,

    /// <summary>Another program holds the write lock.</summary>
    Busy,

    /// <summary>The file was deleted, moved or replaced while the server had it open.</summary>
    Gone,

    /// <summary>The file is no database, or a broken one.</summary>
    Damaged,

    /// <summary>The file or those beside it cannot be opened, made or written: no right to it, a full disk, a disk with errors.</summary>
    Unusable,

    /// <summary>A fault of the program.</summary>
    Other,
}

/// <summary>
/// An error of the database in words, and as a status code, for every door. The codes are SQLite's result codes (sqlite.org/rescode.html).
/// </summary>
public sealed record DatabaseFault(DatabaseProblem Problem)
{
    /// <summary>When it is worth trying again while another program holds the database.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    public static DatabaseFault Of(DbException exception) => new(exception switch
    {
        DatabaseGoneException => DatabaseProblem.Gone,
        SqliteException { SqliteExtendedErrorCode: 1032 } => DatabaseProblem.Gone, // READONLY_DBMOVED
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            13 => DatabaseProblem.NoRoom,      // FULL
            8 => DatabaseProblem.ReadOnly,     // READONLY
            5 or 6 => DatabaseProblem.Busy,    // BUSY, LOCKED
            11 or 26 => DatabaseProblem.Damaged, // CORRUPT, NOTADB
            10 or 14 or 3 or 23 => DatabaseProblem.Unusable, // IOERR, CANTOPEN, PERM, AUTH
            _ => DatabaseProblem.Other,
        },
        _ => DatabaseProblem.Other,
    });

    /// <summary>The same for whatever has such an error in it; null when nothing has.</summary>
    public static DatabaseFault? In(Exception exception) =>
        exception as DbException is { } error ? Of(error) : exception.InnerException is { } inner ? In(inner) : null;

    /// <summary>Whether waiting for room can help; the same as for a picture that could not be saved.</summary>
    public bool MayBeRoom => Problem is DatabaseProblem.NoRoom or DatabaseProblem.ReadOnly or DatabaseProblem.Unusable;

    public int Status => Problem switch
    {
        DatabaseProblem.NoRoom or DatabaseProblem.ReadOnly or DatabaseProblem.Unusable => StatusCodes.Status507InsufficientStorage,
        DatabaseProblem.Busy or DatabaseProblem.Gone or DatabaseProblem.Damaged => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The end of a sentence that says what could not be done.</summary>
    public string Reason => Problem switch
    {
        DatabaseProblem.NoRoom => "the disk is full. Free space, then try again.",
        DatabaseProblem.ReadOnly => "the database can only be read. Let its folder be writable for the server's user.",
        DatabaseProblem.Busy => "another program, such as a backup, holds the database. Try again in a moment.",
        DatabaseProblem.Gone => "the database file was moved, deleted or replaced while the server was running. "
            + $"Put it back, or stop the server and choose: {StudioDb.RescuedName} beside it is what the server had.",
        DatabaseProblem.Damaged => "the database is damaged. Stop the server and restore a backup.",
        DatabaseProblem.Unusable => "the database cannot be read or written; its disk is full, or has errors. Free space, then try again.",
        _ => "the server made a mistake; its log says more.",
    };

    public string Sentence => string.Concat(Reason[..1].ToUpperInvariant(), Reason.AsSpan(1));

    /// <summary>Says when to come back, where that helps.</summary>
    public void TellRetry(HttpResponse response)
    {
        if (Problem == DatabaseProblem.Busy)
            response.Headers.RetryAfter = Retry.TotalSeconds.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The file on disk is not the one that the server has open any more.</summary>
public sealed class DatabaseGoneException() : DbException(
    $"The database file is not where it was: {new DatabaseFault(DatabaseProblem.Gone).Sentence}");
