namespace Studio.Web.Auth.Quotas;

/// <summary>The WebSockets and open pages there are: of everybody, of each account and from each address.</summary>
internal sealed class OpenSockets(Capacity capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = [];
    private int _all;

    /// <summary>Takes a place, or says which limit is reached and which setting it is.</summary>
    public (int Status, string Detail)? Open(string user, string address)
    {
        var (ofUser, ofAddress) = ($"user:{user}", $"address:{address}");
        lock (_gate)
        {
            if (_all >= capacity.Sockets)
                return (StatusCodes.Status503ServiceUnavailable,
                    $"{capacity.Sockets} sockets and pages are open, which is the most for this server (Limits:Sockets). Try again later.");
            if (_counts.GetValueOrDefault(ofUser) >= capacity.SocketsPerUser)
                return (StatusCodes.Status429TooManyRequests,
                    $"Your account has {capacity.SocketsPerUser} sockets and pages open, which is the most (Limits:SocketsPerUser). Close some first.");
            if (_counts.GetValueOrDefault(ofAddress) >= capacity.SocketsPerAddress)
                return (StatusCodes.Status429TooManyRequests,
                    $"{capacity.SocketsPerAddress} sockets and pages are open from your address, which is the most (Limits:SocketsPerAddress). Close some first.");
            _all++;
            _counts[ofUser] = _counts.GetValueOrDefault(ofUser) + 1;
            _counts[ofAddress] = _counts.GetValueOrDefault(ofAddress) + 1;
            return null;
        }
    }

    public void Close(string user, string address)
    {
        lock (_gate)
        {
            _all--;
            foreach (var subject in new[] { $"user:{user}", $"address:{address}" })
            {
                if (--_counts[subject] == 0)
                    _counts.Remove(subject);
            }
        }
    }
}

internal static class SocketLimits
{
    private const string RetryAfter = "5";

    /// <summary>After authorization: whoever gets here is known and may open a socket or a page, just not any number of them.</summary>
    public static IApplicationBuilder UseSocketLimits(this IApplicationBuilder app)
    {
        var open = app.ApplicationServices.GetRequiredService<OpenSockets>();
        return app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            if (CurrentUser.From(context.User) is not { } user)
            {
                await next(context);
                return;
            }

            if (!IsLong(context))
                await next(context);
            else
                await ServeAsync(open, context, next, user.Id);
        });
    }

    private static async Task ServeAsync(OpenSockets open, HttpContext context, RequestDelegate next, string user)
    {
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (open.Open(user, address) is var (status, detail))
        {
            context.Response.Headers.RetryAfter = RetryAfter;
            await Refusal.WriteAsync(context, status, detail);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            open.Close(user, address);
        }
    }

    // a page without WebSockets has a long GET open instead
    private static bool IsLong(HttpContext context) => context.WebSockets.IsWebSocketRequest
        || (HttpMethods.IsGet(context.Request.Method) && context.Request.Path.StartsWithSegments("/_blazor",
            StringComparison.OrdinalIgnoreCase) && context.Request.Query.ContainsKey("id"));
}
