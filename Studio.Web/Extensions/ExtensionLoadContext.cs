using System.Reflection;
using System.Runtime.Loader;
using Studio.Engine.Graph;

namespace Studio.Web.Extensions;

/// <summary>
/// Where the assemblies of one extension live, so that two of them may use different versions of a library. The node contract and what its
/// signatures are made of come from the server, since a type is the same only when its assembly is; everything else comes from the
/// extension's folder first.
/// </summary>
internal sealed class ExtensionLoadContext : AssemblyLoadContext
{
    private static readonly Assembly Contract = typeof(NodeAttribute).Assembly;

    private static readonly HashSet<string> FromServer = new(
        Contract.GetReferencedAssemblies().Append(Contract.GetName()).Select(name => name.Name!), StringComparer.OrdinalIgnoreCase);

    private readonly string _folder;
    private readonly AssemblyDependencyResolver _resolver;

    /// <exception cref="InvalidOperationException">The file's dependency list (*.deps.json) is broken.</exception>
    public ExtensionLoadContext(string name, string assembly)
        : base($"extension {name}")
    {
        _folder = Path.GetDirectoryName(assembly)!;
        _resolver = new AssemblyDependencyResolver(assembly);
    }

    /// <summary>What the assembly refers to and nobody has: better said at start than in the middle of a run.</summary>
    public IEnumerable<string> Missing(Assembly assembly)
    {
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            string? reason = null;
            try
            {
                LoadFromAssemblyName(reference);
            }
            catch (Exception e) when (e is IOException or BadImageFormatException)
            {
                reason = Default.Assemblies.FirstOrDefault(loaded => loaded.GetName().Name == reference.Name) is { } here
                    ? $"{reference.Name} {reference.Version}, and Studio has {here.GetName().Version}"
                    : $"{reference.Name} {reference.Version}";
            }

            if (reason is not null)
                yield return reason;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (FromServer.Contains(assemblyName.Name!))
            return null; // the default context answers, or nobody does
        return Own(_resolver.ResolveAssemblyToPath(assemblyName) ?? Path.Join(_folder, assemblyName.Name + ".dll")) is { } path
            ? LoadFromAssemblyPath(path)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path && Own(path) is { } own ? LoadUnmanagedDllFromPath(own) : 0;

    private string? Own(string path) =>
        File.Exists(path) && SafePath.Below(_folder, Path.GetRelativePath(_folder, path)) is { } own ? own : null;
}
