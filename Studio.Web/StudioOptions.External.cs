namespace Studio.Web;

/// <summary>People and programs who prove elsewhere who they are.</summary>
public sealed partial class StudioOptions
{
    /// <summary>Whom a provider's word lets in, and as what.</summary>
    public abstract class ExternalOptions
    {
        /// <summary>E-mail addresses that may come in, besides those of <see cref="AllowedDomains"/>.</summary>
        public string[] AllowedEmails { get; set; } = [];

        /// <summary>Domains whose e-mail addresses may come in; "*" is everybody whom the provider knows.</summary>
        public string[] AllowedDomains { get; set; } = [];

        /// <summary>The claim whose values <see cref="RoleMap"/> looks for; dots lead into objects, as in realm_access.roles.</summary>
        public string RoleClaim { get; set; } = "groups";

        /// <summary>WHAT=role: a value of the claim, an e-mail address, or @domain. The strongest one counts, at every sign-in.</summary>
        public string[] RoleMap { get; set; } = [];

        /// <summary>The role of whoever the map does not name; empty refuses them.</summary>
        public string DefaultRole { get; set; } = "artist";
    }

    /// <summary>Cloudflare Access in front of the server. On when both team domain and audience are set.</summary>
    public sealed class CloudflareAccessOptions : ExternalOptions
    {
        /// <summary>E.g. my-team.cloudflareaccess.com.</summary>
        public string? TeamDomain { get; set; }

        /// <summary>The application's audience tag (AUD).</summary>
        public string? Audience { get; set; }

        /// <summary>What service tokens may do; empty refuses them.</summary>
        public string[] ServiceScopes { get; set; } = ["comfy:run", "comfy:read"];

        /// <summary>Whether assertions are looked at.</summary>
        [NotAnOption]
        public bool IsOn => !string.IsNullOrWhiteSpace(TeamDomain) && !string.IsNullOrWhiteSpace(Audience);
    }

    /// <summary>Signing in at an OpenID Connect provider. On when both authority and client id are set.</summary>
    public sealed class OidcOptions : ExternalOptions
    {
        /// <summary>The issuer, e.g. https://id.example.org/realms/studio.</summary>
        public string? Authority { get; set; }

        public string? ClientId { get; set; }

        /// <summary>Null for a public client, which PKCE alone protects.</summary>
        public string? ClientSecret { get; set; }

        /// <summary>A file with the secret; white space at its ends is trimmed.</summary>
        public string? ClientSecretFile { get; set; }

        public string[] Scopes { get; set; } = ["openid", "profile", "email"];

        /// <summary>What the sign-in button calls it.</summary>
        public string Name { get; set; } = "single sign-on";

        /// <summary>Whether the button is there.</summary>
        [NotAnOption]
        public bool IsOn => !string.IsNullOrWhiteSpace(Authority) && !string.IsNullOrWhiteSpace(ClientId);

        /// <summary>The client's secret; null when there is none.</summary>
        /// <exception cref="IOException">The file cannot be read.</exception>
        internal string? Secret(StudioPaths paths) =>
            paths.Resolve(ClientSecretFile) is { } file
                ? File.ReadAllText(file).Trim()
                : ClientSecret is { Length: > 0 } secret ? secret : null;
    }
}
