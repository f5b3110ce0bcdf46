using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>Adds the weights of another network, patches included, where it has one of the name and size.</summary>
internal sealed record DifferenceChange(NetworkRecipe Other) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken) =>
        new Editor(Other.Weights(), Other.OpenWeights(KeptTypes.None, cancellationToken));

    public override bool Uses(string path) => Other.Uses(path);

    private sealed class Editor(IReadOnlyDictionary<string, TensorEntry> entries, WeightReader other) : WeightEditor
    {
        public override bool Touches(string name) => entries.ContainsKey(name);

        public override void Apply(WeightNumbers weight)
        {
            var entry = entries[weight.Name];
            if (entry.Count() != weight.Rows * weight.Columns)
                return;
            var numbers = MemoryMarshal.Cast<byte, float>(other.Weights.Get(weight.Name, [.. entry.Shape]).Data.Span);
            TensorPrimitives.Add(weight.Numbers, numbers, weight.Numbers);
            other.Weights.Release();
        }

        protected override void Dispose(bool disposing)
        {
            other.Dispose();
            base.Dispose(disposing);
        }
    }
}
