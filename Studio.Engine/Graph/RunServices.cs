using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Imaging;

namespace Studio.Engine.Graph;

/// <summary>What the nodes of one check or run are made with: the engine's services, and the files that it was handed.</summary>
internal sealed class RunServices(IServiceProvider services, RunFiles files) : IServiceProvider, IServiceProviderIsService
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IImageStore) ? files.Pictures
        : serviceType == typeof(ISentPictures) ? files.Sent
        : serviceType == typeof(IServiceProviderIsService) ? this
        : services.GetService(serviceType);

    public bool IsService(Type serviceType) => serviceType == typeof(IImageStore) || serviceType == typeof(ISentPictures)
        || services.GetService<IServiceProviderIsService>()?.IsService(serviceType) == true;
}
