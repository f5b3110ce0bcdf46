using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.StaticAssets;

namespace Studio.Web.Api.OpenApi;

/// <summary>One method of one endpoint, its path written as OpenAPI writes it.</summary>
internal sealed partial record ApiRoute(string Method, string Path, RouteEndpoint Endpoint)
{
    private const string ComfyTag = "ComfyUI";

    public string Tag => Endpoint.Metadata.GetMetadata<ITagsMetadata>()?.Tags is [var tag, ..] ? tag : (Page is null ? "Studio" : "Pages");

    public bool IsComfy => Tag == ComfyTag;

    public bool IsPublic => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The policies that a caller must meet beyond being signed in.</summary>
    public IReadOnlyList<string> Policies =>
        [.. Endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().Distinct()];

    /// <summary>The component that answers, when it is a page.</summary>
    public Type? Page => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type;

    public string Id => $"{Method.ToLowerInvariant()}{NoWord().Replace(Path, "_").TrimEnd('_')}";

    /// <summary>Every route but files and Blazor's own plumbing (/_blazor, /_framework).</summary>
    public static IEnumerable<ApiRoute> All(EndpointDataSource endpoints) =>
        from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
        let path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "{${name}}").Trim('/')
        where !path.StartsWith("/_", StringComparison.Ordinal)
        from method in MethodsOf(endpoint)
        select new ApiRoute(method, path, endpoint);

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Where(method => method != HttpMethods.Options)
            : [HttpMethods.Get];

    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\W+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoWord();
}
