using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Studio.Engine.Imaging;
using Studio.Engine.Python;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>
/// Prompts as other people's programs and machines write them: JSON that only Python reads, other charsets, other file names.
/// </summary>
public sealed class ForeignPromptTests(ForeignPromptTests.Server server) : IClassFixture<ForeignPromptTests.Server>
{
    private readonly HttpClient _http = server.Studio.CreateClient();

    [Fact]
    public async Task Post_WhatOnlyPythonReads_RunsAndIsInThePictureAsPythonWritesIt()
    {
        var (id, history) = await RunAsync("""
            {"client_id": "first", "client_id": "second", "extra_data": {"extra_pnginfo": {"workflow": {"id": "w", "a": [NaN, -Infinity], "a2": 1, "a2": 2, "t": "half \ud83d"}}},
             "prompt": {
               "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": "１", "color": 1}, "is_changed": [NaN], "_meta": {"title": "half \ude00"}},
               "2": {"class_type": "PreviewImage", "inputs": {"images": ["9", 0]}},
               "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x…y"}}}}
            """);

        var shown = (string)history["outputs"]!["2"]!["images"]![0]!["filename"]!;
        Assert.Equal("x…y_00001_.png", shown);
        var texts = ImageCodec.ReadText(await _http.GetByteArrayAsync($"/view?filename={Uri.EscapeDataString(shown)}"));
        Assert.Equal("""{"id": "w", "a": [NaN, -Infinity], "a2": 2, "t": "half \ufffd"}""", texts["workflow"]);
        Assert.Contains("""
            "batch_size": 1, "color": 1}, "is_changed": [NaN], "_meta": {"title": "half \ufffd"}}
            """, texts["prompt"], StringComparison.Ordinal);
        // what clients get is JSON that all of them can read
        Assert.Equal("""[null,-1e9999]""", history["prompt"]![3]!["extra_pnginfo"]!["workflow"]!["a"]!.ToJsonString());
        Assert.Equal("second", (string?)history["prompt"]![3]!["client_id"]);
        var job = JsonNode.Parse(await _http.GetStringAsync($"/api/jobs/{id}"))!;
        Assert.Equal("[null]", job["workflow"]!["prompt"]!["1"]!["is_changed"]!.ToJsonString());
        Assert.DoesNotContain("0e9999", await _http.GetStringAsync($"/history/{id}"), StringComparison.Ordinal);
        using var texted = await _http.GetAsync($"/api/gallery/item?filename={Uri.EscapeDataString(shown)}");
        Assert.Equal(HttpStatusCode.OK, texted.StatusCode);
        Assert.DoesNotContain("0e9999", await texted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_InADeclaredCharset_IsReadInIt()
    {
        const string Body =
            """{"prompt": {"1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 2}, "_meta": {"title": "café"}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}}""";
        foreach (var (charset, encoding) in new (string, Encoding)[] { ("iso-8859-1", Encoding.Latin1), ("utf-16", Encoding.Unicode),
            ("utf-8", new UTF8Encoding(true)) })
        {
            using var content = new ByteArrayContent([.. encoding.GetPreamble(), .. encoding.GetBytes(Body)]);
            content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
            var (_, history) = await RunAsync(content);

            Assert.Equal("café", (string?)history["prompt"]![2]!["1"]!["_meta"]!["title"]);
        }

        using var unknown = new ByteArrayContent("{}"u8.ToArray());
        unknown.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=klingon");
        Assert.Contains("'klingon'", await RefusedAsync(unknown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NoFiniteNumberOnAnInput_IsRefusedInAnAnswerThatIsJson()
    {
        var refused = JsonNode.Parse(await RefusedAsync("""
            {"prompt": {"1": {"class_type": "EmptyImage", "inputs": {"width": NaN, "height": 8, "batch_size": 1, "color": 1}}, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}}
            """))!["node_errors"]!["1"]!["errors"]![0]!;

        Assert.Equal(("invalid_input_type", "width, nan, cannot convert float NaN to integer"),
            ((string?)refused["type"], (string?)refused["details"]));
        Assert.Null(refused["extra_info"]!["received_value"]);
        Assert.Contains("number must be a number", await RefusedAsync("""{"prompt": {}, "number": NaN}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_SevenHundredThousandNodes_AreCountedAndRefused()
    {
        var text = new StringBuilder("""{"prompt": {""");
        for (var i = 0; i < 700_000; i++)
            text.Append(i == 0 ? "" : ",").Append('"').Append(i).Append("\":{}");

        Assert.Contains("It has 700000 nodes; 10000 are allowed.", await RefusedAsync(text.Append("}}").ToString()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ValuesWithoutEndInWhatIsCarriedAlong_AreCountedAndRefused()
    {
        var list = string.Join(',', Enumerable.Repeat("0", PythonJson.MaxValues));

        Assert.Contains($"{PythonJson.MaxValues} are allowed", await RefusedAsync(
            """{"prompt": {}, "extra_data": {"x": [LIST]}}""".Replace("LIST", list, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_APromptAsItIs_IsToldWhatToSend() => Assert.Contains("Send it as",
        await RefusedAsync("""{"1": {"class_type": "EmptyImage", "inputs": {}}}"""), StringComparison.Ordinal);

    [Fact]
    public async Task Post_ModelOfAnotherMachineAndOlderWorkflow_RunsWithWarnings()
    {
        var (_, history) = await RunAsync("""
            {"prompt": {"1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "SD1.5\\Studio-Demo.safetensors"}},
             "2": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
             "3": {"class_type": "VAEDecode", "inputs": {"samples": ["2", 0], "vae": ["1", 2]}}, "4": {"class_type": "PreviewImage", "inputs": {"images": ["3", 0]}}}}
            """);

        var warnings = history["status"]!["messages"]!.AsArray().Where(message => (string?)message![0] == "progress_text")
            .Select(message => $"{message![1]!["node_id"]} {message[1]!["text"]}").Order(StringComparer.Ordinal);
        Assert.Equal(
            [@"1 ckpt_name: there is no 'SD1.5\Studio-Demo.safetensors' here; 'studio-demo.safetensors' is taken for it.",
                "2 The input batch_size is missing, as in a workflow that is older than it; 1 is used."],
            warnings);
    }

    private async Task<string> RefusedAsync(string body) => await RefusedAsync(new StringContent(body));

    private async Task<string> RefusedAsync(HttpContent body)
    {
        using var response = await _http.PostAsync("/prompt", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return text;
    }

    private Task<(string Id, JsonNode History)> RunAsync(string body) => RunAsync(new StringContent(body));

    private async Task<(string Id, JsonNode History)> RunAsync(HttpContent body)
    {
        using var response = await _http.PostAsync("/prompt", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        var id = (string)JsonNode.Parse(text)!["prompt_id"]!;
        for (var patience = 0; patience < 600; patience++)
        {
            if (JsonNode.Parse(await _http.GetStringAsync($"/history/{id}"))![id] is { } ended)
            {
                Assert.Equal("success", (string?)ended["status"]!["status_str"]);
                return (id, ended);
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The job did not end within a minute.");
    }

    public sealed class Server : SharedStudio
    {
        protected override Task<StudioApplication> StartAsync() => StudioApplication.StartAsync(demoModel: true);
    }
}
