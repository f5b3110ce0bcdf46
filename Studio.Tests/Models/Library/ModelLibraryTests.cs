using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Models;
using Studio.Web.Models.Library;
using static Studio.Tests.Models.Downloads.DownloadFixture;

namespace Studio.Tests.Models.Library;

/// <summary>Renaming, moving, the bin and notes, on real files.</summary>
public sealed class ModelLibraryTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly string _models = Path.Join(shared.Studio.StudioDir, "models");
    private readonly string _stem = Guid.NewGuid().ToString("N");

    private ModelLibrary Library => shared.Studio.Get<ModelLibrary>();

    [Fact]
    public async Task Move_TakesAlongWhatLiesBesideAndWhatIsKnown()
    {
        var bytes = Put("loras", $"{_stem}.safetensors");
        await File.WriteAllTextAsync(PathOf("loras", $"{_stem}.preview.png"), "picture");
        Library.Keep(Anna, "loras", $"{_stem}.safetensors", [" style ", "style", "red"], "works with 0.7", 0.7);
        var (hash, _) = await Library.VerifyAsync(Anna, "loras", $"{_stem}.safetensors", default);

        var file = Library.Move(Anna, "loras", $"{_stem}.safetensors", "embeddings", $"sub/{_stem}-2.safetensors");

        Assert.Equal(("embeddings", $"sub/{_stem}-2.safetensors"), (file.Kind, file.Name));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file.Path));
        Assert.True(File.Exists(PathOf("embeddings", $"sub/{_stem}-2.preview.png")));
        Assert.False(File.Exists(PathOf("loras", $"{_stem}.safetensors")));
        var note = shared.Studio.Get<LibraryStore>().Note(file.Path)!;
        Assert.Equal(["style", "red"], note.Tags);
        Assert.Equal(("works with 0.7", (double?)0.7, hash), (note.Notes, note.Strength, note.HashOf(file)));
        Assert.Equal(HashOf(bytes), hash);
    }

    [Fact]
    public void Delete_IsABinFromWhichItComesBack()
    {
        var bytes = Put("loras", $"sub/{_stem}.safetensors");
        File.WriteAllText(PathOf("loras", $"sub/{_stem}.png"), "picture");

        var binned = Library.Delete(Anna, "loras", $"sub/{_stem}.safetensors");
        Assert.Null(shared.Studio.Get<ModelCatalog>().FindFile("loras", $"sub/{_stem}.safetensors"));
        Assert.Contains(Library.Bin(), one => one.Id == binned.Id);
        var back = Library.Restore(Anna, binned.Id);

        Assert.Equal(bytes, File.ReadAllBytes(back.Path));
        Assert.True(File.Exists(PathOf("loras", $"sub/{_stem}.png")));
        Assert.False(Directory.Exists(Path.GetDirectoryName(binned.BinPath)));
        Assert.DoesNotContain(Library.Bin(), one => one.Id == binned.Id);
    }

    [Fact]
    public void Restore_WhereAnotherIsNow_ChangesNothing()
    {
        var first = Put("loras", $"{_stem}.safetensors");
        var binned = Library.Delete(Anna, "loras", $"{_stem}.safetensors");
        File.WriteAllText(PathOf("loras", $"{_stem}.safetensors"), "second");

        Assert.Equal(LibraryRefusal.Exists, Assert.Throws<LibraryException>(() => Library.Restore(Anna, binned.Id)).Refusal);
        Assert.Equal("second", File.ReadAllText(PathOf("loras", $"{_stem}.safetensors")));
        Assert.Equal(first, File.ReadAllBytes(binned.BinPath));
        Assert.Equal(binned.Bytes, Library.Empty(Anna, binned.Id));
        Assert.False(File.Exists(binned.BinPath));
    }

    [Fact]
    public void Delete_OfOneOfTwoWithOneStem_LeavesThePictureToTheOther()
    {
        Put("loras", $"{_stem}.safetensors");
        File.WriteAllText(PathOf("loras", $"{_stem}.ckpt"), "other");
        File.WriteAllText(PathOf("loras", $"{_stem}.png"), "picture");
        Library.Delete(Anna, "loras", $"{_stem}.ckpt");
        Assert.True(File.Exists(PathOf("loras", $"{_stem}.png")));
    }

    [Theory]
    [InlineData("loras", "../x.safetensors", LibraryRefusal.BadRequest)]
    [InlineData("loras", "x.exe", LibraryRefusal.BadRequest)]
    [InlineData("nothing", "x.safetensors", LibraryRefusal.BadRequest)]
    [InlineData("diffusers", "x.safetensors", LibraryRefusal.BadRequest)]
    public void Move_ToWhatCannotBe_IsRefused(string kind, string name, LibraryRefusal refusal)
    {
        Put("loras", $"{_stem}.safetensors");
        Assert.Equal(refusal, Assert.Throws<LibraryException>(() =>
            Library.Move(Anna, "loras", $"{_stem}.safetensors", kind, name)).Refusal);
        Assert.True(File.Exists(PathOf("loras", $"{_stem}.safetensors")));
    }

    [Fact]
    public void Others_MayNotChangeFiles()
    {
        Put("loras", $"{_stem}.safetensors");
        foreach (var role in new[] { Roles.Artist, Roles.Viewer })
        {
            var ben = StudioApplication.User("ben", role);
            Assert.Equal(LibraryRefusal.NotAllowed, Assert
                .Throws<LibraryException>(() => Library.Delete(ben, "loras", $"{_stem}.safetensors")).Refusal);
            Assert.Equal(LibraryRefusal.NotAllowed,
                Assert.Throws<LibraryException>(() => Library.Move(ben, "loras", $"{_stem}.safetensors", "vae", "x.safetensors")).Refusal);
            Assert.Equal(LibraryRefusal.NotAllowed, Assert.Throws<LibraryException>(() => Library.Empty(ben)).Refusal);
        }
    }

    [Fact]
    public async Task Rest_MovesVerifiesDeletesAndRestores()
    {
        var bytes = Put("loras", $"{_stem}.safetensors");
        using var http = shared.Studio.CreateClient();
        var moved = await PostAsync(http, "/api/models/files/move",
            new { kind = "loras", name = $"{_stem}.safetensors", to_name = $"{_stem}-r.safetensors" });
        Assert.Equal($"{_stem}-r.safetensors", (string)moved["name"]!);
        var verified = await PostAsync(http, "/api/models/files/verify", new { kind = "loras", name = $"{_stem}-r.safetensors" });
        Assert.Equal(HashOf(bytes), (string)verified["sha256"]!);
        Assert.Null(verified["matches"]);
        await PostAsync(http, "/api/models/files/note",
            new { kind = "loras", name = $"{_stem}-r.safetensors", tags = new[] { "a" }, strength = 0.5 });
        using var deleted = await http.DeleteAsync($"/api/models/files?kind=loras&name={_stem}-r.safetensors");
        var id = (string)JsonNode.Parse(await deleted.Content.ReadAsStringAsync())!["id"]!;
        Assert.Contains(id, await http.GetStringAsync("/api/models/bin"), StringComparison.Ordinal);
        await PostAsync(http, $"/api/models/bin/{id}/restore", new { });
        Assert.Equal(bytes, await File.ReadAllBytesAsync(PathOf("loras", $"{_stem}-r.safetensors")));
        using var missing = await http.DeleteAsync("/api/models/files?kind=loras&name=nothing.safetensors");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private string PathOf(string kind, string name) => Path.Join(_models, kind, name);

    private byte[] Put(string kind, string name)
    {
        var bytes = Model(2000, 60);
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(kind, name))!);
        File.WriteAllBytes(PathOf(kind, name), bytes);
        return bytes;
    }
}
