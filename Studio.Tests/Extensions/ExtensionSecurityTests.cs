using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Extensions;
using Studio.Web.Extensions.Packages;

namespace Studio.Tests.Extensions;

/// <summary>What may be done to extensions over the network at each level, and what a package must be.</summary>
public sealed class ExtensionSecurityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Strong_IsTheDefaultWithAKey_AndRefusesEverythingWithALineEach()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateClient();
        Assert.Equal("strong", (string?)JsonNode.Parse(await client.GetStringAsync("/api/admin/extensions"))!["security"]);

        foreach (var (method, path, body) in new[]
        {
            ("POST", "install", "{\"name\":\"a\"}"), ("POST", "install", "{\"url\":\"http://example.org/a.zip\"}"),
            ("POST", "upload?name=a", "x"), ("DELETE", "a", ""),
            ("POST", "a/enable", ""), ("POST", "a/disable", ""), ("POST", "a/update", ""), ("POST", "restart", ""),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method),
                $"/api/admin/extensions/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            using var response = await client.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, response.StatusCode));
        }

        var lines = JsonNode.Parse(await client.GetStringAsync("/api/admin/audit?result=refused"))!["entries"]!.AsArray();
        Assert.Equal(8, lines.Count);
        Assert.All(lines, line => Assert.Contains("extension security level strong", (string?)line!["detail"]));
    }

    [Fact]
    public async Task Normal_IsTheDefaultWithoutAKey() =>
        Assert.Equal(ExtensionSecurityLevel.Normal, await LevelAsync(StudioApplication.LocalMode));

    [Fact]
    public async Task Normal_SignedAndListed_IsInstalledForTheNextStart()
    {
        await using var studio = await StartAsync(ExtensionSecurityLevel.Normal, List(Pack("soft", _key)));
        using var client = studio.CreateClient();

        await OkAsync(client, HttpMethod.Post, "install", """{"name":"soft"}""");

        var installed = Path.Join(studio.StudioDir, "extensions", "soft");
        Assert.Equal("console.log(1)", await File.ReadAllTextAsync(Path.Join(installed, "web", "soft.js")));
        Assert.Equal(["soft"], Directory.EnumerateDirectories(Path.GetDirectoryName(installed)!).Select(Path.GetFileName));
        Assert.Equal("loaded", new ExtensionLoader(studio.Get<StudioOptions>()).LoadAll().Single().State.ToString().ToLowerInvariant());
        Assert.True((bool)JsonNode.Parse(await client.GetStringAsync("/api/admin/extensions"))!["needs_restart"]!);
        var line = JsonNode.Parse(await client.GetStringAsync("/api/admin/audit?action=extension"))!["entries"]![0]!;
        Assert.Equal(("extension.installed", "soft", "ok", "admin"),
            ((string?)line["action"], (string?)line["target"], (string?)line["result"], (string?)line["user"]));
    }

    [Theory]
    [InlineData("other key")]
    [InlineData("unsigned")]
    [InlineData("changed after signing")]
    [InlineData("another name")]
    [InlineData("not the listed bytes")]
    [InlineData("extra file")]
    public async Task Normal_AnythingElse_IsRefusedAndNothingIsWritten(string how)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var package = Pack("soft", how == "other key" ? other : how == "unsigned" ? null : _key);
        if (how is "changed after signing" or "extra file")
            package = Changed(package, how == "extra file" ? "web/more.js" : "web/soft.js", "evil()");
        var entry = List(package, how == "another name" ? "other" : "soft");
        if (how == "not the listed bytes")
            await File.AppendAllTextAsync(Path.Join(_folder.Path, "soft.zip"), " ");
        await using var studio = await StartAsync(ExtensionSecurityLevel.Normal, entry);
        using var client = studio.CreateClient();

        using var response =
            await SendAsync(client, HttpMethod.Post, "install", $$"""{"name":"{{(how == "another name" ? "other" : "soft")}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var extensions = Path.Join(studio.StudioDir, "extensions");
        Assert.True(!Directory.Exists(extensions) || !Directory.EnumerateFileSystemEntries(extensions).Any());
        Assert.Equal("failed",
            (string?)JsonNode.Parse(await client.GetStringAsync("/api/admin/audit?action=extension"))!["entries"]![0]!["result"]);
    }

    [Fact]
    public async Task Normal_SentPackage_MustBeListedByteForByte()
    {
        var package = Pack("soft", _key);
        await using var studio = await StartAsync(ExtensionSecurityLevel.Normal, List(package));
        using var client = studio.CreateClient();
        using var other = await SendAsync(client, HttpMethod.Post, "upload", Pack("soft", null));
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        using var url = await SendAsync(client, HttpMethod.Post, "install", """{"url":"http://example.org/x.zip"}""");
        Assert.Equal(HttpStatusCode.Forbidden, url.StatusCode);

        using var listed = await SendAsync(client, HttpMethod.Post, "upload", package);

        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
    }

    [Fact]
    public async Task Weak_PlainZip_IsInstalledReplacedSwitchedAndRemoved()
    {
        await using var studio = await StartAsync(ExtensionSecurityLevel.Weak, null);
        using var client = studio.CreateClient();
        var installed = Path.Join(studio.StudioDir, "extensions", "plain");
        using var unnamed = await SendAsync(client, HttpMethod.Post, "upload", Zip(("extension.json", Manifest)));
        Assert.Equal(HttpStatusCode.BadRequest, unnamed.StatusCode);

        await OkAsync(client, HttpMethod.Post, "upload?name=plain", Zip(("extension.json", Manifest), ("web/a.js", "1")));
        await OkAsync(client, HttpMethod.Post, "upload?name=plain", Zip(("extension.json", Manifest), ("web/b.js", "2")));
        Assert.Equal(["b.js"], Directory.EnumerateFiles(Path.Join(installed, "web")).Select(Path.GetFileName));
        await OkAsync(client, HttpMethod.Post, "plain/disable", "");
        Assert.True(Directory.Exists(installed + ".disabled"));
        await OkAsync(client, HttpMethod.Post, "plain/enable", "");
        Assert.True(Directory.Exists(installed));
        await OkAsync(client, HttpMethod.Delete, "plain", "");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(installed)!));
        using var gone = await SendAsync(client, HttpMethod.Delete, "plain", "");
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task Weak_PackageAtAnInnerAddress_IsNotFetched()
    {
        await using var studio = await StartAsync(ExtensionSecurityLevel.Weak, null);
        using var client = studio.CreateClient();
        using var response =
            await SendAsync(client, HttpMethod.Post, "install", $$"""{"url":"{{studio.BaseAddress}}view?filename=x","name":"x"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("AllowedNetworks", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("../evil.js")]
    [InlineData("web/../../evil.js")]
    [InlineData("/etc/evil.js")]
    [InlineData("web\\..\\..\\evil.js")]
    [InlineData("C:evil.js")]
    [InlineData("web/nul")]
    public async Task Package_NamesThatLeave_AreRefusedAndNothingIsLeft(string name)
    {
        await using var studio = await StartAsync(ExtensionSecurityLevel.Weak, null);
        using var client = studio.CreateClient();
        using var response = await SendAsync(client, HttpMethod.Post, "upload?name=x", Zip(("extension.json", Manifest), (name, "evil")));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Join(studio.StudioDir, "extensions")));
        Assert.False(File.Exists(Path.Join(studio.StudioDir, "evil.js")));
    }

    [Fact]
    public void Package_LinksDoublesAndBombs_AreRefused()
    {
        Refuses(Zip(zip =>
        {
            var link = zip.CreateEntry("web/link");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var writer = new StreamWriter(link.Open());
            writer.Write("/etc/passwd");
        }), "a link");
        Refuses(Zip(("web/a.js", "1"), ("web/A.js", "2")), "twice");
        Refuses(Zip(zip =>
        {
            using var bomb = zip.CreateEntry("web/zeros", CompressionLevel.Fastest).Open();
            var block = new byte[1 << 20];
            for (var i = 0; i <= ExtensionPackage.MostBytes >> 20; i++)
                bomb.Write(block);
        }), "unpacks to more than");
        Assert.Throws<ExtensionException>(() => ExtensionPackage.Open(new MemoryStream([1, 2, 3])));
    }

    private const string Manifest = """{ "name": "Soft", "version": "1.0.0", "contract": "2.0" }""";

    private static void Refuses(byte[] zip, string why)
    {
        using var package = ExtensionPackage.Open(new MemoryStream(zip));
        using var folder = new TemporaryFolder();
        Assert.Contains(why, Assert.Throws<ExtensionException>(() => package.Unpack(folder.Path)).Message);
    }

    private static async Task<ExtensionSecurityLevel> LevelAsync(Action<StudioOptions> options)
    {
        await using var studio = await StudioApplication.StartAsync(options);
        return studio.Get<ExtensionSecurity>().Level;
    }

    private Task<StudioApplication> StartAsync(ExtensionSecurityLevel level, string? catalogue)
    {
        var key = Path.Join(_folder.Path, "key.pub");
        File.WriteAllText(key, _key.ExportSubjectPublicKeyInfoPem());
        return StudioApplication.StartAsync(
            options => (options.Extensions.Security, options.Extensions.Catalogue, options.Extensions.PublicKey) = (level, catalogue, key));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/api/admin/extensions/{path}")
        {
            Content = body is byte[] bytes
                ? new ByteArrayContent(bytes)
                : new StringContent((string)body, Encoding.UTF8, "application/json"),
        };
        return await client.SendAsync(request);
    }

    private static async Task OkAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var response = await SendAsync(client, method, path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private byte[] Pack(string name, ECDsa? key)
    {
        var folder = Path.Join(_folder.Path, "source", name);
        Directory.CreateDirectory(Path.Join(folder, "web"));
        File.WriteAllText(Path.Join(folder, "extension.json"), Manifest);
        File.WriteAllText(Path.Join(folder, "web", "soft.js"), "console.log(1)");
        using var packed = new MemoryStream();
        PackageSigning.Pack(folder, packed, key);
        return packed.ToArray();
    }

    /// <summary>Writes package and catalogue; returns the catalogue's path.</summary>
    private string List(byte[] package, string name = "soft")
    {
        File.WriteAllBytes(Path.Join(_folder.Path, "soft.zip"), package);
        var catalogue = Path.Join(_folder.Path, "catalogue.json");
        File.WriteAllText(catalogue,
            $$"""{"packages":[{"name":"{{name}}","version":"1.0.0","url":"soft.zip","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(package))}}"}]}""");
        return catalogue;
    }

    private static byte[] Changed(byte[] package, string file, string text)
    {
        using var stream = new MemoryStream();
        stream.Write(package);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry(file)?.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(file).Open());
            writer.Write(text);
        }

        return stream.ToArray();
    }

    private static byte[] Zip(params (string Name, string Text)[] files) => Zip(zip =>
    {
        foreach (var (name, text) in files)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    });

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            fill(zip);
        return stream.ToArray();
    }
}
