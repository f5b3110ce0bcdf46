using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Samplers and guiders of extensions may be wrong; said here, it does not fail far from its cause.</summary>
internal static class SampledShapes
{
    /// <summary>What was given, when it is as large as what it was made from.</summary>
    /// <exception cref="EngineException">BadPrompt: it is not.</exception>
    public static Tensor RequireShapeOf(this Tensor? given, Tensor x, string kind, string name) => given?.HasShapeOf(x) == true
        ? given
        : throw new EngineException(EngineError.BadPrompt,
            $"The {kind} {name} made {given?.ToString() ?? "nothing"} of {x}; it must keep the shape. Use another, and tell its author.");
}
