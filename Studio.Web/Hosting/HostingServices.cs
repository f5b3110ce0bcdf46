using Microsoft.Extensions.Logging.Console;
using Studio.Web.Data;
using Studio.Web.Logs;
using Studio.Web.Outgoing;
using Studio.Web.SettingsFile;

namespace Studio.Web.Hosting;

/// <summary>What every feature stands on: the options, the clock, the database, the log, the listening sockets.</summary>
public static class HostingServices
{
    /// <summary>A builder that reads nothing by itself: the options are all the configuration there is.</summary>
    public static WebApplicationBuilder CreateBuilder(this StudioOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "studio-server",
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => ListenAddress.Configure(kestrel, options));
        // without this only a published server finds its scripts and styles; a published one has no such manifest and is not touched
        builder.WebHost.UseStaticWebAssets();
        // watching files for changes would map a route that matches every path: a wrong verb there is 405 where it should be 404
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        builder.Services.AddRouting();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StudioDb>();
        builder.Services.AddSingleton<OutgoingHttp>();
        builder.Services.AddSingleton<ISettingsCheck, SettingsCheck>();
        builder.Services.AddConnectionLimits(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        AddLog(builder.Logging, options);
        builder.Services.AddCompression();
        // a body that cannot be read is answered with a sentence, not with an empty page
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return builder;
    }

    private static void AddLog(ILoggingBuilder log, StudioOptions options)
    {
        log.SetMinimumLevel(LogLevels.ByName.GetValueOrDefault(options.Verbose, LogLevel.Information));
        // these write request targets, which may hold ?api_key=…
        log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        log.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning);
        // says of every refused request that it was challenged; the audit log has it, with the reason
        log.AddFilter("Studio.Web.Auth.Credentials.IdentityHandler", LogLevel.Warning);
        // its warnings are about keys at rest; the folder they rest in is private to this user
        log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (!options.Verbose.Equals("TRACE", StringComparison.OrdinalIgnoreCase))
            log.AddFilter("Microsoft", LogLevel.Warning);
        if (options.Paths.Resolve(options.LogFile) is { } file)
            log.AddProvider(new LogFile(file, options, TimeProvider.System));
        log.AddJsonConsole(json => json.UseUtcTimestamp = true);
        log.AddSimpleConsole(
            simple => (simple.SingleLine, simple.TimestampFormat, simple.ColorBehavior) = (true, "HH:mm:ss ", LoggerColorBehavior.Default));
        log.AddConsole(console => console.FormatterName = ConsoleLines.FormatterName);
        log.Services.AddSingleton<ConsoleFormatter, ConsoleLines>();
    }
}
