using Studio.Web.Models.Sites;

namespace Studio.Web.Models.Downloads;

/// <summary>Fetching models: what it needs.</summary>
internal static class DownloadsDoor
{
    public static IServiceCollection AddDownloads(this IServiceCollection services) => services
        .AddSingleton<SiteTokenStore>()
        .AddSingleton<SiteTokens>()
        .AddSingleton<SiteApi>()
        .AddSingleton<ModelSite, HuggingFaceSite>()
        .AddSingleton<ModelSite, CivitaiSite>()
        .AddSingleton<ModelSites>()
        .AddSingleton<DownloadStore>()
        .AddSingleton<OriginStore>()
        .AddSingleton<DownloadRules>()
        .AddSingleton<DownloadTimes>()
        .AddSingleton<DownloadRoom>()
        .AddSingleton<BandwidthCap>()
        .AddSingleton<Transfer>()
        .AddSingleton<Arrival>()
        .AddSingleton<DownloadRun>()
        .AddSingleton(provider => new ModelUploads(provider.GetRequiredService<DownloadRules>(), provider.GetRequiredService<Arrival>(),
            provider.GetRequiredService<DownloadRoom>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new SiteSearch(provider.GetRequiredService<StudioOptions>(), provider.GetRequiredService<SiteApi>(),
            provider.GetServices<ModelSite>()))
        .AddSingleton(provider => new DownloadQueue(provider.GetRequiredService<DownloadStore>(),
            provider.GetRequiredService<DownloadRules>(), provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<DownloadWorker>();
}
