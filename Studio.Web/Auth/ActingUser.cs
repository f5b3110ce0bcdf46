using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Studio.Web.Auth;

/// <summary>
/// On whose behalf code runs that knows no users: the engine looks for files by name, and a name means one's own file. Set for each
/// request, each event of a page and each job; where nobody is set, nothing is found.
/// </summary>
public static class ActingUser
{
    private static readonly AsyncLocal<CurrentUser?> Flowing = new();

    public static CurrentUser? Current => Flowing.Value;

    /// <summary>From here on, until disposed.</summary>
    public static IDisposable Begin(CurrentUser? user)
    {
        var before = Flowing.Value;
        Flowing.Value = user;
        return new End(before);
    }

    internal static IApplicationBuilder UseActingUser(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        using (Begin(CurrentUser.From(context.User)))
            await next(context);
    });

    private sealed class End(CurrentUser? before) : IDisposable
    {
        public void Dispose() => Flowing.Value = before;
    }
}

/// <summary>The same for what happens in a page.</summary>
internal sealed class ActingInCircuit(AuthenticationStateProvider state) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext,
        Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        using (ActingUser.Begin(CurrentUser.From((await state.GetAuthenticationStateAsync()).User)?.InPages()))
            await next(context);
    };
}
