using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Auth;

/// <summary>CF-Access-Token, which clients send that are meant for Cloudflare's edge.</summary>
public sealed class AccessTokenHeaderTests
{
    private const string Key = StudioApplication.Key;
    private const string Wrong = "wrong-key-0123456789abcdef";

    [Theory]
    [InlineData("CF-Access-Token: " + Key, "CF-Access-Token")]
    [InlineData("CF-Access-Client-Id: x", "CF-Access-Client-Id")]
    [InlineData("CF-Access-Client-Secret: x", "CF-Access-Client-Secret")]
    [InlineData("CF-Something: x", null)]
    [InlineData("Accept: */*", null)]
    public async Task Header_ThatIsNotTaken_IsNamedInTheRefusal(string header, string? named)
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/queue", header);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var detail = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!;
        Assert.StartsWith("Not authenticated", detail, StringComparison.Ordinal);
        Assert.Equal(named is null, detail == "Not authenticated");
        if (named is not null)
            Assert.Contains(named, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_WhereItIsTaken_IsAKeyInItsPlaceOfTheOrder()
    {
        await using var studio = await StudioApplication.StartAsync(options => options.Auth.AcceptAccessToken = true);
        using var client = studio.CreateAnonymousClient();
        async Task<int> AskAsync(string path, params string[] headers)
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, headers);
            return (int)response.StatusCode;
        }

        var managed = await studio.CreateKeyAsync(StudioApplication.User("anna"));
        Assert.Equal(200, await AskAsync("/queue", $"CF-Access-Token: {Key}"));
        Assert.Equal(200, await AskAsync("/queue", $"CF-Access-Token: {managed}"));
        Assert.Equal(401, await AskAsync("/queue", $"CF-Access-Token: {Wrong}"));
        Assert.Equal(401, await AskAsync("/queue", "CF-Access-Token: "));
        // headers first, then this one, then the address
        Assert.Equal(401, await AskAsync("/queue", $"CF-Access-Token: {Key}", $"X-API-Key: {Wrong}"));
        Assert.Equal(401, await AskAsync("/queue", $"CF-Access-Token: {Key}", $"Authorization: Bearer {Wrong}"));
        Assert.Equal(200, await AskAsync($"/queue?api_key={Wrong}", $"CF-Access-Token: {Key}"));
        Assert.Equal(401, await AskAsync($"/queue?api_key={Key}", $"CF-Access-Token: {Wrong}"));
        var cookie = await studio.CreateSessionAsync(StudioApplication.User("anna"));
        Assert.Equal(401, await AskAsync("/queue", $"CF-Access-Token: {Wrong}", $"Cookie: session={cookie}"));
    }

    [Fact]
    public async Task Header_InLocalMode_IsNoProxy()
    {
        await using var studio = await StudioApplication.StartAsync(StudioApplication.LocalMode);
        using var client = studio.CreateAnonymousClient();
        using var direct = await client.SendAsync(HttpMethod.Get, "/queue", "CF-Access-Token: x");
        using var through = await client.SendAsync(HttpMethod.Get, "/queue", "CF-Access-Token: x", "CF-Connecting-IP: 203.0.113.9");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (direct.StatusCode, through.StatusCode));
    }
}
