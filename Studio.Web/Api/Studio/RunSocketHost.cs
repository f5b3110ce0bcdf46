using System.Globalization;
using System.Net.WebSockets;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Studio;

/// <summary>
/// /api/run/ws: what happens to the caller's jobs, as it happens. <c>?after=</c> an event id goes on after that event; <c>?all=true</c>
/// tells operators of everybody's jobs.
/// </summary>
internal sealed class RunSocketHost(JobEvents events, JobQueue queue, SessionWatch sessions, IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const WebSocketCloseStatus SessionEnded = (WebSocketCloseStatus)4001;
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    public async Task ServeAsync(HttpContext context)
    {
        if (CurrentUser.From(context.User) is not { } user || !context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, "/api/run/ws is a WebSocket.");
            return;
        }

        var query = context.Request.Query;
        if (!TryNumber(query["after"], out var after))
        {
            await RefuseAsync(context, "after is the id of an event.");
            return;
        }

        using var accepted = await OutgoingSocket.AcceptAsync(context);
        using var socket = new OutgoingSocket(accepted, time);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var ended = sessions.EndedAsync(context.User, stopping.Token);
        var frames = new RunFrames(user, queue, after ?? 0, all: query["all"] == "true" && user.SeesAll);
        await socket.RunAsync(
            cancel => TellAsync(socket, frames, user, after, cancel),
            ended,
            () => ended.IsCompletedSuccessfully ? (SessionEnded, "The session has ended.")
                : lifetime.ApplicationStopping.IsCancellationRequested
                    ? (WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.")
                : (TryAgainLater, "Too slow; come back with ?after= the last event."),
            stopping.Token);
        await stopping.CancelAsync();
        await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TellAsync(OutgoingSocket socket, RunFrames frames, CurrentUser user, long? after,
        CancellationToken cancellationToken)
    {
        await foreach (var happened in events.Follow(user, after, cancellationToken))
        {
            foreach (var frame in frames.For(happened))
                await socket.SendAsync(frame.Bytes, frame.IsBinary);
        }
    }

    private static bool TryNumber(string? text, out long? number)
    {
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return string.IsNullOrEmpty(text) || number is not null;
    }

    private static Task RefuseAsync(HttpContext context, string detail)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }
}
