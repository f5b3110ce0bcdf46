using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Outgoing;

namespace Studio.Tests.Attacks;

/// <summary>
/// Addresses that lead inside, through the routes that make the server call one. The addresses one by one are in AddressRulesTests,
/// redirects and names that change their mind in OutgoingHttpTests.
/// </summary>
public sealed class OutgoingAttackTests(OutgoingAttackTests.Server server) : IClassFixture<OutgoingAttackTests.Server>
{
    public static TheoryData<string> Inside =>
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0",
        "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]",
        "169.254.169.254", "[fd00:ec2::254]", "0xa9fea9fe", "2852039166",
        "\u2460\u2461\u2466.0.0.1", "127\u30020\u30020\u30021", "10.0.0.1", "192.168.0.1", "100.64.0.1",
    ];

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task Install_FromAnAddressInside_IsRefusedWithoutACall(string host)
    {
        var studio = server.Studio;
        using var client = studio.CreateClient();
        foreach (var start in new[] { "http://", "https://" })
        {
            var url = $"{start}{host}:{studio.BaseAddress.Port}/health";
            using var response =
                await client.PostAsync("/api/admin/extensions/install", new JsonObject { ["url"] = url, ["name"] = "x" }.ToJsonString());
            var body = await response.Content.ReadAsStringAsync();
            Assert.InRange((int)response.StatusCode, 400, 499);
            Assert.DoesNotContain("healthy", body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.GetFileSystemEntries(Directory.CreateDirectory(
            Path.Join(studio.StudioDir, "extensions")).FullName), path => !Path.GetFileName(path).StartsWith('.'));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/x.zip")]
    [InlineData("gopher://127.0.0.1/x")]
    [InlineData("http://user:secret@example.org/x.zip")]
    [InlineData("http://example.org@127.0.0.1/x.zip")]
    [InlineData("//127.0.0.1/x.zip")]
    [InlineData("jar:http://127.0.0.1!/x")]
    public async Task Install_FromAnotherKindOfAddress_IsRefused(string url)
    {
        var studio = server.Studio;
        using var client = studio.CreateClient();
        using var response =
            await client.PostAsync("/api/admin/extensions/install", new JsonObject { ["url"] = url, ["name"] = "x" }.ToJsonString());
        var body = await response.Content.ReadAsStringAsync();
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inside))]
    public async Task Name_ThatResolvesInside_IsRefused(string host)
    {
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var inside))
            return; // a spelling that only an address parser knows; the routes above try it
        using var http = new OutgoingHttp(new StudioOptions(), (_, _) => Task.FromResult(new[] { inside }));
        using var client = http.CreateClient();
        var refused = await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(new Uri("http://innocent.example/")));
        Assert.Contains("AllowedNetworks", $"{refused}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://2130706433:1/")]
    [InlineData("http://[::ffff:127.0.0.1]:1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://localhost:1/")]
    public async Task Catalogue_AtAnAddressInside_IsNotAsked(string address)
    {
        using var folder = new TemporaryFolder();
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            options.Extensions.Security = ExtensionSecurityLevel.Normal;
            options.Extensions.Catalogue = address;
            options.Extensions.PublicKey = Path.Join(folder.Path, "key.pem");
        });
        using var client = studio.CreateClient();
        using var response = await client.GetAsync(new Uri("/api/admin/extensions/catalogue", UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Contains("not a public address", body, StringComparison.Ordinal);
    }

    public sealed class Server : SharedStudio
    {
        protected override Task<StudioApplication> StartAsync() =>
            StudioApplication.StartAsync(options => options.Extensions.Security = ExtensionSecurityLevel.Weak);
    }
}
