using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Weights between two networks: <paramref name="Ratio"/> times the present one plus the rest of the other, patches of both included.
/// </summary>
internal sealed record MergeChange(NetworkRecipe Other, float Ratio) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken) =>
        new Editor(Other.Weights(), Other.OpenWeights(KeptTypes.None, cancellationToken), Ratio);

    public override bool Uses(string path) => Other.Uses(path);

    /// <exception cref="EngineException">BadPrompt: the networks are built differently. Unsupported: one of them has no weights to be
    /// had.</exception>
    public void RequireFit(NetworkRecipe own)
    {
        var (weights, others) = (own.Weights(), Other.Weights());
        var shared = weights.Where(weight => others.ContainsKey(weight.Key)).ToArray();
        // a model for inpainting differs in its first weight only, and lends all others
        var misfits = shared.Where(weight => weight.Value.Count() != others[weight.Key].Count()).ToArray();
        if (misfits.Length > 1 || shared.Length < weights.Count / 2)
        {
            var example = misfits.Length > 0 ? $": {misfits[0].Value} against {others[misfits[0].Key]}" : "";
            throw new EngineException(
                EngineError.BadPrompt,
                $"'{own.Source.Name}' ({own.Source.Family.Name}) and '{Other.Source.Name}' ({Other.Source.Family.Name}) cannot be merged: their layers differ{example}. Merge models of one family.");
        }
    }

    private sealed class Editor(IReadOnlyDictionary<string, TensorEntry> entries, WeightReader other, float ratio) : WeightEditor
    {
        public override bool Touches(string name) => entries.ContainsKey(name);

        public override void Apply(WeightNumbers weight)
        {
            var entry = entries[weight.Name];
            if (entry.Count() != weight.Rows * weight.Columns)
                return;
            var numbers = MemoryMarshal.Cast<byte, float>(other.Weights.Get(weight.Name, [.. entry.Shape]).Data.Span);
            TensorPrimitives.Multiply(weight.Numbers, ratio, weight.Numbers);
            TensorPrimitives.MultiplyAdd(numbers, 1 - ratio, weight.Numbers, weight.Numbers);
            other.Weights.Release();
        }

        protected override void Dispose(bool disposing)
        {
            other.Dispose();
            base.Dispose(disposing);
        }
    }
}
