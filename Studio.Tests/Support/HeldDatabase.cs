using Microsoft.Data.Sqlite;

namespace Studio.Tests.Support;

/// <summary>Another program that holds the write lock of a database until it is disposed.</summary>
internal sealed class HeldDatabase : IDisposable
{
    private readonly SqliteConnection _connection;

    private HeldDatabase(SqliteConnection connection) => _connection = connection;

    public static HeldDatabase Hold(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return new HeldDatabase(connection);
    }

    public void Dispose() => _connection.Dispose();
}
