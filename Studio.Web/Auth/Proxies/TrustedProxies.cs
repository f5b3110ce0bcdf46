using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Studio.Web.Auth.Proxies;

/// <summary>
/// X-Forwarded-For, -Proto and -Host, believed from the proxies of Auth:TrustedProxies alone. From anybody else they say nothing: who could
/// write them could choose the address that sign-in attempts are counted by. Addresses are read from the right, up to the first that is no
/// trusted proxy, so that what a caller put in front of them is not looked at.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<StudioOptions>();
        if (options.Auth.TrustedProxies.Length > 0)
            app.UseForwardedHeaders(Believed(options.Auth.TrustedProxies));
    }

    /// <summary>The network that a line names: 10.0.0.0/8, or one address as a network of its own; null when it is neither.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    private static ForwardedHeadersOptions Believed(IEnumerable<string> proxies)
    {
        var believed = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        // loopback is there from the start, and on this machine others may run too
        believed.KnownProxies.Clear();
        believed.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            believed.KnownIPNetworks.Add(Parse(proxy) ?? throw new InvalidOperationException($"'{proxy}' is no network."));
        return believed;
    }
}
