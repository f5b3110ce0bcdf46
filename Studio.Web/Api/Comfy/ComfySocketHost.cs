using Studio.Web.Auth;
using Studio.Web.Jobs;
using Studio.Web.Logs;

namespace Studio.Web.Api.Comfy;

/// <summary>Opens the sockets of /ws and ends them when their session or the server does.</summary>
internal sealed class ComfySocketHost(
    ComfySockets sockets, JobEvents events, LogMemory logs, SessionWatch watch, StudioOptions options, IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const int LongestSid = 256;

    public async Task ServeAsync(HttpContext context)
    {
        if (CurrentUser.From(context.User) is not { } user || !context.WebSockets.IsWebSocketRequest)
        {
            await ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", "/ws is a WebSocket.").ExecuteAsync(context);
            return;
        }

        var sid = context.Request.Query["clientId"].ToString();
        if (sid.Length > LongestSid)
        {
            await ComfyAnswer.Error(StatusCodes.Status400BadRequest, "invalid_request", $"clientId has more than {LongestSid} characters.")
                .ExecuteAsync(context);
            return;
        }

        using var accepted = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = TimeSpan.FromSeconds(20),
            KeepAliveTimeout = TimeSpan.FromSeconds(20), // a peer that is gone without a word is noticed
        });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var socket = new ComfySocket(accepted, user, sid.Length == 0 ? Guid.NewGuid().ToString("N") : sid, events, logs, options,
            time);
        sockets.Add(socket);
        try
        {
            await socket.RunAsync(over => watch.EndedAsync(context.User, over), stopping.Token);
        }
        finally
        {
            sockets.Remove(socket);
        }
    }
}
