namespace Studio.Engine.Models.Files;

/// <summary>Files in any layout that trainers write, read as if all had the same names.</summary>
internal static class ModelLayout
{
    public static TensorHeader Unify(TensorHeader header) => ClipLayout.Unify(DiffusersLayout.Unify(ControlLayout.Unify(header)));
}
