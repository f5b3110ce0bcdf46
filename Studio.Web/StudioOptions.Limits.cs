namespace Studio.Web;

/// <summary>How much is taken on at once.</summary>
public sealed partial class StudioOptions
{
    public LimitOptions Limits { get; set; } = new();

    public sealed class LimitOptions
    {
        /// <summary>Connections at once; 0, or more than that, is what the system's limit of open files leaves room for.</summary>
        public int Connections { get; set; }

        /// <summary>WebSockets and open pages at once; 0 is three quarters of the connections.</summary>
        public int Sockets { get; set; }

        /// <summary>WebSockets and open pages of one account; 0 is 512, or half of <see cref="Sockets"/> where that is less.</summary>
        public int SocketsPerUser { get; set; }

        /// <summary>
        /// WebSockets and open pages from one address; 0 is 2048, or three quarters of <see cref="Sockets"/> where that is less.
        /// </summary>
        public int SocketsPerAddress { get; set; }
    }
}
