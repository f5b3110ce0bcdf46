using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Studio.Web.Workers;

/// <summary>The worker's process: a server for one caller, without a database and without a door to the network.</summary>
internal static class WorkerHost
{
    public static WebApplicationBuilder CreateBuilder(WorkerBirth birth)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new() { ApplicationName = "studio-server", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            if (OperatingSystem.IsWindows())
                kestrel.ListenNamedPipe(birth.Link.Address, listen => listen.Protocols = HttpProtocols.Http2);
            else
                kestrel.ListenUnixSocket(birth.Link.Address, listen => listen.Protocols = HttpProtocols.Http2);
        });
        if (OperatingSystem.IsWindows())
            builder.WebHost.UseNamedPipes();
        builder.Services.AddRouting().AddSingleton(birth.Options).AddSingleton(TimeProvider.System).AddSingleton(birth);
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.AddSingleton<WorkerService>();
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning)
            .AddConsole(console => console.FormatterName = WorkerLog.FormatterName);
        builder.Services.AddSingleton<ConsoleFormatter, WorkerLog>();
        return builder;
    }

    /// <summary>Serves until the server that started it is gone.</summary>
    /// <param name="server">What that server says.</param>
    public static async Task<int> RunAsync(TextReader server, Func<WorkerBirth, WebApplication> build)
    {
        if (WorkerBirth.FromLine(await server.ReadLineAsync()) is not { } birth)
        {
            await Console.Error.WriteLineAsync("A worker is started by studio-server itself: use --workers process.");
            return 2;
        }

        await using var app = build(birth);
        var secret = Encoding.ASCII.GetBytes(birth.Link.Secret);
        // a terminal and a supervisor signal every process: this one ends with its server, which lets its job go first
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        app.UseRouting();
        app.Use((HttpContext context, RequestDelegate next) =>
        {
            var said = Encoding.ASCII.GetBytes(context.Request.Headers[WorkerLink.SecretHeader].ToString());
            if (CryptographicOperations.FixedTimeEquals(said, secret))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapGrpcService<WorkerService>();
        await app.StartAsync(CancellationToken.None);
        while (await server.ReadLineAsync(CancellationToken.None) is not null)
        {
            // nothing more is said; only the end counts
        }

        // a run that is computing would hold an orderly end up, and nobody waits for it any more
        birth.Link.Dispose();
        Environment.Exit(0);
        return 0;
    }
}
