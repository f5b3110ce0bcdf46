using Microsoft.Extensions.DependencyInjection;

namespace Studio.Engine.Graph;

/// <summary>
/// The entry of an assembly with nodes, for one that brings services for their constructors. Optional: at most one public class with a
/// constructor without parameters. Services may be of the assembly's own types only.
/// </summary>
public interface IExtension
{
    void AddServices(IServiceCollection services);
}
