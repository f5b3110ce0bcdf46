using Studio.Web.Auth.CloudflareAccess;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth.External;

/// <summary>The door of external identity: who proves elsewhere who they are.</summary>
internal static class ExternalIdentity
{
    public static IServiceCollection AddExternalIdentity(this IServiceCollection services) => services
        .AddSingleton<SigningKeys>()
        .AddSingleton<SignedTokens>()
        .AddSingleton<ExternalIdentityStore>()
        .AddSingleton<ExternalAccounts>()
        .AddSingleton<ICredentialSource, CloudflareAccessSource>()
        .AddSingleton<ICredentialSource, TrustedNetworkSource>();
}
