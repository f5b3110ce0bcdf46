namespace Studio.Engine.Models.Files;

/// <summary>Files in any layout that trainers write, read as if all had the same names.</summary>
internal static class ModelLayout
{
    // what wrappers for several devices, and trainers of a network beside others, put before every name
    private static readonly string[] Wrappers = ["module.", "netG."];

    public static TensorHeader Unify(TensorHeader header) =>
        EsrganLayout.Unify(ClipLayout.Unify(DiffusersLayout.Unify(ControlLayout.Unify(Wrappers.Aggregate(header, Without)))));

    private static TensorHeader Without(TensorHeader header, string wrapper) =>
        header.Tensors.Keys.All(name => name.StartsWith(wrapper, StringComparison.Ordinal))
            ? header.Renamed(name => name[wrapper.Length..])
            : header;
}
