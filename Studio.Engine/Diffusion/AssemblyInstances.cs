using System.Reflection;

namespace Studio.Engine.Diffusion;

/// <summary>What catalogs of things by name are filled with.</summary>
internal static class AssemblyInstances
{
    /// <summary>One of each class of an assembly that is a <typeparamref name="T"/> and needs nothing to be made.</summary>
    public static IEnumerable<T> Instances<T>(this IEnumerable<Assembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(T))
            && type.GetConstructor(Type.EmptyTypes) is not null
        select (T)Activator.CreateInstance(type)!;
}
