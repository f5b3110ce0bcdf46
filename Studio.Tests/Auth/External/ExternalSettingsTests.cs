using Studio.Web;
using Studio.Web.Auth.External;

namespace Studio.Tests.Auth.External;

public sealed class ExternalSettingsTests
{
    [Fact]
    public void Defaults_HaveNoMistake() => Assert.Empty(ExternalSettings.Problems(new()));

    [Theory]
    [InlineData("TrustedNetworks", "inside")]
    [InlineData("TrustedNetworks", "0.0.0.0/0")]
    [InlineData("TrustedNetworks", "10.0.0.0/8")] // without scopes
    [InlineData("TrustedNetworkScopes", "admin:*")]
    [InlineData("TrustedNetworkScopes", "models:write")]
    [InlineData("CloudflareAccess:ServiceScopes", "everything")]
    [InlineData("CloudflareAccess:TeamDomain", "my-team.cloudflareaccess.com")] // without an audience
    [InlineData("CloudflareAccess:Audience", "f00d")]
    [InlineData("CloudflareAccess:AllowedEmails", "anna")]
    [InlineData("CloudflareAccess:AllowedDomains", "@example.org")]
    [InlineData("CloudflareAccess:RoleMap", "admins=boss")]
    [InlineData("CloudflareAccess:DefaultRole", "root")]
    [InlineData("Oidc:Authority", "https://id.example.org")] // without a client id
    [InlineData("Oidc:ClientId", "studio")]
    [InlineData("Oidc:ClientSecretFile", "/nowhere/secret")]
    [InlineData("Oidc:Scopes", "profile")]
    [InlineData("Oidc:RoleMap", "admins")]
    public void Mistake_IsOneSentenceWithTheKey(string key, string value)
    {
        var options = new StudioOptions { StudioDir = Path.GetTempPath() };
        Set(key.Split(':')[0] switch { "CloudflareAccess" => options.Auth.CloudflareAccess, "Oidc" => options.Auth.Oidc, _ =>
            options.Auth }, key.Split(':')[^1], value);
        if (value != "10.0.0.0/8" && key == "TrustedNetworks")
            options.Auth.TrustedNetworkScopes = ["comfy:run"];
        var problem = Assert.Single(ExternalSettings.Problems(options));
        Assert.StartsWith("Auth:", problem.Key, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains(new ValidateStudioOptions().Validate(null, options).Failures!,
            sentence => sentence.StartsWith(problem.Sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://id.example.org", "it must be an https address")]
    [InlineData("https://id.example.org?x=1", "it must be an https address")]
    [InlineData("https://id.example.org", "lets nobody in")]
    public void Oidc_InsecureOrForNobody_IsAMistake(string authority, string expected)
    {
        var options = new StudioOptions();
        (options.Auth.Oidc.Authority, options.Auth.Oidc.ClientId) = (authority, "studio");
        Assert.Contains(ExternalSettings.Problems(options), problem => problem.Sentence.Contains(expected, StringComparison.Ordinal));
        options.Auth.Oidc.AllowedDomains = ["*"];
        Assert.DoesNotContain(ExternalSettings.Problems(options), problem => problem.Sentence.Contains("nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("my-team.cloudflareaccess.com", "https://my-team.cloudflareaccess.com/")]
    [InlineData(" https://my-team.cloudflareaccess.com/ ", "https://my-team.cloudflareaccess.com/")]
    [InlineData("http://my-team.cloudflareaccess.com", null)]
    [InlineData("my-team", null)]
    [InlineData("https://a.example/path", null)]
    [InlineData("https://user@a.example", null)]
    public void TeamDomain_IsAHostName(string text, string? address) =>
        Assert.Equal(address, Studio.Web.Auth.CloudflareAccess.CloudflareTeam.Address(text)?.ToString());

    private static void Set(object target, string name, string value)
    {
        var property = target.GetType().GetProperty(name)!;
        property.SetValue(target, property.PropertyType == typeof(string[]) ? new[] { value } : value);
    }
}
