namespace Studio.Web;

/// <summary>How much the server takes on at once, so that it answers slowly or not at all instead of failing.</summary>
/// <param name="Connections">TCP connections, whoever holds them.</param>
/// <param name="Sockets">WebSockets and open pages, everybody's together.</param>
/// <param name="SocketsPerUser">The same of one account.</param>
/// <param name="SocketsPerAddress">The same from one address.</param>
public sealed record Capacity(int Connections, int Sockets, int SocketsPerUser, int SocketsPerAddress)
{
    /// <summary>Below this not even the program itself can be loaded and its database opened.</summary>
    public const int FewestOpenFiles = 384;

    // what the program holds open without anybody asking: its libraries, the database, the log
    private const int OwnOpenFiles = 340;

    // a connection whose request is answered opens the database or a picture too
    private const int OpenFilesOfConnection = 2;

    private const int MostConnections = 10_000;

    /// <param name="openFiles">How many files and sockets the system lets the process have open; null when it sets no limit.</param>
    public static Capacity Of(StudioOptions.LimitOptions limits, int? openFiles)
    {
        var room = openFiles is { } most ? Math.Clamp((most - OwnOpenFiles) / OpenFilesOfConnection, 16, MostConnections) : MostConnections;
        var connections = limits.Connections > 0 ? Math.Min(limits.Connections, room) : room;
        var sockets = Chosen(limits.Sockets, connections * 3 / 4, connections);
        return new(
            connections, sockets, Chosen(limits.SocketsPerUser, Math.Min(512, sockets / 2), sockets),
            Chosen(limits.SocketsPerAddress, Math.Min(2048, sockets * 3 / 4), sockets));
    }

    private static int Chosen(int wanted, int otherwise, int most) => Math.Clamp(wanted > 0 ? wanted : otherwise, 1, most);
}
