using Studio.Web.Api.Comfy;
using Studio.Web.Api.Krita;
using Studio.Web.Api.OpenApi;
using Studio.Web.Api.Studio;
using Studio.Web.Auth;
using Studio.Web.Auth.Proxies;
using Studio.Web.Auth.Quotas;
using Studio.Web.Backup;
using Studio.Web.Components;
using Studio.Web.Dashboard;
using Studio.Web.Data;
using Studio.Web.Diagnosis;
using Studio.Web.Extensions;
using Studio.Web.Gallery;
using Studio.Web.Health;
using Studio.Web.Hosting;
using Studio.Web.Jobs;
using Studio.Web.Logs;
using Studio.Web.Models;
using Studio.Web.SettingsFile;
using Studio.Web.Updates;
using Studio.Web.UserData;
using Studio.Web.Workers;
using Studio.Web.Workflows;

namespace Studio.Web;

/// <summary>The table of contents: which features there are, the order a request passes them, what each serves.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => args is ["worker"]
        ? WorkerWiring.RunAsync()
        : Launch.RunAsync(args, options => Build(options));

    /// <param name="adjust">Lets a test replace services, such as the clock, before the server is built.</param>
    public static WebApplication Build(StudioOptions options, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = options.CreateBuilder();
        builder.Services
            .AddAuth(options)
            .AddEngine(options)
            .AddExtensions(options)
            .AddHealth()
            .AddBackup()
            .AddJobs()
            .AddGallery()
            .AddModels()
            .AddUserData()
            .AddWorkflows()
            .AddSettingsFile()
            .AddLogMemory()
            .AddDashboard()
            .AddDiagnosis()
            .AddComfy()
            .AddKrita()
            .AddStudioApi()
            .AddUpdates()
            .AddWorkers(options)
            .AddApiDocument()
            .AddShell();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.MigrateDatabase();
        app.UniteBuiltInUsers();
        Order(app);
        Serve(app);
        return app;
    }

    /// <summary>What a request passes, from the outside in.</summary>
    private static void Order(WebApplication app)
    {
        app.UseConnectionLimits();
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseErrorAnswers();
        app.UseWebSockets();
        app.UsePathKeys();
        app.UseRouting();
        app.UseOriginRules();
        app.UseCompression();
        app.UseAuthentication();
        app.UseMaintenance();
        app.UseRefusedPages();
        app.UseAuthorization();
        app.UseSocketLimits();
        app.UseForms();
        app.UseUnknownAddresses();
    }

    private static void Serve(WebApplication app)
    {
        var routes = app.MapGroup("").AnswerHead();
        routes.MapHealth();
        routes.MapAuth();
        routes.MapJobs();
        routes.MapGallery();
        routes.MapModels();
        routes.MapWorkflows();
        routes.MapExtensions();
        routes.MapComfy();
        routes.MapKrita();
        routes.MapStudioApi();
        routes.MapDashboard();
        routes.MapDiagnosis();
        routes.MapUpdates();
        routes.MapBackup();
        routes.MapApiDocument();
        app.MapShell();
    }
}
