using System.Text;
using System.Text.RegularExpressions;
using static Studio.Tests.Api.ComfyFileTests;

namespace Studio.Tests.Attacks;

/// <param name="Route">Method and pattern of the endpoint; a route that is there with and without /api is named without it, and attacked at
/// both.</param>
/// <param name="Path">With the victim's ids and names in it.</param>
/// <param name="Expected">"404", "404 or 403", or status and whole body; "200 *" where the answer names what was sent, "*" for anything but
/// a mistake of the server.</param>
/// <param name="Body">Made anew for every request; null for none.</param>
internal sealed record RouteAttack(string Route, string Path, string Expected, Func<HttpContent>? Body = null)
{
    public HttpMethod Method => new(Route.Split(' ')[0]);
}

/// <summary>Every route of the server: how one user goes for another's things through it, or why nothing personal is behind it.</summary>
internal static class OtherUserRoutes
{
    /// <summary>Regular expressions of "METHOD /pattern", each with the reason.</summary>
    public static readonly (string Route, string Reason)[] NotPersonal =
    [
        ("GET /prompt", "how many wait, of everybody: a number"),
        ("POST /free", "memory of the server"),
        ("GET /(embeddings|models.*|view_metadata/.*|experiment/models.*|api/models/(files|downloads.*))", "models are everybody's"),
        ("GET /api/models/bin|(GET|PUT) /api/models/uploads.*|(POST|DELETE) /api/models/(downloads|files|bin|missing).*", "for operators, who have a say over others: PolicyTableTests, Models/Downloads/DownloadRulesTests"),
        ("GET /(features|system_stats|node_replacements|i18n|workflow_templates|templates/.*|user.css|global_subgraphs.*|internal/folder_paths|openapi.json)",
            "about the server"),
        ("GET /object_info.*", "the nodes; what LoadImage offers is in OtherUserPromptTests"),
        ("GET /(extensions.*|api/extensions/installed)", "extensions are everybody's"),
        ("(GET|POST) (/api)?/(ws|run/ws)", "sockets: OtherUserSocketTests"),
        ("(GET|POST|PUT|PATCH|DELETE) /api/admin/.*", "administrators only: PolicyTableTests, and Route_OfAdministrators_Is403"),
        ("(GET|POST|PATCH) /internal/logs.*", "operators only: PolicyTableTests"),
        ("GET /api/etn/(model_info/{folder}|languages|translate/.*)", "models are everybody's, and the text is the asker's"),
        ("(GET|PUT) /api/etn/image/{id}|POST /api/etn/workflow/.*", "the account's own: Api/KritaTests"),
        ("PUT /api/etn/upload/loras/{name}", "for operators: PolicyTableTests"),
        ("(GET|POST|DELETE) /api/queue/held.*", "one's own: Jobs/HeldPromptTests"),
        ("POST /api/queue/(pause|resume)", "the whole queue's, operators only: JobQueueTests"),
        ("POST /api/run/(upload-image|extract-workflow)", "about what the asker sends"),
        ("(GET|POST|PATCH|DELETE) /api/gallery/boards.*", "boards are one's own: Gallery/PictureBoardsTests"),
        ("GET /api/gallery/zip/{name}", "a name that only the page which asked for it was told: PictureShelfTests"),
        ("GET /api/auth/me|POST /api/auth/(ticket|token|password|keys|login|logout)", "names nobody: it is about the one who asks"),
        ("GET /api/auth/oidc/(start|callback)|POST /api/auth/pair(/token)?",
            "public; what counts is a secret of the asker's: OidcTests, PairingTests"),
        ("DELETE /api/auth/sessions", "ends one's own others"),
        ("GET /(health.*|api/health|auth_login.html)", "public"),
        ("(GET|POST) /_.*", "the circuit and the framework's files: CrossSiteAttackTests; what a page shows is asked with its user"),
        ("(GET|POST) /(login|studio/.*)?", "pages: Page_OfAnotherUser_HoldsNothingOfTheVictim"),
    ];

    public static IEnumerable<RouteAttack> All(Victim anna) =>
    [
        .. Jobs(anna), .. StudioQueue(anna), .. Pictures(anna), .. Uploads(anna), .. Kept(), .. Account(anna),
        .. Workflows(anna), .. Runs(anna),
    ];

    public static bool IsNotPersonal(string route) =>
        NotPersonal.Any(row => Regex.IsMatch(route, $"^({row.Route})$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

    private static IEnumerable<RouteAttack> Jobs(Victim anna)
    {
        string[] all = [anna.Done, anna.Running, anna.Waiting];
        var ids = string.Join(", ", all.Select(id => $"\"{id}\""));
        yield return new("POST /prompt", "/prompt", "400",
            Json($$"""{"prompt_id": "{{anna.Waiting}}", "prompt": {"1": {"class_type": "Gate", "inputs": {"name": "x"} } } }"""));
        yield return new("GET /queue", "/queue", """200 {"queue_running":[],"queue_pending":[]}""");
        yield return new("POST /queue", "/queue", "200", Json($$"""{"delete": [{{ids}}]}"""));
        yield return new("POST /queue", "/queue", "200", Json("""{"clear": true}"""));
        yield return new("POST /interrupt", "/interrupt", "200", Json($$"""{"prompt_id": "{{anna.Running}}"}"""));
        yield return new("POST /interrupt", "/interrupt", "200");
        yield return new("GET /history", "/history", "200 {}");
        yield return new("GET /history", "/history?max_items=10&offset=0", "200 {}");
        foreach (var id in all)
        {
            yield return new("GET /history/{id}", $"/history/{id}", "200 {}");
            yield return new("GET /api/jobs/{id}", $"/api/jobs/{id}", "404");
            yield return new("POST /api/jobs/{id}/cancel", $"/api/jobs/{id}/cancel", """200 {"cancelled":false}""");
        }

        yield return new("POST /history", "/history", "200", Json($$"""{"delete": [{{ids}}]}"""));
        yield return new("POST /history", "/history", "200", Json("""{"clear": true}"""));
        yield return new("GET /api/jobs", "/api/jobs", "200");
        yield return new("GET /api/jobs", $"/api/jobs?workflow_id={Victim.Mark}&status=completed,pending", "200");
        yield return new("POST /api/jobs/cancel", "/api/jobs/cancel", """200 {"cancelled":false}""", Json($$"""{"job_ids": [{{ids}}]}"""));
    }

    private static IEnumerable<RouteAttack> StudioQueue(Victim anna)
    {
        yield return new("GET /api/queue/state", "/api/queue/state", "200");
        foreach (var id in new[] { anna.Done, anna.Running, anna.Waiting })
        {
            yield return new("POST /api/queue/{id}/move", $"/api/queue/{id}/move", "404", Json("""{"to": "top"}"""));
            yield return new("POST /api/queue/{id}/move", $"/api/queue/{id}/move", "404", Json("""{"position": 0}"""));
            yield return new("POST /api/queue/{id}/replay", $"/api/queue/{id}/replay", "404");
        }
    }

    private static IEnumerable<RouteAttack> Pictures(Victim anna)
    {
        foreach (var query in Names(anna))
        {
            yield return new("GET /view", $"/view?{query}", "404");
            yield return new("GET /view", $"/view?{query}&preview=webp;80", "404");
            yield return new("GET /view", $"/view?{query}&channel=rgb", "404");
            yield return new("GET /api/gallery/item", $"/api/gallery/item?{query}", "404");
            yield return new("DELETE /api/gallery/item", $"/api/gallery/item?{query}", "404");
            yield return new("GET /api/gallery/thumbnail", $"/api/gallery/thumbnail?{query}", "404");
            yield return new("GET /api/gallery/download", $"/api/gallery/download?{query}", "404");
        }

        yield return new("GET /view", $"/view?filename={Uri.EscapeDataString($"{Victim.OutputName} [output]")}", "404");
        yield return new("GET /view", $"/view?filename={Uri.EscapeDataString($"{anna.TempName} [temp]")}", "404");
        yield return new("GET /view", $"/view?filename={Uri.EscapeDataString($"s/{Victim.UploadName} [input]")}", "404");
        foreach (var type in new[] { "output", "input", "temp" })
        {
            yield return new("GET /internal/files/{type}", $"/internal/files/{type}", "200");
            yield return new("GET /api/gallery", $"/api/gallery?type={type}", "200");
        }

        yield return new("GET /api/gallery", $"/api/gallery?job={anna.Done}", "200");
        yield return new("GET /api/gallery", $"/api/gallery?text={Victim.Mark}&limit=1000", "200");
    }

    private static IEnumerable<RouteAttack> Uploads(Victim anna)
    {
        // the answer names the sender's own file; hers stays as it is
        yield return new("POST /upload/image", "/upload/image", "200 *", () => Form(Victim.UploadName, TinyPng(), ("overwrite", "true")));
        yield return new("POST /upload/image", "/upload/image", "200 *",
            () => Form(Victim.OutputName, TinyPng(), ("overwrite", "true"), ("type", "output")));
        yield return new("POST /upload/image", "/upload/image", "200 *",
            () => Form(anna.TempName, TinyPng(), ("overwrite", "1"), ("type", "temp")));
        yield return new("POST /upload/mask", "/upload/mask", "404",
            () => Form("m.png", TinyPng(), Reference(Victim.OutputName, "", "output")));
        yield return new("POST /upload/mask", "/upload/mask", "404",
            () => Form("m.png", TinyPng(), Reference(Victim.UploadName, "s", "input")));
        yield return new("POST /upload/mask", "/upload/mask", "404", () => Form("m.png", TinyPng(), Reference(anna.TempName, "", "temp")));
        yield return new("POST /upload/mask", "/upload/mask", "404",
            () => Form("m.png", TinyPng(), Reference($"{anna.TempName} [temp]", "", null)));
    }

    private static IEnumerable<RouteAttack> Kept()
    {
        yield return new("GET /userdata", "/userdata?dir=.&recurse=true&full_info=true", "*");
        yield return new("GET /v2/userdata", "/v2/userdata", "200");
        foreach (var name in new[] { $"{Victim.Mark}.json", $"..%2F..%2Fdefault%2F{Victim.Mark}.json",
            $"__people%2Fanna%2F{Victim.Mark}.json" })
        {
            yield return new("GET /userdata/{file}", $"/userdata/{name}", name.StartsWith("..", StringComparison.Ordinal) ? "403" : "404");
            yield return new("DELETE /userdata/{file}", $"/userdata/{name}",
                name.StartsWith("..", StringComparison.Ordinal) ? "403" : "404");
            yield return new("POST /userdata/{file}/move/{dest}", $"/userdata/{name}/move/mine.json",
                name.StartsWith("..", StringComparison.Ordinal) ? "403" : "404");
        }

        yield return new("POST /userdata/{file}", "/userdata/other.json", "200 *", () => new StringContent("overwritten"));
        yield return new("POST /userdata/{file}", $"/userdata/{Victim.Mark}.json", "200 *", () => new StringContent("overwritten"));
        yield return new("DELETE /userdata/{file}", $"/userdata/{Victim.Mark}.json", "*");
        yield return new("GET /users", "/users", "200");
        yield return new("POST /users", "/users", "*", Json("""{"username": "anna"}"""));
        yield return new("GET /settings", "/settings", "200");
        yield return new("GET /settings/{id}", "/settings/note", "200");
        yield return new("POST /settings", "/settings", "200", Json("""{"note": "overwritten"}"""));
        yield return new("POST /settings/{id}", "/settings/note", "200", Json("\"overwritten\""));
    }

    private static IEnumerable<RouteAttack> Workflows(Victim anna)
    {
        var one = $"/api/workflows/{anna.WorkflowId}";
        yield return new("GET /api/workflows", $"/api/workflows?text={Victim.Mark}", "200");
        yield return new("GET /api/workflows", "/api/workflows?bin=true", "200");
        // the answer names the asker's own copy
        yield return new("POST /api/workflows", $"/api/workflows?name={Victim.Mark}", "200 *", Json(Victim.Graph));
        yield return new("GET /api/workflows/{id}", one, "404");
        yield return new("PUT /api/workflows/{id}", one, "404", Json(Victim.Graph));
        yield return new("PATCH /api/workflows/{id}", one, "404", Json("""{"name": "mine"}"""));
        yield return new("DELETE /api/workflows/{id}", one, "404");
        yield return new("DELETE /api/workflows/{id}", $"{one}?forever=true", "404");
        yield return new("POST /api/workflows/{id}/restore", $"{one}/restore", "404");
        yield return new("POST /api/workflows/{id}/duplicate", $"{one}/duplicate", "404");
        yield return new("GET /api/workflows/{id}/versions", $"{one}/versions", "404");
        yield return new("POST /api/workflows/{id}/versions/{number:int}/revert", $"{one}/versions/1/revert", "404");
    }

    private static IEnumerable<RouteAttack> Runs(Victim anna)
    {
        yield return new("GET /api/run/{id}", $"/api/run/{anna.WorkflowId}", "404");
        yield return new("POST /api/run/{id}/build", $"/api/run/{anna.WorkflowId}/build", "404", Json("{}"));
        yield return new("POST /api/run/{id}/execute", $"/api/run/{anna.WorkflowId}/execute", "404", Json("{}"));
        foreach (var id in new[] { anna.Done, anna.Running, anna.Waiting })
        {
            yield return new("GET /api/run/status/{promptId}", $"/api/run/status/{id}",
                """200 {"status":"pending","step":0,"total_steps":0}""");
            yield return new("GET /api/run/result/{promptId}", $"/api/run/result/{id}", "404");
        }

        foreach (var (name, source) in new[] { (Victim.OutputName, "output"), (Victim.UploadName, "input") })
            yield return new("GET /api/run/extract-workflow/{filename}", $"/api/run/extract-workflow/{name}?source={source}", "404");
    }

    private static IEnumerable<RouteAttack> Account(Victim anna)
    {
        // 403 to a key: its owner has to sign in
        yield return new("GET /api/auth/sessions", "/api/auth/sessions", "200 or 403");
        yield return new("DELETE /api/auth/sessions/{id}", $"/api/auth/sessions/{anna.SessionHandle}", "404 or 403");
        yield return new("GET /api/auth/keys", "/api/auth/keys", "200 or 403");
        yield return new("POST /api/auth/keys/{id}/rotate", $"/api/auth/keys/{anna.KeyId}/rotate", "404 or 403", Json("{}"));
        yield return new("DELETE /api/auth/keys/{id}", $"/api/auth/keys/{anna.KeyId}", "404 or 403");
        yield return new("GET /api/auth/tokens", "/api/auth/tokens", "200 or 403");
        yield return new("DELETE /api/auth/tokens/{jti}", $"/api/auth/tokens/{anna.TokenId}", "404 or 403");
    }

    /// <summary>Her pictures as queries, and ways around through the folders that only look like the asker's own.</summary>
    private static IEnumerable<string> Names(Victim anna) =>
    [
        $"filename={Victim.OutputName}",
        $"filename={Victim.OutputName}&subfolder=&type=output",
        $"filename={Victim.UploadName}&type=input",
        $"filename={Victim.UploadName}&subfolder=s&type=input",
        $"filename={anna.TempName}&type=temp",
        $"filename={Victim.UploadName}&subfolder={Studio.Web.Auth.PersonalFolder.Of(Support.StudioApplication.User("anna"))}&type=input",
        $"filename={Victim.UploadName}&subfolder={Studio.Web.Auth.PersonalFolder.Of(Support.StudioApplication.User("anna"))}/s&type=input",
    ];

    private static (string Key, string Value) Reference(string name, string subfolder, string? type) =>
        ("original_ref", System.Text.Json.JsonSerializer.Serialize(
        type is null
            ? new Dictionary<string, string> { ["filename"] = name }
            : new() { ["filename"] = name, ["subfolder"] = subfolder, ["type"] = type }));

    private static byte[] TinyPng() => Studio.Engine.Imaging.ImageCodec.EncodePng(new(new byte[8 * 8 * 3], 1, 8, 8, 3)).Bytes;

    private static Func<HttpContent> Json(string body) => () => new StringContent(body, Encoding.UTF8, "application/json");
}
