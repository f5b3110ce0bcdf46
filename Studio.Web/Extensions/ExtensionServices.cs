using System.Reflection;
using System.Runtime.Loader;
using Studio.Engine.Graph;

namespace Studio.Web.Extensions;

/// <summary>
/// What an extension's entry registers, so far as it may: services of its own types. Replacing the server's would change every node.
/// </summary>
internal static class ExtensionServices
{
    /// <exception cref="ExtensionException">There are two entries, or one wants to register what is not its own.</exception>
    public static IReadOnlyList<ServiceDescriptor> Of(Assembly assembly)
    {
        var entries = assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IExtension)) && type is { IsClass: true, IsAbstract: false }).ToList();
        if (entries.Count == 0)
            return [];
        if (entries.Count > 1)
            throw new ExtensionException(
                $"It has {entries.Count} classes that implement IExtension: {string.Join(", ", entries.Select(type => type.Name))}. Leave one.");
        if (entries[0].GetConstructor(Type.EmptyTypes) is null)
            throw new ExtensionException(
                $"{entries[0].Name} needs a public constructor without parameters: it runs before there are services.");
        var services = new ServiceCollection();
        try
        {
            ((IExtension)Activator.CreateInstance(entries[0])!).AddServices(services);
        }
        catch (Exception e) // its author's code
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new ExtensionException($"{entries[0].Name} failed: {cause.GetType().Name}: {cause.Message}", e);
        }

        var own = AssemblyLoadContext.GetLoadContext(assembly);
        if (services.FirstOrDefault(service => !IsOwn(service.ServiceType, own)) is { } foreign)
            throw new ExtensionException(
                $"{entries[0].Name} registers {foreign.ServiceType.Name}, which is not a type of the extension. Register a type of its own that uses it.");
        return [.. services];
    }

    private static bool IsOwn(Type type, AssemblyLoadContext? own) =>
        AssemblyLoadContext.GetLoadContext(type.Assembly) == own || type.GenericTypeArguments.Any(argument => IsOwn(argument, own));
}
