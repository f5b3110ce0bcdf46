using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Data;
using Studio.Web.Jobs;

namespace Studio.Tests.Hosting;

/// <summary>A server whose disk is truly full: nobody is shut out, and everybody can make room.</summary>
public sealed class FullDiskTests
{
    private const string Picture = """
        {"prompt": {"1": {"class_type": "StubImage", "inputs": {"content": "BLACK", "height": 8, "width": 8, "batch_size": 1}}, "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "NAME"}}}}
        """;

    [SmallVolumeFact]
    public async Task FullDisk_EverybodyStaysInAndMayDeletePictures()
    {
        using var volume = new SmallVolume(24);
        using var world = new FakeWorld();
        await using var studio = await StartAsync(volume, world);
        using var master = studio.CreateClient();
        await MakeAsync(studio, master, "first");
        await MakeAsync(studio, master, "second");
        var clients = await ClientsAsync(studio);
        await AgeAsync(studio);
        volume.Fill();

        foreach (var (kind, client) in clients)
            await AllOfAsync(client, kind, "/queue", "/api/auth/me", "/view?filename=first_00001_.png&type=output", "/api/gallery",
                "/history", "/api/queue/state", "/health/live", "/object_info/SaveImage");
        var browser = clients.Single(client => client.Kind == "cookie").Client;
        await AllOfAsync(browser, "page", "/", "/studio/queue", "/studio/gallery");
        await RefusedAsync(await master.PostAsync("/prompt", Json(Picture)), HttpStatusCode.InsufficientStorage, "disk is full");
        await RefusedAsync(await SignInAsync(studio), HttpStatusCode.InsufficientStorage, "disk is full");
        await RefusedAsync(await master.GetAsync("/health/ready"), HttpStatusCode.ServiceUnavailable, "disk is full");
        var large = new string('x', 100_000);
        await RefusedAsync(await master.PostAsync("/userdata/a.json", Json($"\"{large}\"")), HttpStatusCode.InsufficientStorage,
            "disk is full");
        await RefusedAsync(await master.PostAsync("/settings", Json($$"""{"x": "{{large}}"}""")), HttpStatusCode.InsufficientStorage,
            "disk is full");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[100_000]), "image", "a.bin" } };
        await RefusedAsync(await master.PostAsync("/upload/image", form), HttpStatusCode.InsufficientStorage, "disk is full");

        foreach (var (name, client) in new[] { ("first", browser), ("second", clients.Single(one => one.Kind == "key").Client) })
        {
            Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync($"/api/gallery/item?filename={name}_00001_.png")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/view?filename={name}_00001_.png&type=output")).StatusCode);
            Assert.DoesNotContain($"{name}_00001_.png", await client.GetStringAsync("/api/gallery"), StringComparison.Ordinal);
        }

        volume.MakeRoom();
        await ReadyAsync(master);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(studio)).StatusCode);
        await MakeAsync(studio, master, "third");
        clients.ForEach(one => one.Client.Dispose());
    }

    private static async Task AllOfAsync(HttpClient client, string kind, params string[] paths)
    {
        foreach (var path in paths)
            Assert.Equal((kind, path, HttpStatusCode.OK), (kind, path, (await client.GetAsync(path)).StatusCode));
    }

    [SmallVolumeFact]
    public async Task FullDisk_InTheMiddleOfAJob_KeepsThePictureUntilThereIsRoomOnASmallVolume()
    {
        using var volume = new SmallVolume(24);
        using var world = new FakeWorld();
        await using var studio = await StartAsync(volume, world);
        using var master = studio.CreateClient();
        var queue = studio.Get<JobQueue>();
        await PostAsync(master, """{"prompt": {"1": {"class_type": "Gate", "inputs": {"name": "x"}}}}""");
        await world.ArrivalAsync();
        var job = await PostAsync(master, Picture.Replace("NAME", "kept"));
        volume.Fill();
        world.LetGo();

        // the gate's end and the picture wait, whichever meets the full disk
        await UntilAsync(() => queue.Pause is { Kind: PauseKind.DiskFull });
        Assert.Contains("full", queue.Pause!.Reason, StringComparison.Ordinal);
        volume.MakeRoom();
        await UntilAsync(() =>
        {
            studio.Get<DiskWatch>().Look();
            return queue.Find(Studio.Web.Auth.CurrentUser.Local with { Roles = new HashSet<string> { Studio.Web.Auth.Roles.Admin } },
                job) is { State: JobState.Done };
        });
        Assert.Null(queue.Pause);
        Assert.Equal(HttpStatusCode.OK, (await master.GetAsync("/view?filename=kept_00001_.png&type=output")).StatusCode);
    }

    private static Task<StudioApplication> StartAsync(SmallVolume volume, FakeWorld world) =>
        StudioApplication.StartAsync(options => options.StudioDir = volume.Path, FakeEngine.With(world));

    private static async Task<List<(string Kind, HttpClient Client)>> ClientsAsync(StudioApplication studio)
    {
        var admin = StudioApplication.User("admin", Studio.Web.Auth.Roles.Admin);
        var key = await studio.CreateKeyAsync(admin);
        using var made = studio.CreateClient();
        var token = (string)(await (await made.PostAsync("/api/auth/token",
            Json("""{"name": "t"}"""))).Content.ReadFromJsonAsync<JsonObject>())!["token"]!;
        var bearer = studio.CreateAnonymousClient();
        bearer.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return [("cookie", await studio.CreateClientAsync(admin)), ("key", studio.CreateClient(key)), ("token", bearer),
            ("master", studio.CreateClient())];
    }

    /// <summary>As if nobody had been seen for a while: each request wants to note it.</summary>
    private static async Task AgeAsync(StudioApplication studio)
    {
        await using var connection = await studio.Get<StudioDb>().OpenAsync();
        await connection.ExecuteAsync("UPDATE sessions SET last_seen_at = last_seen_at - 120000; UPDATE api_keys SET last_used_at = NULL");
    }

    private static async Task MakeAsync(StudioApplication studio, HttpClient client, string name)
    {
        var id = await PostAsync(client, Picture.Replace("NAME", name));
        await UntilAsync(() => studio.Get<JobStore>().Find(id) is { State: JobState.Done });
    }

    private static async Task<string> PostAsync(HttpClient client, string prompt)
    {
        using var answer = await client.PostAsync("/prompt", Json(prompt));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["prompt_id"]!;
    }

    private static async Task<HttpResponseMessage> SignInAsync(StudioApplication studio)
    {
        using var stranger = studio.CreateAnonymousClient();
        return await stranger.PostAsync("/api/auth/login", Json($$"""{"api_key": "{{StudioApplication.Key}}"}"""));
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string words)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((status, text), (answer.StatusCode, text));
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("studio-test-", text, StringComparison.Ordinal); // no path
    }

    private static Task ReadyAsync(HttpClient client) =>
        UntilAsync(() => client.GetAsync("/health/ready").GetAwaiter().GetResult().StatusCode == HttpStatusCode.OK);

    private static async Task UntilAsync(Func<bool> happened)
    {
        for (var patience = 600; !happened(); patience--)
        {
            Assert.True(patience > 0, "It did not happen.");
            await Task.Delay(100);
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");
}
