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
    public void Mistake_IsOneSentenceWithTheKey(string key, string value)
    {
        var options = new StudioOptions();
        Set(key.StartsWith("Cloudflare", StringComparison.Ordinal) ? options.Auth.CloudflareAccess : options.Auth, key.Split(':')[^1], value);
        if (value != "10.0.0.0/8" && key == "TrustedNetworks")
            options.Auth.TrustedNetworkScopes = ["comfy:run"];
        var problem = Assert.Single(ExternalSettings.Problems(options));
        Assert.StartsWith("Auth:", problem.Key, StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains(new ValidateStudioOptions().Validate(null, With(options)).Failures!, sentence => sentence.StartsWith(problem.Sentence, StringComparison.Ordinal));
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

    private static StudioOptions With(StudioOptions options)
    {
        options.StudioDir = Path.GetTempPath();
        return options;
    }
}
