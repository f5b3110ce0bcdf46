using System.Reflection;

namespace Studio.Engine.Diffusion;

/// <summary>What catalogs of things by name have in common.</summary>
internal static class CatalogOrder
{
    /// <summary>One of each class of an assembly that is a <typeparamref name="T"/> and needs nothing to be made.</summary>
    public static IEnumerable<T> Instances<T>(this IEnumerable<Assembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(T))
            && type.GetConstructor(Type.EmptyTypes) is not null
        select (T)Activator.CreateInstance(type)!;

    /// <summary>Names in a known order; those that it does not have come after it, by name.</summary>
    public static IReadOnlyList<string> First(this IReadOnlyList<string> order, IEnumerable<string> names)
    {
        var all = names.ToHashSet(StringComparer.Ordinal);
        return [.. order.Where(all.Contains), .. all.Except(order).Order(StringComparer.Ordinal)];
    }
}
