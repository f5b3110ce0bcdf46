using Dapper;
using Microsoft.Data.Sqlite;
using Studio.Web.Data;

namespace Studio.Web.Backup;

/// <summary>Takes out of a copy of the database whatever lets somebody in or calls on somebody's behalf.</summary>
internal static class SecretStore
{
    private static readonly string[] Emptied =
    [
        "sessions", "tokens", "api_keys", "pairings", "site_tokens", "workflow_shares",
        "downloads", // addresses of sources may hold a token
    ];

    /// <summary>Nothing of it stays in unused pages either.</summary>
    public static void Strip(string copy)
    {
        using var connection = DatabaseCopy.Open(copy, SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA secure_delete = ON");
        var tables = connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'").ToHashSet(StringComparer.Ordinal);
        foreach (var table in Emptied.Where(tables.Contains))
            connection.Execute($"DELETE FROM {table}");
        connection.Execute("UPDATE users SET password = NULL, stamp = lower(hex(randomblob(16)))");
        connection.Execute("VACUUM");
    }
}
