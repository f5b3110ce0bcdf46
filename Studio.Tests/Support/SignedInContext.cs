using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Quotas;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Support;

/// <summary>Pages of accounts over the real services of a keyed server, looked at by a user with a real session.</summary>
public abstract class SignedInContext : MudContext, IClassFixture<SharedStudio>
{
    private readonly FixedSignIn _somebody = new();

    protected SignedInContext(SharedStudio shared)
    {
        Studio = shared.Studio;
        Services.AddSingleton(Studio.Get<UserManagement>()).AddSingleton(Studio.Get<GroupManagement>())
            .AddSingleton(Studio.Get<KeyManagement>())
            .AddSingleton(Studio.Get<SessionManagement>()).AddSingleton(Studio.Get<UserAccounts>()).AddSingleton(Studio.Get<DailyLimits>())
            .AddSingleton(Studio.Get<TimeProvider>()).AddSingleton(new CircuitUser(_somebody, Studio.Get<SessionWatch>()));
    }

    protected StudioApplication Studio { get; }

    /// <summary>Signs in and shows the page.</summary>
    protected async Task<IRenderedComponent<TPage>> OpenAsync<TPage>(CurrentUser user,
        Action<ComponentParameterCollectionBuilder<TPage>>? parameters = null)
        where TPage : IComponent
    {
        _somebody.User = await SignInAsync(user);
        _ = Dialogs;
        return Render<TPage>(page =>
        {
            page.AddCascadingValue(_somebody.User.InPages());
            parameters?.Invoke(page);
        });
    }

    /// <summary>The user with a session of their own.</summary>
    protected async Task<CurrentUser> SignInAsync(CurrentUser user)
    {
        var ticket = Studio.Get<SessionTicketFormat>().Unprotect(await Studio.CreateSessionAsync(user))!;
        var live = await Studio.Get<SessionEvents>().FindLiveAsync(CurrentUser.From(ticket.Principal)!.SessionId!, default);
        return live!.Value.User;
    }
}
