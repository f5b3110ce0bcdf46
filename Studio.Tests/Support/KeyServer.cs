using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Studio.Web;
using Studio.Web.Hosting;

namespace Studio.Tests.Support;

/// <summary>A Cloudflare team on this machine: real HTTP, real keys, which can be rotated, and it can be out of order.</summary>
public sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private KeyServer(WebApplication server)
    {
        _server = server;
        Address = Banner.Addresses(server).Single().TrimEnd('/');
    }

    public string Address { get; }

    /// <summary>What is published.</summary>
    public List<JsonObject> Keys { get; } = [];

    public int Fetches { get; private set; }

    /// <summary>Instead of the keys.</summary>
    public string? Answer { get; set; }

    public bool IsDown { get; set; }

    public static async Task<KeyServer> StartAsync(params TokenSigner[] signers)
    {
        var app = new StudioOptions { Port = 0, Verbose = "WARNING", StudioDir = Path.GetTempPath() }.CreateBuilder().Build();
        KeyServer? server = null;
        app.Run(context => server!.ServeAsync(context));
        await app.StartAsync();
        server = new(app);
        server.Keys.AddRange(signers.Select(signer => signer.PublicKey));
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path != "/cdn-cgi/access/certs")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        Fetches++;
        if (IsDown)
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
        return context.Response.WriteAsync(Answer
            ?? new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => key.DeepClone())]) }.ToJsonString());
    }
}
