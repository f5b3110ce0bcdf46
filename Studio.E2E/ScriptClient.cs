using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace Studio.E2E;

/// <summary>
/// Calls as a script with nothing but a standard library makes them: a form content type on JSON, one connection for each call.
/// </summary>
internal sealed class ScriptClient : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly ClientWebSocket _socket = new();
    private readonly Uri _address;
    private readonly byte[] _buffer = new byte[4 << 20];

    public ScriptClient(StudioServer server)
    {
        _address = server.Address;
        _http.DefaultRequestHeaders.ConnectionClose = true;
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Python-urllib/3.13");
    }

    public string ClientId { get; } = Guid.NewGuid().ToString();

    public Task ConnectAsync() =>
        _socket.ConnectAsync(new Uri($"ws://{_address.Authority}/ws?clientId={ClientId}"), CancellationToken.None);

    public async Task<JsonObject> QueueAsync(JsonObject body)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var answer = await _http.PostAsync(new Uri(_address, "/prompt"), content);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task<JsonObject> HistoryAsync(string promptId) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri(_address, $"/history/{promptId}")))!.AsObject();

    public async Task<byte[]> ViewAsync(JsonNode image)
    {
        using var query = new FormUrlEncodedContent(
            new[] { "filename", "subfolder", "type" }.ToDictionary(name => name, name => (string)image[name]!));
        return await _http.GetByteArrayAsync(new Uri(_address, $"/view?{await query.ReadAsStringAsync()}"));
    }

    /// <summary>Until the prompt is over: every frame with the node that was current when it came, text frames as JSON.</summary>
    public async Task<IReadOnlyList<(string Current, JsonObject? Message, byte[] Bytes)>> ReadUntilDoneAsync(string promptId)
    {
        var frames = new List<(string, JsonObject?, byte[])>();
        var current = "";
        while (true)
        {
            var (isText, bytes) = await ReceiveAsync();
            var message = isText ? JsonNode.Parse(bytes)!.AsObject() : null;
            frames.Add((current, message, bytes));
            if ((string?)message?["type"] != "executing" || (string?)message["data"]!["prompt_id"] != promptId)
                continue;
            if (message["data"]!["node"] is not { } node)
                return frames;
            current = (string)node!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        _socket.Dispose();
        _http.Dispose();
    }

    private async Task<(bool IsText, byte[] Bytes)> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (isText, length) = await _socket.ReceiveFrameAsync(_buffer, limit.Token)
            ?? throw new InvalidOperationException("The socket was closed.");
        return (isText, _buffer[..length]);
    }
}
