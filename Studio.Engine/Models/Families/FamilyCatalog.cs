using System.Reflection;
using Microsoft.Extensions.Logging;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models.Families;

/// <summary>The families that files are told by. Every <see cref="IFamily"/> of an assembly is found by itself.</summary>
public sealed class FamilyCatalog
{
    // a whole model has an encoder's or an autoencoder's tensors in it: those who take just these are asked last
    private FamilyCatalog(IEnumerable<IFamily> families) => All = [.. families.OrderBy(family => family.Kind != IFamily.Checkpoints)];

    /// <summary>Those of the engine.</summary>
    internal static FamilyCatalog BuiltIn { get; } = In(typeof(FamilyCatalog).Assembly);

    internal IReadOnlyList<IFamily> All { get; }

    internal static FamilyCatalog In(params IEnumerable<Assembly> assemblies) => new(
        assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFamily))
                && type.GetConstructor(Type.EmptyTypes) is not null)
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (IFamily)Activator.CreateInstance(type)!));

    /// <summary>Those of the engine, and after them those of packs.</summary>
    internal static FamilyCatalog With(IEnumerable<(IFamily Family, string Name, string Module)> packs, ILogger log) => new(
        [.. BuiltIn.All, .. packs.Select(pack => new PackFamily(pack.Family, pack.Name, pack.Module, log))]);

    internal IFamily? Find(TensorNames tensors) => All.FirstOrDefault(family => family.Matches(tensors));

    /// <summary>A family of a pack that takes a file which the engine knows and does not run.</summary>
    internal IFamily? FindInPacks(TensorNames tensors) => All.OfType<PackFamily>().FirstOrDefault(family => family.Matches(tensors));

    /// <summary>Whom a LoRA was made for; null when nothing tells.</summary>
    internal LoraOrigin? OriginOf(LoraLayers layers) => All.Select(family => family.OriginOf(layers)).Append(RecognisedLoras.Of(layers))
        .OfType<LoraOrigin>().MaxBy(origin => origin.Evidence);

    /// <summary>How texts go through encoders of these roles; null when no family has just these.</summary>
    /// <param name="name">As ComfyUI's loaders call the family; null is any.</param>
    internal TextLayout? LayoutOf(IReadOnlyCollection<NetworkRole> roles, string? name = null) => All.SelectMany(family => family.Texts)
        .Where(layout => layout.Takes(roles) && (name is null ? !layout.NeedsName : layout.Name == name)).FirstOrDefault();
}
