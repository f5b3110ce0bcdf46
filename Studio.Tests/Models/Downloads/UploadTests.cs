using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Downloads;

/// <summary>Models that come from a browser in pieces, cut off and resumed.</summary>
public sealed class UploadTests(DownloadFixture fixture) : IClassFixture<DownloadFixture>
{
    private static readonly byte[] Demo =
        File.ReadAllBytes(Path.Join(Conventions.Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"));

    [Fact]
    public async Task Pieces_CutOffAndSentAgain_BecomeTheFileInTheRightFolder()
    {
        using var http = fixture.Studio.CreateClient();
        Assert.Equal(0, (long)(await JsonAsync(await http.GetAsync("/api/models/uploads/demo1"))).Body["offset"]!);
        await PutAsync(http, "demo1", 0, Demo[..1_000_000]);
        Assert.Equal(1_000_000, (long)(await JsonAsync(await http.GetAsync("/api/models/uploads/demo1"))).Body["offset"]!);
        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync(http, "demo1", 1_000_001, Demo[1_000_001..1_000_010])).Status);
        await PutAsync(http, "demo1", 500_000, Demo[500_000..2_000_000]);

        var (status, last) = await PutAsync(http, "demo1", 2_000_000, Demo[2_000_000..]);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("checkpoints", "sent.safetensors"), ((string)last["kind"]!, (string)last["name"]!));
        Assert.Equal(Demo, await File.ReadAllBytesAsync(Path.Join(fixture.Studio.StudioDir, "models", "checkpoints", "sent.safetensors")));
        Assert.Empty(Directory.GetFiles(Path.Join(fixture.Studio.StudioDir, "models"), "*.part*"));
    }

    [Theory]
    [InlineData("../x", "x.safetensors", 400)]
    [InlineData("a_b", "x.safetensors", 400)]
    [InlineData("ok", "../x.safetensors", 400)]
    [InlineData("ok", "x.safetensors&kind=nothing", 400)]
    [InlineData("ok", "x.exe&kind=loras", 400)]
    public async Task Names_ThatCannotBe_AreRefused(string key, string name, int status)
    {
        using var http = fixture.Studio.CreateClient();
        using var response = await http.PutAsync($"/api/models/uploads/{Uri.EscapeDataString(key)}?name={name}&offset=0&total=10", new ByteArrayContent(new byte[10]));
        Assert.InRange((int)response.StatusCode, status, 404);
    }

    [Fact]
    public async Task Content_ThatIsNoModel_AndTooMuch_AreRefused()
    {
        using var http = fixture.Studio.CreateClient();
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(http, "junk", 0, new byte[100], total: 100)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync(http, "more", 0, new byte[100], total: 50)).Status);
    }

    [Fact]
    public async Task Others_MayNotSend()
    {
        var uploads = fixture.Studio.Get<ModelUploads>();
        var ben = StudioApplication.User("ben", Roles.Artist);
        var refused = await Assert.ThrowsAsync<DownloadException>(() =>
            uploads.PutAsync(ben, "k", null, "x.safetensors", 0, 10, Stream.Null, default));
        Assert.Equal(DownloadRefusal.NotAllowed, refused.Refusal);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> PutAsync(HttpClient http, string key, long offset, byte[] piece,
        long? total = null)
    {
        using var body = new ByteArrayContent(piece);
        return await JsonAsync(await http.PutAsync($"/api/models/uploads/{key}?name=sent.safetensors&offset={offset}&total={total ?? Demo.Length}", body));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> JsonAsync(HttpResponseMessage response)
    {
        using (response)
            return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
