using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

/// <summary>
/// What a stranger tries, besides what the tests of each credential try; and that no log and no answer gives a secret away after it all.
/// </summary>
public sealed class AttackTests : IAsyncLifetime
{
    private readonly Lines _log = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(
        options => options.Verbose = "DEBUG", services => services.AddSingleton<ILoggerProvider>(_log));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Cookie_SwappedOrSignedWithAnotherSecret_IsNoCookie()
    {
        using var client = _studio.CreateAnonymousClient();
        var (one, two) = (await _studio.CreateSessionAsync(StudioApplication.User("anna")),
            await _studio.CreateSessionAsync(CurrentUser.Administrator));
        var swapped = one[..one.LastIndexOf('.')] + two[two.LastIndexOf('.')..];
        var signed = two[..two.LastIndexOf('.')];
        foreach (var secret in new[] { new byte[64], _studio.JwtSecret(), Encoding.ASCII.GetBytes(StudioApplication.Key) })
        {
            using var forged = await client.GetWithCookieAsync("/queue",
                $"{signed}.{Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}");
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        using var mixed = await client.GetWithCookieAsync("/queue", swapped);
        using var good = await client.GetWithCookieAsync("/queue", one);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (mixed.StatusCode, good.StatusCode));
    }

    [Fact]
    public async Task Cookie_AfterItsSecretWasLost_IsNoCookie()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        File.Delete(Path.Join(_studio.StudioDir, ".session_secret"));
        await using var again = await StudioApplication.StartAsync(options => options.StudioDir = _studio.StudioDir);
        using var client = again.CreateAnonymousClient();
        using var response = await client.GetWithCookieAsync("/queue", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Join(_studio.StudioDir, ".session_secret")));
    }

    [Theory]
    [InlineData("POST", "/prompt")]
    [InlineData("POST", "/interrupt")]
    [InlineData("POST", "/api/admin/keys")]
    [InlineData("DELETE", "/api/auth/sessions")]
    [InlineData("POST", "/api/auth/ticket")]
    public async Task CrossSite_WithAGoodCookie_Is403(string method, string path)
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        using var response = await client.SendAsync(new HttpMethod(method), path, "Origin: https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        foreach (var socket in new[] { "/ws", "/api/run/ws", "/_blazor" })
        {
            using var upgrade = await client.SendAsync(
                HttpMethod.Get, socket, "Origin: https://evil.example", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            Assert.Equal(HttpStatusCode.Forbidden, upgrade.StatusCode);
        }
    }

    [Theory]
    [InlineData("/%0d%0aSet-Cookie:%20x=y")]
    [InlineData("/%2f%2fevil.example")]
    public async Task Next_WithEncodedTricks_StaysHere(string next)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.PostAsync("/api/auth/login",
            System.Text.Json.JsonSerializer.Serialize(new { api_key = StudioApplication.Key, next }));
        var redirect = (string)System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!["redirect"]!;
        Assert.Equal(_studio.BaseAddress.Authority, new Uri(_studio.BaseAddress, redirect).Authority);
        Assert.DoesNotContain('\n', redirect);
        Assert.Equal("session", response.Headers.GetValues("Set-Cookie").Single().Split('=')[0]);
    }

    [Fact]
    public async Task Json_LargerThanTenMebibytes_Is413()
    {
        foreach (var path in new[] { "/prompt", "/api/queue/pause", "/api/admin/keys", "/api/auth/token" })
        {
            // by hand: the answer comes before the body, which most clients do not expect
            using var client = new System.Net.Sockets.TcpClient(_studio.BaseAddress.Host, _studio.BaseAddress.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {_studio.BaseAddress.Authority}\r\nX-API-Key: {StudioApplication.Key}\r\nContent-Type: application/json\r\nContent-Length: {(10 << 20) + 1}\r\n\r\n{{"));
            using var reader = new StreamReader(stream);
            Assert.Equal((path, "HTTP/1.1 413 Payload Too Large"), (path, await reader.ReadLineAsync()));
        }
    }

    [Fact]
    public async Task AllOfIt_LeavesNoSecretInLogsAndAnswers()
    {
        var key = await _studio.CreateKeyAsync(StudioApplication.User("anna"));
        await _studio.CreateUserAsync("bert", "correct horse battery");
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        const string Wrong = "wrong-guess-of-a-key-0123456789";
        const string Token = "eyJhbGciOiJub25lIn0";
        string[] secrets = [StudioApplication.Key, key[12..], "correct horse battery", cookie[^64..], Wrong, Token, "guessed password"];
        using var client = _studio.CreateAnonymousClient();
        var answers = new StringBuilder();
        async Task TryAsync(HttpMethod method, string path, string? body, params string[] headers)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            foreach (var header in headers)
                request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
            using var response = await client.SendAsync(request);
            answers.Append(response.Headers.Location).Append(await response.Content.ReadAsStringAsync());
        }

        foreach (var secret in new[] { StudioApplication.Key, key, Wrong, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9." })
        {
            await TryAsync(HttpMethod.Get, "/queue", null, $"X-API-Key: {secret}");
            await TryAsync(HttpMethod.Get, "/no/such", null, $"Authorization: Bearer {secret}", "Accept: text/html");
            var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("bert:" + secret));
            await TryAsync(HttpMethod.Get, "/no/such", null, $"Authorization: Basic {basic}");
            foreach (var name in new[] { "api_key", "token", "ticket" })
                await TryAsync(HttpMethod.Get, $"/studio/gallery?{name}={secret}&a=1", null, "Accept: text/html");
            await TryAsync(HttpMethod.Post, "/api/auth/login", $$"""{"api_key": "{{secret}}x"}""");
        }

        await TryAsync(HttpMethod.Post, "/api/auth/login", """{"user": "bert", "password": "guessed password"}""");
        await TryAsync(HttpMethod.Post, "/api/auth/login", """{"user": "bert", "password": "correct horse battery"}""");
        await TryAsync(HttpMethod.Get, "/queue", null, $"Cookie: session={cookie}x");
        const string Master = $"X-API-Key: {StudioApplication.Key}";
        await TryAsync(HttpMethod.Post, "/api/admin/keys", """{"name": "x", "secret": "guessed password"}""", Master);
        foreach (var path in new[] { "/api/admin/audit?limit=1000", "/internal/logs" })
            await TryAsync(HttpMethod.Get, path, null, Master);

        Assert.Contains("refusal", _log.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(secrets, secret => _log.ToString().Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secrets, secret => answers.ToString().Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Every line that any part of the server logs, before any mask of the console.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (_text)
                _text.AppendLine(formatter(state, exception)).Append(exception);
        }

        public override string ToString()
        {
            lock (_text)
                return _text.ToString();
        }

        public void Dispose()
        {
        }
    }
}
