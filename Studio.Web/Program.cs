using Studio.Web.Data;
using Studio.Web.Hosting;

namespace Studio.Web;

/// <summary>The table of contents: which features there are, the order a request passes them, what each serves.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var options = new StudioOptions { StudioDir = Path.GetFullPath("STUDIO_DIR") };
        await using var app = Build(options);
        await app.RunAsync();
        return 0;
    }

    /// <param name="adjust">Lets a test replace services, such as the clock, before the server is built.</param>
    public static WebApplication Build(StudioOptions options, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = options.CreateBuilder();
        adjust?.Invoke(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<StudioDb>().Migrate(app.Services.GetRequiredService<TimeProvider>());
        return app;
    }
}
