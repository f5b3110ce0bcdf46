using System.Data.Common;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.OpenIdConnect;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Controls;
using Studio.Web.Data;

namespace Studio.Web.Components.Account;

/// <summary>Signing in: a plain form post, because a circuit cannot set a cookie, and because it works without any script.</summary>
public sealed partial class Login
{
    /// <summary>The value of "with" that asks for the field of the key.</summary>
    private const string KeyWay = "key";

    private string? _error;
    private bool _submitted;
    private bool _hasAccounts;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private SignIn SignIn { get; set; } = null!;

    [Inject]
    private UserStore Users { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Next { get; set; }

    /// <summary>Which of the two ways; where nobody has a password there is one only.</summary>
    [SupplyParameterFromQuery]
    private string? With { get; set; }

    /// <summary>A form was posted whose token is no longer good; see <see cref="AuthApi.UseForms"/>.</summary>
    [SupplyParameterFromQuery]
    private bool Expired { get; set; }

    /// <summary>Somebody came back from the provider without being signed in: an <see cref="OidcFailure"/>.</summary>
    [SupplyParameterFromQuery(Name = "provider")]
    private string? ProviderFailure { get; set; }

    [SupplyParameterFromForm(Name = "next", FormName = "sign-in")]
    private string? PostedNext { get; set; }

    [SupplyParameterFromForm(Name = "api_key", FormName = "sign-in")]
    private string? Key { get; set; }

    [SupplyParameterFromForm(Name = "remember", FormName = "sign-in")]
    private bool Remember { get; set; }

    [SupplyParameterFromForm(Name = "next", FormName = "sign-in-by-name")]
    private string? PostedNextByName { get; set; }

    [SupplyParameterFromForm(Name = "user", FormName = "sign-in-by-name")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "sign-in-by-name")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "remember", FormName = "sign-in-by-name")]
    private bool RememberName { get; set; }

    private string Target => LocalPath.OrRoot(PostedNext ?? PostedNextByName ?? Next);

    private bool ByKey => !_hasAccounts || With == KeyWay;

    /// <summary>A Secure cookie is kept over https and on localhost only.</summary>
    private bool CookieCannotWork => !Context.Request.IsHttps && !Options.Auth.InsecureCookie && !IsLocalhost(Context.Request.Host.Host);

    protected override async Task OnInitializedAsync()
    {
        _error = OidcFailures.Sentence(ProviderFailure, Options.Auth.Oidc.Name);
        _hasAccounts = await Users.AnyPasswordAsync(Context.RequestAborted);
        if ((HttpMethods.IsGet(Context.Request.Method) || HttpMethods.IsHead(Context.Request.Method))
            && (await Context.AuthenticateAsync()).Succeeded)
            Navigation.NavigateTo(Target);
        // a link on another site brings no SameSite=Strict cookie along; loading the page once more, from here, does
        else if (Context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
            Context.Response.Headers["Refresh"] = "0";
    }

    private Task SignInAsync() => ShowAsync(() => SignIn.WithKeyAsync(Context, Key, Remember), L["That is not the server's key."]);

    private Task SignInByNameAsync() => ShowAsync(() => SignIn.WithPasswordAsync(Context, Name ?? "", Password, RememberName),
        L["That name and password do not belong together."]);

    private async Task ShowAsync(Func<Task<SignInResult>> signIn, string wrong)
    {
        try
        {
            Show(await signIn(), wrong);
        }
        catch (DbException e)
        {
            var fault = DatabaseFault.Of(e);
            Context.Response.StatusCode = fault.Status;
            _submitted = true;
            _error = L[$"You could not be signed in: {fault.Reason}"];
        }
    }

    private void Show(SignInResult result, string wrong)
    {
        _submitted = true;
        switch (result)
        {
            case SignInResult.Success:
                Navigation.NavigateTo(Target);
                break;
            case SignInResult.TooMany:
                Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                var wait = TimeSpan.FromSeconds(int.Parse(Context.Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture));
                _error = L[$"Too many failed attempts. Try again in {Readable.Duration(L, wait)}."];
                break;
            case SignInResult.Busy:
                Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                _error = L["Too many people are signing in at this moment. Try again in a few seconds."];
                break;
            default:
                Context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _error = wrong;
                break;
        }
    }

    /// <summary>Where the key is to be found, by where the server has it from.</summary>
    private string WhereTheKeyIs => Options.Auth.KeySource switch
    {
        null => L["It was shown when the server first started."],
        { File: { } file } when file == Options.Paths.ApiKey =>
            L["It was shown when the server first started, and is kept in .api_key in the server's folder."],
        { Origin: "API_KEY_FILE" or "--api-key-file" } => L["It stands in the file that the server was started with."],
        var source => L[$"It is the one that the server was started with ({source.Origin})."],
    };

    private string AddressOf(string? way) =>
        Navigation.GetUriWithQueryParameters("/login",
            new Dictionary<string, object?> { ["with"] = way, ["next"] = Target == "/" ? null : Target });

    private static bool IsLocalhost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
