using System.Net;
using Microsoft.AspNetCore.Routing;
using Studio.Tests.Support;
using Studio.Web.Api.OpenApi;

namespace Studio.Tests.Api;

/// <summary>HEAD wherever GET is, with GET's status and no body.</summary>
public sealed class HeadTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    [Fact]
    public void EveryEndpoint_ThatAnswersGet_AnswersHead()
    {
        var declared = shared.Studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods))
            .Where(endpoint => endpoint.HttpMethods?.Contains("GET") == true && !endpoint.RawText!.TrimStart('/').StartsWith('_'))
                .ToList(); // but Blazor's own plumbing

        Assert.InRange(declared.Count, 100, 1000);
        Assert.Empty(declared.Where(endpoint => !endpoint.HttpMethods!.Contains("HEAD")).Select(endpoint => endpoint.RawText));
    }

    [Theory]
    [InlineData(StudioApplication.Key)]
    [InlineData(null)]
    public async Task Head_EveryAddressWithoutParameters_HasTheStatusOfGet(string? key)
    {
        using var http = shared.Studio.CreateClient(key);
        var addresses = ApiRoute.All(shared.Studio.Get<EndpointDataSource>())
            .Where(route => route.Method == "GET" && !route.Path.Contains('{') && !route.Path.EndsWith("/ws", StringComparison.Ordinal))
                .Select(route => route.Path).Distinct().ToList();
        Assert.InRange(addresses.Count, 60, 1000);
        Assert.Superset(new HashSet<string> { "/health", "/api/health", "/health/live", "/health/ready", "/login", "/", "/queue",
            "/openapi.json" }, addresses.ToHashSet());
        var wrong = new List<string>();
        foreach (var address in addresses)
        {
            // some answers go on for as long as somebody listens
            using var get = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
            if (get.StatusCode != head.StatusCode
                || get.Content.Headers.ContentType?.ToString() != head.Content.Headers.ContentType?.ToString()
                || (await head.Content.ReadAsByteArrayAsync()).Length > 0)
                wrong.Add(
                    $"{address}: GET {get.StatusCode} {get.Content.Headers.ContentType}, HEAD {head.StatusCode} {head.Content.Headers.ContentType}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/health")]
    [InlineData("/login")]
    public async Task Head_PublicAddresses_NeedNoKey(string address)
    {
        using var http = shared.Studio.CreateAnonymousClient();

        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address))).StatusCode);
    }

    [Theory]
    [InlineData("/templates/index.json", "[]", "application/json")]
    [InlineData("/api/templates/index.zh.json", "[]", "application/json")]
    [InlineData("/templates/index_logo.json", "{}", "application/json")]
    [InlineData("/user.css", "", "text/css")]
    public async Task FrontEnd_FilesOfItsFirstStart_AreEmptyAndBehindTheKey(string address, string body, string type)
    {
        using var http = shared.Studio.CreateClient();
        using var stranger = shared.Studio.CreateAnonymousClient();
        using var response = await http.GetAsync(address);

        Assert.Equal((HttpStatusCode.OK, body, type),
            (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/templates/other.json")).StatusCode);
    }
}
