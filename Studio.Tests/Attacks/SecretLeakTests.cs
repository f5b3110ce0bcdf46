using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Studio.Tests.Support;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;
using Studio.Web.Logs;

namespace Studio.Tests.Attacks;

/// <summary>
/// Every kind of secret, right and a little wrong, sent in every place that takes one and in some that do not, at the most talkative log
/// level: none is in the console's lines, the log that operators read, the audit log, an answer's body or one of its headers.
/// </summary>
public sealed class SecretLeakTests : IAsyncLifetime
{
    private const string Password = "a-Password-of-her-own-7391";

    private readonly Console _console = new();
    private readonly List<string> _answers = [];
    private StudioApplication _studio = null!;

    public Task InitializeAsync() => StartAsync(allowQueryKey: true);

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Secrets_OfEveryKind_AreInNoLogAndNoAnswer(bool allowQueryKey)
    {
        await _studio.DisposeAsync();
        await StartAsync(allowQueryKey);
        _studio.Get<ILoggerFactory>().CreateLogger("Studio.Talk").LogDebug("This is talkative");
        var secrets = await SecretsAsync();
        foreach (var (kind, secret) in secrets)
        {
            foreach (var sent in new[] { secret, secret[..^1] + (secret[^1] == 'x' ? 'y' : 'x') })
                await SendEverywhereAsync(kind, sent);
        }

        await _studio.Get<Audit>().FlushAsync();
        using var administrator = _studio.CreateClient();
        var places = new Dictionary<string, string>
        {
            ["console"] = _console.Text,
            ["log"] = string.Concat(_studio.Get<LogMemory>().Lines.Select(line => line.Text)),
            ["audit"] = await administrator.GetStringAsync("/api/admin/audit?limit=1000"),
            ["answers"] = string.Join('\n', _answers),
        };

        Assert.Contains("dbug: Studio.Talk[0] This is talkative", places["console"], StringComparison.Ordinal);
        Assert.Contains("wrong key", places["audit"], StringComparison.Ordinal);
        var leaks = from place in places
                    from secret in secrets
                    from text in new[] { secret.Value, secret.Value[..^1], Uri.EscapeDataString(secret.Value), Basic(secret.Value) }
                    where text.Length >= 12 && place.Value.Contains(text, StringComparison.Ordinal)
                    let at = place.Value.IndexOf(text, StringComparison.Ordinal)
                    select $"{secret.Key} is in the {place.Key}: …{place.Value[Math.Max(0, at - 120)..at]}HERE";
        Assert.Empty(leaks.Distinct());
    }

    [Fact]
    public async Task Secrets_OnTheDisk_AreHashesOnly()
    {
        var secrets = await SecretsAsync();
        await using (var connection = await _studio.Get<Studio.Web.Data.StudioDb>().OpenAsync(default))
        {
            await using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await checkpoint.ExecuteNonQueryAsync();
        }

        var database = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Directory.GetFiles(_studio.StudioDir, "*.db").Single()));
        Assert.Contains("sk-owner", database, StringComparison.Ordinal);
        Assert.All(secrets.Where(secret => secret.Key is not "cookie"),
            secret => Assert.DoesNotContain(secret.Value[^20..], database, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var name in new[] { ".session_secret", ".jwt_secret" })
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(_studio.StudioDir, name)));
        }
    }

    private async Task StartAsync(bool allowQueryKey) => _studio = await StudioApplication.StartAsync(
        options => (options.Verbose, options.LogFormat, options.Auth.AllowQueryKey, options.Auth.AllowPathKey) =
            ("DEBUG", LogFormat.Simple, allowQueryKey, allowQueryKey),
        services => services.AddSingleton<ILoggerProvider>(provider => _console.With(provider)));

    private async Task<Dictionary<string, string>> SecretsAsync()
    {
        var owner = await _studio.CreateUserAsync("sk-owner", Password);
        var master = CurrentUser.Administrator with { Credential = Standing.OfMaster(_studio.Get<Access>().MasterKey!) };
        var (token, _) = await _studio.Get<TokenCheck>().IssueAsync(master, "leak", Scopes.Of(CurrentUser.Administrator.Roles),
            TimeSpan.FromHours(1), default);
        return new()
        {
            ["master key"] = StudioApplication.Key,
            ["managed key"] = await _studio.CreateKeyAsync(owner),
            ["token"] = token,
            ["ticket"] = _studio.Get<Tickets>().Issue(master)!,
            ["cookie"] = await _studio.CreateSessionAsync(owner),
            ["password"] = Password,
        };
    }

    private async Task SendEverywhereAsync(string kind, string secret)
    {
        var query = Uri.EscapeDataString(secret);
        using var client = _studio.CreateAnonymousClient();
        foreach (var header in new[] { $"X-API-Key: {secret}", $"Authorization: Bearer {secret}", $"Authorization: Basic {Basic(secret)}",
            $"Cookie: session={secret}", $"CF-Access-Token: {secret}" })
        {
            await KeepAsync(client.SendAsync(HttpMethod.Get, "/api/nothing", header));
            await KeepAsync(client.SendAsync(HttpMethod.Get, "/studio/nothing", header, "Accept: text/html"));
            await KeepAsync(client.SendAsync(HttpMethod.Post, "/prompt", header));
        }

        foreach (var name in new[] { "api_key", "token", "ticket", "API_KEY", "%61pi_key" })
        {
            await KeepAsync(client.SendAsync(HttpMethod.Get, $"/studio/gallery?{name}={query}", "Accept: text/html"));
            await KeepAsync(client.SendAsync(HttpMethod.Get, $"/api/nothing?a=1&{name}={query}"));
            await SocketAsync($"/ws?{name}={query}");
            await SocketAsync($"/api/run/ws?{name}={query}");
        }

        await SendInPathAsync(client, query);
        foreach (var body in new[] { new { api_key = secret, user = (string?)null, password = "" },
            new { api_key = "", user = (string?)"sk-owner", password = secret } })
            await KeepAsync(client.PostAsync("/api/auth/login", System.Text.Json.JsonSerializer.Serialize(body)));
        await KeepAsync(client.PostAsync("/api/auth/login", "{\"api_key\": \"" + secret + "\" oops"));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "sign-in", ["api_key"] = secret });
        await KeepAsync(client.PostAsync(new Uri("/login", UriKind.Relative), form));
        _ = kind;
    }

    private async Task SendInPathAsync(HttpClient client, string secret)
    {
        foreach (var path in new[] { "/api/nothing", "/studio/gallery", "" })
            await KeepAsync(client.SendAsync(HttpMethod.Get, $"/key/{secret}{path}", "Accept: text/html"));
        await SocketAsync($"/key/{secret}/ws");
    }

    private async Task SocketAsync(string path)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{_studio.BaseAddress.Authority}{path}"), default);
        }
        catch (WebSocketException)
        {
            // refused, as most are
        }
    }

    // the cookie that is set is the one answer that must hold one
    private async Task KeepAsync(Task<HttpResponseMessage> asked)
    {
        using var response = await asked;
        var headers = response.Headers.Where(header => header.Key != "Set-Cookie")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        _answers.Add($"{string.Join('\n', headers)}\n{await response.Content.ReadAsStringAsync()}");
    }

    private static string Basic(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"sk-owner:{secret}"));

    /// <summary>What the console would show: every line of every logger through the server's own formatter.</summary>
    private sealed class Console : ILoggerProvider
    {
        private readonly StringWriter _text = new();
        private Lazy<ConsoleFormatter>? _formatter;

        public string Text
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public Console With(IServiceProvider services)
        {
            _formatter = new(() => services.GetServices<ConsoleFormatter>()
                .Single(formatter => formatter.Name == services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName));
            return this;
        }

        public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

        public void Dispose()
        {
            // the text is read afterwards
        }

        private sealed class Writer(Console console, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
                Func<TState, Exception?, string> formatter)
            {
                lock (console._text)
                    console._formatter!.Value.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), null,
                        console._text);
            }
        }
    }
}
