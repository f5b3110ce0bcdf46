using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>All families.</summary>
internal static class FamilyCatalog
{
    public static IReadOnlyList<IFamily> All { get; } =
    [
        .. typeof(FamilyCatalog).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFamily)))
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (IFamily)Activator.CreateInstance(type)!),
    ];

    public static IFamily? Find(TensorNames tensors) => All.FirstOrDefault(family => family.Matches(tensors));

    /// <summary>How texts go through encoders of these roles; null when no family has just these.</summary>
    public static TextLayout? LayoutOf(IReadOnlyCollection<NetworkRole> roles) =>
        All.Select(family => family.Text).FirstOrDefault(layout => layout?.Takes(roles) == true);
}
