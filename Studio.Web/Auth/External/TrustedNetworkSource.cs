using System.Net;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Proxies;

namespace Studio.Web.Auth.External;

/// <summary>
/// Programs of the networks in Auth:TrustedNetworks, when nothing else says who they are: they call directly, through no proxy, and are no
/// browser. A page of another site can make a browser inside call a name that it has pointed here, so names that strangers could own do
/// not count either.
/// </summary>
internal sealed class TrustedNetworkSource(StudioOptions options, ExternalAccounts accounts) : ICredentialSource
{
    private const string Issuer = "network";
    private const string Name = "trusted network";

    private readonly IPNetwork[] _networks = [.. options.Auth.TrustedNetworks.Select(
        text => TrustedProxies.Parse(text) ?? throw new InvalidOperationException($"'{text}' is no network."))];

    public CredentialPlace Place => CredentialPlace.TrustedNetwork;

    public async Task<Decision?> DecideAsync(HttpContext context)
    {
        if (_networks.Length == 0 || !IsTrusted(context.Connection.RemoteIpAddress) || ForwardedRequest.Is(context.Request)
            || IsBrowser(context.Request)
            || !IsOwnName(context.Request.Host.Host))
            return null;
        var user = await accounts.ServiceAsync(Name, Issuer, Name, context.RequestAborted);
        return user.Enabled ? Decision.Accept(ServicePrincipal.Of(user, options.Auth.TrustedNetworkScopes)) : null;
    }

    private bool IsTrusted(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && _networks.Any(network => network.Contains(plain));
    }

    private static bool IsBrowser(HttpRequest request) =>
        request.Headers.ContainsKey("Origin")
            || request.Headers.Keys.Any(name => name.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase));

    // an address, a container's name, or a host that the operator has listed
    private bool IsOwnName(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out _)
        || !host.Contains('.', StringComparison.Ordinal)
        || options.Auth.AllowedOrigins.Any(
            origin => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Host.Equals(host, StringComparison.OrdinalIgnoreCase));
}
