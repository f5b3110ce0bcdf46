using System.Reflection;
using Studio.Web.Data;

namespace Studio.Web.Hosting;

/// <summary>What every feature stands on: the options, the clock, the database, the log.</summary>
public static class HostingServices
{
    /// <summary>The product's version, as in Directory.Build.props.</summary>
    public static readonly string Version =
        typeof(HostingServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>A builder that reads nothing by itself: the options are all the configuration there is.</summary>
    public static WebApplicationBuilder CreateBuilder(this StudioOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "studio-server",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StudioDb>();
        builder.Logging.AddSimpleConsole();
        return builder;
    }
}
