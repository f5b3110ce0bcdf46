using Studio.Engine.Models.Files.Gguf;

namespace Studio.Engine.Models.Files;

/// <summary>Files in any layout that trainers write, read as if all had the same names.</summary>
internal static class ModelLayout
{
    // what wrappers for several devices, and trainers of a network beside others, put before every name
    private static readonly string[] Wrappers = ["module.", "netG."];

    private static readonly Func<TensorHeader, TensorHeader>[] Layouts =
    [
        GgufLayout.Unify, ControlLayout.Unify, TransformerControlLayout.Unify, DiffusersLayout.Unify, FluxDiffusersLayout.Unify,
        ClipLayout.Unify, VisionLayout.Unify, ZImageLayout.Unify, WanLayout.Unify, EsrganLayout.Unify,
    ];

    public static TensorHeader Unify(TensorHeader header) =>
        Layouts.Aggregate(Wrappers.Aggregate(header, Without), (unified, layout) => layout(unified));

    private static TensorHeader Without(TensorHeader header, string wrapper) =>
        header.Tensors.Keys.All(name => name.StartsWith(wrapper, StringComparison.Ordinal))
            ? header.Renamed(name => name[wrapper.Length..])
            : header;
}
