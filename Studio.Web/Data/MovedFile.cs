using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Studio.Web.Data;

/// <summary>
/// Asks SQLite whether the file of a connection is still the one under its name. The wrapper has no such call. Opening the file ourselves
/// to compare would be worse than not knowing: on Unix, closing it again lets go of SQLite's own locks.
/// </summary>
internal static class MovedFile
{
    private const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED

    /// <summary>False also where the system does not know; Windows lets nobody take away an open database.</summary>
    public static bool Is(SqliteConnection connection)
    {
        var moved = 0;
        var result = FileControl(connection.Handle!, "main", HasMoved, ref moved);
        return result == SQLitePCL.raw.SQLITE_OK && moved != 0;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(SQLitePCL.sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation,
        ref int argument);
}
