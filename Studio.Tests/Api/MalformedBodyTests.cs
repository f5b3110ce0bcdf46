using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Tests.Support;
using Studio.Web.Api.OpenApi;

namespace Studio.Tests.Api;

/// <summary>
/// Nonsense for every route that takes a body: whatever it is, the answer is not the server's fault, has words, and nothing is logged as an
/// error. The routes come from the server itself, the nonsense from a seed.
/// </summary>
public sealed class MalformedBodyTests(MalformedBodyTests.Server server) : IClassFixture<MalformedBodyTests.Server>
{
    // what would end the session that asks, or stop everything
    private static readonly string[] Left = ["/api/auth/logout", "/login", "/api/admin/extensions/restart"];

    private readonly Server _server = server;

    [Fact]
    public async Task EveryRoute_EveryBrokenBody_IsTheClientsFaultInWords() => await AskAsync(Bodies(seed: 1, count: 30));

    [Fact]
    [Trait("Category", "Long")]
    public async Task EveryRoute_ThousandsOfBrokenBodies_AreTheClientsFaultInWords() => await AskAsync(Bodies(seed: 2, count: 1000));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate, gzip")]
    public async Task ContentEncoding_OfARequest_Is415(string encoding)
    {
        using var body = new ByteArrayContent(new byte[100]);
        body.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var response = await _server.Http.PostAsync("/prompt", body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("detail", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChunkedBody_LargerThanARouteTakes_Is413WithWords()
    {
        using var endless = new StreamContent(new Zeros(Web.Api.Comfy.ComfyBody.MaxBytes + (1 << 20)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/prompt") { Content = endless };
        request.Headers.TransferEncodingChunked = true;
        using var response = await _server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("too_large", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]);
    }

    private async Task AskAsync(IEnumerable<byte[]> bodies)
    {
        var routes = ApiRoute.All(_server.Studio.Get<EndpointDataSource>()).Where(route => route.Method is "POST" or "PUT" or "PATCH")
            .Where(route => route.Page is null && !Left.Contains(route.Path)
                && !route.Path.StartsWith("/api/userdata", StringComparison.Ordinal)).ToList();
        Assert.InRange(routes.Count, 25, 1000);
        var wrong = new List<string>();
        foreach (var body in bodies)
        {
            foreach (var route in routes)
            {
                using var content = new ByteArrayContent(body);
                content.Headers.TryAddWithoutValidation("Content-Type", body.Length % 2 == 0 ? "application/json" : "text/plain");
                using var request = new HttpRequestMessage(new HttpMethod(route.Method),
                    System.Text.RegularExpressions.Regex.Replace(route.Path, "\\{[^}]*\\}", "x")) { Content = content };
                using var response = await _server.Http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if ((int)response.StatusCode >= 500 || (!response.IsSuccessStatusCode && text.Length == 0)
                    || text.Contains("   at ", StringComparison.Ordinal))
                    wrong.Add($"{route.Method} {route.Path} <- {Short(body)}: {(int)response.StatusCode} {text}");
            }
        }

        Assert.Empty(wrong.Take(20));
        Assert.Empty(_server.Errors.Take(5));
    }

    private static string Short(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 120)));

    /// <summary>Broken texts first, then objects whose members have every wrong shape.</summary>
    private static IEnumerable<byte[]> Bodies(int seed, int count)
    {
        byte[][] broken =
        [
            [], "{"u8.ToArray(), "nul"u8.ToArray(), "[1,]"u8.ToArray(), [0xff, 0xfe, 0], [.. "\"\xc3\x28\""u8],
            "{\"a\":\"\\ud800\"}"u8.ToArray(), [0xef, 0xbb, 0xbf, .. "{}"u8],
            "{\"prompt\":{},\"prompt\":1}"u8.ToArray(), "1e999"u8.ToArray(), Encoding.UTF8.GetBytes(new string('9', 400)),
            Encoding.UTF8.GetBytes(new string('[', 100_000)),
            Encoding.UTF8.GetBytes("{\"number\":1e999,\"prompt\":{}}"), "\0"u8.ToArray(), "[]"u8.ToArray(), "\"x\""u8.ToArray(),
            "null"u8.ToArray(), "true"u8.ToArray(),
        ];
        var random = new Random(seed);
        return broken.Concat(Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetBytes(Random(random, depth: 0))));
    }

    private static string Random(Random random, int depth)
    {
        string[] keys = ["prompt", "client_id", "prompt_id", "number", "front", "extra_data", "partial_execution_targets", "clear",
            "delete", "unload_models", "job_ids", "clientId", "enabled", "username", "api_key", "on", "reason", "to", "position",
            "class_type", "inputs", "1"];
        string[] values = ["null", "true", "-1", "1e999", "0.1", new('7', 400), "\"\"", "\"\\u0000\"", "\"\\ud83d\"", "\"../../x\"", "[]",
            "[[[]]]", "{}", "[null]", "[\"1\",0]", "\"9999999999999999999999\""];
        if (depth > 3 || random.Next(3) == 0)
            return values[random.Next(values.Length)];
        return random.Next(5) == 0
            ? $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Random(random, depth + 1)))}]"
            : $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"{JsonSerializer.Serialize(keys[random.Next(keys.Length)])}:{Random(random, depth + 1)}"))}}}";
    }

    public sealed class Server : IAsyncLifetime, ILoggerProvider
    {
        private readonly FakeWorld _world = new();

        public StudioApplication Studio { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public List<string> Errors { get; } = [];

        public async Task InitializeAsync()
        {
            var fakes = FakeEngine.With(_world);
            Studio = await StudioApplication.StartAsync(services: services =>
            {
                fakes(services);
                services.AddSingleton<ILoggerProvider>(this);
            });
            Http = Studio.CreateClient();
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            await Studio.DisposeAsync();
            _world.Dispose();
        }

        public ILogger CreateLogger(string categoryName) => new Listener(this);

        public void Dispose()
        {
            // the fixture's life is xunit's business
        }

        private sealed class Listener(Server server) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
                Func<TState, Exception?, string> formatter)
            {
                if (logLevel >= LogLevel.Error)
                    lock (server.Errors)
                        server.Errors.Add($"{formatter(state, exception)} {exception}");
            }
        }
    }

    /// <summary>Zeros without end, as far as anybody reads.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
