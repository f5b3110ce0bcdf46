using System.Net.WebSockets;
using Studio.Web.Auth.Quotas;

namespace Studio.Web.Auth;

/// <summary>
/// The socket that some clients open and close to see whether it is there, before they show the key that they have: with
/// Auth:AnswerSocketProbe it is opened and closed with 1008 (policy violation, RFC 6455) instead of being refused with 401. No message is
/// sent, no client id is remembered, and only a few a minute are answered so.
/// </summary>
internal sealed class SocketProbe(StudioOptions options, OpenSockets open, RequestRate rate)
{
    private const int PerMinute = 30;
    private const string Stranger = "nobody";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>False when it is none: then 401 is the answer.</summary>
    public async Task<bool> AnswerAsync(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (!IsProbe(context) || rate.Wait($"probe:{address}", PerMinute) > TimeSpan.Zero || open.Open(Stranger, address) is not null)
            return false;
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await CloseAsync(socket, context.RequestAborted);
        }
        finally
        {
            open.Close(Stranger, address);
        }
        return true;
    }

    // a page has a session or a ticket, and its script would take an open socket for a welcome
    private bool IsProbe(HttpContext context) => options.Auth.AnswerSocketProbe
        && context.WebSockets.IsWebSocketRequest
        && context.Request.Path == "/ws"
        && context.Request.Headers.Origin.Count == 0
        && !BrowserMarks.AreAny(context.Request);

    private static async Task CloseAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, statusDescription: null, patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort(); // whoever says nothing more is not waited for
        }
    }
}
