using Studio.Web.Auth.Proxies;

namespace Studio.Web.Auth.External;

/// <summary>What is wrong with the settings of external identity: one sentence each, with the key to set.</summary>
internal static class ExternalSettings
{
    /// <summary>Programs without a credential of their own get no more than an artist may.</summary>
    private static readonly IReadOnlySet<string> ServiceScopes = Scopes.Of(new HashSet<string> { Roles.Artist });

    public static IEnumerable<(string Key, string Sentence)> Problems(StudioOptions options) =>
        [.. Networks(options.Auth), .. Cloudflare(options.Auth.CloudflareAccess), .. Oidc(options)];

    /// <summary>An https address; http only for this machine.</summary>
    public static bool IsSecure(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static IEnumerable<(string Key, string Sentence)> Networks(StudioOptions.AuthOptions auth)
    {
        const string Key = "Auth:TrustedNetworks";
        foreach (var network in auth.TrustedNetworks.Where(text => TrustedProxies.Parse(text) is null))
            yield return (Key, $"{Key} holds '{network}'; each must be an address or a network such as 172.18.0.0/16.");
        foreach (var network in auth.TrustedNetworks.Where(text => TrustedProxies.Parse(text) is { PrefixLength: 0 }))
            yield return (Key, $"{Key} holds '{network}', which is everybody; name the networks that you mean.");
        if (auth.TrustedNetworks.Length > 0 && auth.TrustedNetworkScopes.Length == 0)
            yield return ("Auth:TrustedNetworkScopes",
                $"{Key} is set, but Auth:TrustedNetworkScopes does not say what its callers may do.");
        foreach (var problem in ScopeProblems("Auth:TrustedNetworkScopes", auth.TrustedNetworkScopes))
            yield return problem;
    }

    private static IEnumerable<(string Key, string Sentence)> Cloudflare(StudioOptions.CloudflareAccessOptions access)
    {
        const string Section = "Auth:CloudflareAccess";
        var (hasTeam, hasAudience) = (!string.IsNullOrWhiteSpace(access.TeamDomain), !string.IsNullOrWhiteSpace(access.Audience));
        if (hasTeam != hasAudience)
        {
            var missing = hasTeam ? "Audience" : "TeamDomain";
            yield return ($"{Section}:{missing}",
                $"Cloudflare Access needs both a team domain and an audience; {Section}:{missing} is missing.");
        }

        if (hasTeam && CloudflareAccess.CloudflareTeam.Address(access.TeamDomain!) is null)
            yield return ($"{Section}:TeamDomain",
                $"{Section}:TeamDomain is '{access.TeamDomain}'; it must be a host name such as my-team.cloudflareaccess.com.");
        foreach (var problem in ScopeProblems($"{Section}:ServiceScopes", access.ServiceScopes).Concat(RuleProblems(Section, access)))
            yield return problem;
    }

    private static IEnumerable<(string Key, string Sentence)> Oidc(StudioOptions options)
    {
        const string Section = "Auth:Oidc";
        var oidc = options.Auth.Oidc;
        var (hasAuthority, hasClient) = (!string.IsNullOrWhiteSpace(oidc.Authority), !string.IsNullOrWhiteSpace(oidc.ClientId));
        if (hasAuthority != hasClient)
        {
            var missing = hasAuthority ? "ClientId" : "Authority";
            yield return ($"{Section}:{missing}",
                $"OpenID Connect needs both an authority and a client id; {Section}:{missing} is missing.");
        }

        if (hasAuthority && !(Uri.TryCreate(oidc.Authority, UriKind.Absolute, out var authority) && IsSecure(authority)
            && authority is { Query: "", Fragment: "", UserInfo: "" }))
            yield return ($"{Section}:Authority",
                $"{Section}:Authority is '{oidc.Authority}'; it must be an https address such as https://id.example.org/realms/studio.");
        if (oidc.IsOn && oidc is { AllowedEmails: [], AllowedDomains: [] })
            yield return ($"{Section}:AllowedDomains",
                $"{Section} lets nobody in; name AllowedEmails or AllowedDomains, \"*\" for everybody whom the provider knows.");
        if (oidc is { ClientSecret.Length: > 0, ClientSecretFile.Length: > 0 })
            yield return ($"{Section}:ClientSecretFile", $"{Section} has both ClientSecret and ClientSecretFile; set one.");
        if (oidc.ClientSecretFile is { Length: > 0 } file && ReadProblem(options.Paths.Resolve(file)!) is { } problem)
            yield return ($"{Section}:ClientSecretFile", $"{Section}:ClientSecretFile {file} cannot be read: {problem.TrimEnd('.')}.");
        if (!oidc.Scopes.Contains("openid"))
            yield return ($"{Section}:Scopes", $"{Section}:Scopes lacks openid, without which there is no ID token.");
        foreach (var rule in RuleProblems(Section, oidc))
            yield return rule;
    }

    private static string? ReadProblem(string path)
    {
        try
        {
            return string.IsNullOrWhiteSpace(File.ReadAllText(path)) ? "it is empty" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static IEnumerable<(string Key, string Sentence)> ScopeProblems(string key, IEnumerable<string> scopes) =>
        from scope in scopes
        where !ServiceScopes.Contains(scope)
        select (key,
            $"{key} holds '{scope}'; each must be one of {string.Join(", ", Scopes.All.Where(ServiceScopes.Contains))}. For more give the program a key.");

    private static IEnumerable<(string Key, string Sentence)> RuleProblems(string section, StudioOptions.ExternalOptions rules)
    {
        var roles = string.Join(", ", Roles.All);
        foreach (var email in rules.AllowedEmails.Where(
            email => email.Trim() is not { Length: > 2 } plain || plain.IndexOf('@') is < 1 || plain.EndsWith('@')))
            yield return ($"{section}:AllowedEmails", $"{section}:AllowedEmails holds '{email}', which is not an e-mail address.");
        foreach (var domain in rules.AllowedDomains.Where(
            domain => domain != "*" && Uri.CheckHostName(domain.Trim()) != UriHostNameType.Dns))
            yield return ($"{section}:AllowedDomains",
                $"{section}:AllowedDomains holds '{domain}'; each must be a domain such as example.org, or * for everybody.");
        foreach (var line in rules.RoleMap.Where(line => ExternalRules.Entry(line) is null))
            yield return ($"{section}:RoleMap",
                $"{section}:RoleMap holds '{line}'; each must be WHAT=role with a role of {roles}, such as studio-admins=admin.");
        if (rules.DefaultRole.Length > 0 && !Roles.All.Contains(rules.DefaultRole))
            yield return ($"{section}:DefaultRole",
                $"{section}:DefaultRole is '{rules.DefaultRole}'; it must be one of {roles}, or empty to refuse who has no role.");
    }
}
