using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

/// <summary>Every route says who may use it; what forgets to is found here and not by a stranger.</summary>
public sealed class DeclaredPolicyTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly string[] Known = [.. Scopes.All, Policies.SignedIn, Policies.OwnAccount, Policies.MakeToken, Policies.Operate,
        Policies.Administer];

    // changing nothing with a method that usually does: signing out is public, a ticket is for a socket
    private static readonly string[] ReadsByPost = ["/api/auth/ticket"];

    [Fact]
    public void Endpoint_WithoutADeclaredPolicy_IsNotThere()
    {
        var silent = Endpoints().Where(endpoint => !DeclaredBy(endpoint).Any() && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
        Assert.Empty(silent.Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public void Endpoint_DeclaringAPolicy_DeclaresOneThatExists() => Assert.Empty(Endpoints().SelectMany(DeclaredBy).Except(Known));

    [Fact]
    public void Endpoint_ThatChangesSomething_NeedsMoreThanAScopeToRead()
    {
        var lax = from endpoint in Endpoints()
                  where endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
                      && methods.Except(["GET", "HEAD", "OPTIONS"]).Any()
                  where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && !ReadsByPost.Contains(endpoint.RoutePattern.RawText)
                  where DeclaredBy(endpoint)
                      .All(policy => policy.EndsWith(":read", StringComparison.Ordinal) || policy == Policies.SignedIn)
                  where !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("_blazor",
                      StringComparison.Ordinal) // the circuit; its handlers ask again
                  where !endpoint.Metadata.OfType<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>()
                      .Any() // pages take form posts
                  select endpoint.DisplayName;
        Assert.Empty(lax);
    }

    private static IEnumerable<string> DeclaredBy(RouteEndpoint endpoint) =>
        endpoint.Metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>();

    private IEnumerable<RouteEndpoint> Endpoints() => shared.Studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null);
}
