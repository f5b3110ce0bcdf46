using System.Reflection;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>The families that files are told by. Every <see cref="IFamily"/> of an assembly is found by itself.</summary>
internal sealed class FamilyCatalog
{
    private FamilyCatalog(IReadOnlyList<IFamily> families) => All = families;

    /// <summary>Those of the engine.</summary>
    public static FamilyCatalog BuiltIn { get; } = In(typeof(FamilyCatalog).Assembly);

    public IReadOnlyList<IFamily> All { get; }

    public static FamilyCatalog In(params IEnumerable<Assembly> assemblies) => new(
    [
        .. assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFamily)))
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (IFamily)Activator.CreateInstance(type)!),
    ]);

    public IFamily? Find(TensorNames tensors) => All.FirstOrDefault(family => family.Matches(tensors));

    /// <summary>How texts go through encoders of these roles; null when no family has just these.</summary>
    public TextLayout? LayoutOf(IReadOnlyCollection<NetworkRole> roles) =>
        All.Select(family => family.Text).FirstOrDefault(layout => layout?.Takes(roles) == true);
}
