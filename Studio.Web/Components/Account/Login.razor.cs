using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;

namespace Studio.Web.Components.Account;

/// <summary>Signing in: a plain form post, because a circuit cannot set a cookie, and because it works without any script.</summary>
public sealed partial class Login
{
    private string? _error;
    private bool _submitted;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private SignIn SignIn { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Next { get; set; }

    /// <summary>A form was posted whose token is no longer good; see <see cref="AuthApi.UseForms"/>.</summary>
    [SupplyParameterFromQuery]
    private bool Expired { get; set; }

    [SupplyParameterFromForm(Name = "next", FormName = "sign-in")]
    private string? PostedNext { get; set; }

    [SupplyParameterFromForm(Name = "api_key", FormName = "sign-in")]
    private string? Key { get; set; }

    [SupplyParameterFromForm(Name = "remember", FormName = "sign-in")]
    private bool Remember { get; set; }

    private string Target => LocalPath.OrRoot(PostedNext ?? Next);

    /// <summary>A Secure cookie is kept over https and on localhost only.</summary>
    private bool CookieCannotWork => !Context.Request.IsHttps && !Options.Auth.InsecureCookie && !IsLocalhost(Context.Request.Host.Host);

    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(Context.Request.Method) && (await Context.AuthenticateAsync()).Succeeded)
            Navigation.NavigateTo(Target);
        // a link on another site brings no SameSite=Strict cookie along; loading the page once more, from here, does
        else if (Context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
            Context.Response.Headers["Refresh"] = "0";
    }

    private async Task SignInAsync()
    {
        _submitted = true;
        switch (await SignIn.WithKeyAsync(Context, Key, Remember))
        {
            case SignInResult.Success:
                Navigation.NavigateTo(Target);
                break;
            case SignInResult.TooMany:
                Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                _error = string.Create(CultureInfo.InvariantCulture, $"Too many failed attempts. Try again in {Context.Response.Headers.RetryAfter} seconds.");
                break;
            default:
                Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _error = "That is not the server's key.";
                break;
        }
    }

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
