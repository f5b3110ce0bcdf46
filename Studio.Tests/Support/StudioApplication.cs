using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Conventions;
using Studio.Web;
using Studio.Web.Auth;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Users;
using Studio.Web.Hosting;

namespace Studio.Tests.Support;

/// <summary>
/// The real server: Kestrel on a free loopback port, a temporary STUDIO_DIR, everything registered as in production. Keyed mode unless
/// <see cref="LocalMode"/> is asked for.
/// </summary>
public sealed class StudioApplication : IAsyncDisposable
{
    public const string Key = "test-key-0123456789abcdef";

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private StudioApplication(WebApplication app, TemporaryFolder folder)
    {
        _app = app;
        _folder = folder;
        BaseAddress = new Uri(Banner.Addresses(app).Single());
    }

    /// <summary>Pass as <c>options</c>: no key, so that nobody needs to sign in.</summary>
    public static Action<StudioOptions> LocalMode => options => options.Auth.KeySource = null;

    public Uri BaseAddress { get; }

    public string StudioDir => _folder.Path;

    public IServiceProvider Services => _app.Services;

    /// <param name="options">Changes settings before the start.</param>
    /// <param name="services">Replaces services, such as the clock or the engine.</param>
    /// <param name="demoModel">Puts the demo checkpoint into models/checkpoints.</param>
    public static async Task<StudioApplication> StartAsync(
        Action<StudioOptions>? options = null, Action<IServiceCollection>? services = null, bool demoModel = false)
    {
        var folder = new TemporaryFolder();
        var settings = new StudioOptions { StudioDir = folder.Path, Port = 0, Verbose = "WARNING" };
        settings.Auth.KeySource = new KeySource("test", null, Key);
        options?.Invoke(settings);
        foreach (var (_, path) in settings.Paths.Writable)
            Directory.CreateDirectory(path);
        if (demoModel)
            CopyDemoModel(settings.Paths.Models);
        var app = Program.Build(settings, builder => services?.Invoke(builder.Services));
        await app.StartAsync();
        return new StudioApplication(app, folder);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A client that follows no redirect and keeps no cookie; by default it is the administrator, by header key.</summary>
    public HttpClient CreateClient(string? key = Key)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // a client that was told to wait for the answer waits for it on a busy machine, too
            Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        }) { BaseAddress = BaseAddress };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    /// <summary>A client without any credential.</summary>
    public HttpClient CreateAnonymousClient() => CreateClient(null);

    /// <summary>A browser signed in as this user: a true session row and a true cookie. Keyed mode only.</summary>
    public async Task<HttpClient> CreateClientAsync(CurrentUser user)
    {
        var client = CreateClient(null);
        client.DefaultRequestHeaders.Add("Cookie", $"session={await CreateSessionAsync(user)}");
        return client;
    }

    /// <summary>The cookie value of a new session of this user.</summary>
    public async Task<string> CreateSessionAsync(CurrentUser user, bool remember = true)
    {
        var id = SessionTicketFormat.NewId();
        await AddUserAsync(user);
        var credential = Standing.OfMaster(Get<Access>().MasterKey!);
        await Get<SessionStore>().AddAsync(new SessionRow(id, user.Id, credential, remember), "test", "127.0.0.1", CancellationToken.None);
        return Get<SessionTicketFormat>().Write(id);
    }

    /// <summary>An account for this user, when there is none yet. Names that differ in case only get a number.</summary>
    public async Task AddUserAsync(CurrentUser user)
    {
        var store = Get<UserStore>();
        if (await store.FindAsync(user.Id) is not null)
            return;
        var account = new User(user.Id, user.Name, user.Roles.Single(), null, Passwords.NewStamp(), true, null, Limits.None,
            Get<TimeProvider>().GetUtcNow());
        for (var number = 2; !await store.AddAsync(account, CancellationToken.None); number++)
            account = account with { Name = $"{user.Name} {number}" };
    }

    /// <summary>A user for tests about ownership.</summary>
    public static CurrentUser User(string name, string role = Roles.Artist) => new(name, name, new HashSet<string> { role });

    /// <param name="path">E.g. "/ws?clientId=a".</param>
    public async Task<ClientWebSocket> ConnectAsync(string path, string? key = Key, string? cookie = null,
        CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null)
            socket.Options.SetRequestHeader("X-API-Key", key);
        if (cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", $"session={cookie}");
            socket.Options.SetRequestHeader("Origin", BaseAddress.OriginalString.TrimEnd('/')); // as a browser does
        }

        await socket.ConnectAsync(new Uri($"ws://{BaseAddress.Authority}{path}"), cancellationToken);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        var db = Get<Studio.Web.Data.StudioDb>();
        await _app.DisposeAsync();
        db.Close();
        _folder.Dispose();
    }

    private static void CopyDemoModel(string models)
    {
        var checkpoints = Directory.CreateDirectory(Path.Join(models, "checkpoints"));
        File.Copy(Path.Join(Repository.Root, "STUDIO_DIR.sample/models/checkpoints/studio-demo.safetensors"),
            Path.Join(checkpoints.FullName, "studio-demo.safetensors"));
    }
}
