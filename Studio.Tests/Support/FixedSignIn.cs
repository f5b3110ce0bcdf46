using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Studio.Web.Auth;

namespace Studio.Tests.Support;

/// <summary>Whoever a test says is looking at the page.</summary>
internal sealed class FixedSignIn(CurrentUser? user = null) : AuthenticationStateProvider
{
    public CurrentUser? User { get; set; } = user;

    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        Task.FromResult(new AuthenticationState(User?.ToPrincipal("test") ?? new ClaimsPrincipal()));
}
