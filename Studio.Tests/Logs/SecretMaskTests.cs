using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Logs;

namespace Studio.Tests.Logs;

public sealed class SecretMaskTests
{
    private const string Key = "test-key-0123456789abcdef";

    [Theory]
    [InlineData("the key test-key-0123456789abcdef!", "the key ***!")]
    [InlineData("GET /ws?clientId=a&api_key=abc123&x=1", "GET /ws?clientId=a&api_key=***&x=1")]
    [InlineData("X-API-Key: abc123", "X-API-Key: ***")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: Bearer ***")]
    [InlineData("sent Basic dXNlcjpwYXNzd29yZA==", "sent Basic ***")]
    [InlineData("{\"password\": \"pass word\", \"a\": 1}", "{\"password\": \"***\", \"a\": 1}")]
    [InlineData("auth_token_x=1 access_token=abc", "auth_token_x=1 access_token=***")]
    [InlineData("Cookie: session=authenticated:17:ab.cd; theme=dark", "Cookie: session=***; theme=dark")]
    [InlineData("from https://user:secret@host/x", "from https://***@host/x")]
    [InlineData("hf_abcdefghijklmnop and sk_12345678_abcdef", "*** and ***")]
    [InlineData("the key sk_12345678 was revoked", "the key sk_12345678 was revoked")]
    [InlineData("sk_123456789 sk_live_abcdefgh", "*** ***")]
    [InlineData("eyJhbGciOi.eyJzdWIiOi.c2ln", "***")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "***")]
    [InlineData("Queued 77 tokens in session 5 for 1a2b3c4d-0000-4000-8000-000000000000",
        "Queued 77 tokens in session 5 for 1a2b3c4d-0000-4000-8000-000000000000")]
    public void Apply_SecretsGo_AndTheRestStays(string text, string masked)
    {
        var options = new StudioOptions();
        options.Auth.KeySource = new KeySource("test", null, Key);

        Assert.Equal(masked, new SecretMask(options).Apply(text));
    }

    [Fact]
    public void Apply_KeyFromAFile_IsKnownToo()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Join(folder.Path, "key");
        File.WriteAllText(file, $"{Key}\n");
        var options = new StudioOptions();
        options.Auth.KeySource = new KeySource("test", file, null);

        Assert.Equal("is ***", new SecretMask(options).Apply($"is {Key}"));
    }

    [Fact]
    public void Apply_LongLine_TakesNoTime()
    {
        var text = string.Concat(Enumerable.Repeat("token token_ :=://a:b", 500));

        Assert.NotEmpty(new SecretMask(new StudioOptions()).Apply(text));
    }
}
