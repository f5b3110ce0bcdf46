using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Auth.External;

/// <summary>A browser that signs in at a provider step by step: it keeps cookies, and follows nothing by itself.</summary>
public sealed class OidcBrowser : IAsyncDisposable
{
    private readonly Dictionary<string, string> _cookies = [];

    private OidcBrowser(OidcServer provider, ManualTime time, StudioApplication studio) =>
        (Provider, Time, Studio) = (provider, time, studio);

    public OidcServer Provider { get; }

    public ManualTime Time { get; }

    public StudioApplication Studio { get; }

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    public static async Task<OidcBrowser> StartAsync(Action<StudioOptions>? options = null)
    {
        var time = new ManualTime();
        var provider = await OidcServer.StartAsync(time, AccessTeam.First);
        var studio = await StudioApplication.StartAsync(
            settings =>
            {
                settings.Outgoing.AllowedNetworks = ["127.0.0.0/8", "::1/128"];
                var oidc = settings.Auth.Oidc;
                (oidc.Authority, oidc.ClientId, oidc.ClientSecret, oidc.AllowedDomains, oidc.Name) = (provider.Address,
                    OidcServer.ClientId, OidcServer.Secret, ["example.org"], "House ID");
                options?.Invoke(settings);
            },
            services => services.AddSingleton<TimeProvider>(time));
        return new(provider, time, studio);
    }

    /// <summary>The button: to the provider, and what it answers.</summary>
    /// <returns>The address that the provider leads back to.</returns>
    public async Task<string> LeaveAsync(string next = "/")
    {
        using var started = await GetAsync($"/api/auth/oidc/start?next={Uri.EscapeDataString(next)}");
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var back = await client.GetAsync(started.Headers.Location);
        return back.Headers.Location!.PathAndQuery;
    }

    /// <summary>The whole way; where it ends: the failure of the sign-in page, or the page that was wanted.</summary>
    public async Task<string> SignInAsync(string next = "/") => Outcome(await GetAsync(await LeaveAsync(next)));

    public static string Outcome(HttpResponseMessage response) => response.Headers.TryGetValues("Refresh", out var refresh)
        ? refresh.Single()["0;url=".Length..]
        : response.Headers.Location!.ToString()["/login?provider=".Length..].Split('&')[0];

    public async Task<HttpResponseMessage> GetAsync(string path, params string[] headers)
    {
        using var client = Studio.CreateAnonymousClient();
        var response = await client.SendAsync(HttpMethod.Get, path,
            [$"Cookie: {string.Join("; ", _cookies.Select(pair => $"{pair.Key}={pair.Value}"))}", .. headers]);
        foreach (var line in response.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var (name, value) = (line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..line.IndexOf(';')]);
            if (value.Length > 0)
                _cookies[name] = value;
            else
                _cookies.Remove(name);
        }

        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
