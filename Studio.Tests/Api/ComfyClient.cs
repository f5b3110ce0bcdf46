using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Studio.Tests.Support;

namespace Studio.Tests.Api;

/// <summary>A client as scripts write it: one socket, one HttpClient.</summary>
internal sealed partial class ComfyClient(HttpClient http, WebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public HttpClient Http { get; } = http;

    public WebSocket Socket { get; } = socket;

    public static async Task<ComfyClient> ConnectAsync(StudioApplication studio, string clientId) =>
        new(studio.CreateClient(), await studio.ConnectAsync($"/ws?clientId={clientId}"));

    public void Dispose()
    {
        Http.Dispose();
        Socket.Dispose();
    }

    /// <summary>Posts a prompt that must be accepted; returns its id.</summary>
    public async Task<string> PostAsync(string prompt, string? clientId, string more = "")
    {
        var client = clientId is null ? "" : $", \"client_id\": \"{clientId}\"";
        using var body = new StringContent($"{{\"prompt\": {prompt}{client}{more}}}", Encoding.UTF8, "application/x-www-form-urlencoded");
        var response = await Http.PostAsync("/prompt", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["prompt_id"]!;
    }

    public async Task<JsonObject> GetAsync(string path) => (JsonObject)JsonNode.Parse(await Http.GetStringAsync(path))!;

    public async Task SendAsync(string text) =>
        await Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, new CancellationTokenSource(Patience).Token);

    /// <summary>
    /// The next message: a text frame as it is, a binary one as {"binary": type, "meta": …, "bytes": length}; null when closed.
    /// </summary>
    public async Task<JsonObject?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult received;
        do
        {
            received = await Socket.ReceiveAsync(buffer, patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return received.MessageType == WebSocketMessageType.Text
            ? (JsonObject)JsonNode.Parse(message.ToArray())!
            : Binary(message.ToArray());
    }

    public async Task<JsonObject> NextAsync(string type)
    {
        while (await NextAsync() is { } frame)
        {
            if ((string?)frame["type"] == type)
                return frame;
        }

        throw new InvalidOperationException($"The socket closed before {type}.");
    }

    /// <summary>Everything up to and including the frame that <paramref name="isLast"/> recognises.</summary>
    public async Task<List<JsonObject>> UntilAsync(Func<JsonObject, bool> isLast)
    {
        var frames = new List<JsonObject>();
        while (await NextAsync() is { } frame)
        {
            frames.Add(frame);
            if (isLast(frame))
                return frames;
        }

        throw new InvalidOperationException("The socket closed.");
    }

    /// <summary>Everything up to executing(null) of this job.</summary>
    public Task<List<JsonObject>> UntilDoneAsync(string id) =>
        UntilAsync(
            frame => (string?)frame["type"] == "executing" && frame["data"]!["node"] is null && (string?)frame["data"]!["prompt_id"] == id);

    /// <summary>A frame without what differs from run to run: ids, times, counters of temporary files, tracebacks.</summary>
    public static string Normalize(JsonNode frame)
    {
        var text = frame.ToJsonString();
        text = Uuid().Replace(text, "ID");
        text = Timestamp().Replace(text, "TIME");
        text = TempName().Replace(text, "TEMP");
        text = OutputName().Replace(text, "OUT");
        return ErrorDetails().Replace(text, "DETAILS");
    }

    private static JsonObject Binary(byte[] bytes)
    {
        if (bytes is [0xFF, 0xD8, ..] or [0x89, 0x50, ..]) // a picture without a header, as /api/run/ws sends it
            return new JsonObject { ["binary"] = 0u, ["picture"] = bytes.Length };
        var type = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (type == 3)
        {
            var id = 8 + (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4));
            return new JsonObject { ["binary"] = type, ["node"] = Encoding.UTF8.GetString(bytes[8..id]),
                ["text"] = Encoding.UTF8.GetString(bytes[id..]) };
        }

        if (type != 4)
            return new JsonObject { ["binary"] = type, ["meta"] = null, ["format"] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)),
                ["bytes"] = bytes.Length - 8 };
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4));
        return new JsonObject { ["binary"] = type, ["meta"] = JsonNode.Parse(bytes.AsSpan(8, length)),
            ["bytes"] = bytes.Length - 8 - length };
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("(?<=\"(timestamp|create_time)\":)[0-9]+")]
    private static partial Regex Timestamp();

    [GeneratedRegex("ComfyUI_temp_[a-z]{5}_[0-9]{5}_.png")]
    private static partial Regex TempName();

    [GeneratedRegex("obs_[0-9]{5}_.png")]
    private static partial Regex OutputName();

    [GeneratedRegex("\"traceback\":.*?,\"current_outputs\":\\[[^]]*\\]")]
    private static partial Regex ErrorDetails();
}
