using System.Net.WebSockets;

namespace Studio.E2E;

/// <summary>Whole messages from a socket.</summary>
internal static class Frames
{
    /// <summary>
    /// The next message, in <paramref name="buffer"/>, which must be large enough; null when the socket is closed or gone.
    /// </summary>
    public static async Task<(bool IsText, int Length)?> ReceiveFrameAsync(this WebSocket socket, byte[] buffer,
        CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            length += part.Count;
            if (part.EndOfMessage)
                return (part.MessageType == WebSocketMessageType.Text, length);
            if (length == buffer.Length)
                throw new InvalidOperationException($"A message has more than {length} bytes.");
        }
    }
}
