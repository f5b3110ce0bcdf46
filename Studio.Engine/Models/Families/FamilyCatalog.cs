using System.Reflection;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

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
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (IFamily)Activator.CreateInstance(type)!)
            // a whole model has an encoder's or an autoencoder's tensors in it: those who take just these are asked last
            .OrderBy(family => family.Kind != IFamily.Checkpoints),
    ]);

    public IFamily? Find(TensorNames tensors) => All.FirstOrDefault(family => family.Matches(tensors));

    /// <summary>Whom a LoRA was made for; null when nothing tells.</summary>
    public LoraOrigin? OriginOf(LoraLayers layers) => All.Select(family => family.OriginOf(layers)).Append(RecognisedLoras.Of(layers))
        .OfType<LoraOrigin>().MaxBy(origin => origin.Evidence);

    /// <summary>How texts go through encoders of these roles; null when no family has just these.</summary>
    /// <param name="name">As ComfyUI's loaders call the family; null is any.</param>
    public TextLayout? LayoutOf(IReadOnlyCollection<NetworkRole> roles, string? name = null) => All.Select(family => family.Text)
        .FirstOrDefault(layout => layout?.Takes(roles) == true && (name is null || layout.Name == name));
}
