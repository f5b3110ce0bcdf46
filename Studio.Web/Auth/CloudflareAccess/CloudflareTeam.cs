using Studio.Web.Auth.External;

namespace Studio.Web.Auth.CloudflareAccess;

/// <summary>A Cloudflare Zero Trust team: who signs, and where the keys are.</summary>
internal static class CloudflareTeam
{
    /// <summary>https://TEAM for a host name or an https address; null for anything else.</summary>
    public static Uri? Address(string teamDomain)
    {
        var text = teamDomain.Trim().TrimEnd('/');
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"https://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && ExternalSettings.IsSecure(address)
            && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && (address.IsLoopback || address.Host.Contains('.', StringComparison.Ordinal))
            ? address
            : null;
    }

    /// <summary>What Cloudflare's tokens for this application have to be: RS256, signed with a named key of the team.</summary>
    public static TokenRules Rules(StudioOptions.CloudflareAccessOptions options)
    {
        var team = Address(options.TeamDomain!)!;
        return new(team.GetLeftPart(UriPartial.Authority), options.Audience!.Trim(), new Uri(team, "/cdn-cgi/access/certs"), ["RS256"],
            NeedsKeyId: true);
    }
}
