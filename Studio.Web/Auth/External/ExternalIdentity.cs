using Studio.Web.Auth.CloudflareAccess;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.OpenIdConnect;
using Studio.Web.Auth.Pairing;

namespace Studio.Web.Auth.External;

/// <summary>The door of external identity: who proves elsewhere who they are.</summary>
internal static class ExternalIdentity
{
    public static IServiceCollection AddExternalIdentity(this IServiceCollection services) => services
        .AddSingleton<SigningKeys>()
        .AddSingleton<SignedTokens>()
        .AddSingleton<ExternalIdentityStore>()
        .AddSingleton<ExternalAccounts>()
        .AddOidc()
        .AddSingleton<PairingStore>()
        .AddSingleton<Pairings>()
        .AddSingleton<ICredentialSource, CloudflareAccessSource>()
        .AddSingleton<ICredentialSource, TrustedNetworkSource>();

    public static void MapExternalIdentity(this IEndpointRouteBuilder app)
    {
        app.MapOidc();
        app.MapPairing();
    }
}
