using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Adds up down to each weight for which a file has both (Hu et al. 2021, arXiv:2106.09685), as control-LoRAs have it: without a factor,
/// convolutions as matrices [out,in k k].
/// </summary>
/// <param name="Source">The file.</param>
/// <param name="Owner">Whose weights they are there.</param>
internal sealed record LowRankChange(ModelSource Source, Network Owner) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken)
    {
        var entries = Source.Weights(Owner);
        const string up = ".up";
        var pairs = entries.Keys.Where(name => name.EndsWith(up, StringComparison.Ordinal)).Select(name => name[..^up.Length])
            .Where(layer => entries.ContainsKey(layer + ".down"))
            .ToFrozenDictionary(layer => layer + ".weight", layer => (entries[layer + up], entries[layer + ".down"]),
                StringComparer.Ordinal);
        return new Editor(pairs, Source.OpenWeights(Owner, WeightChanges.None, KeptTypes.None, cancellationToken));
    }

    public override bool Uses(string path) => Source.Path == path;

    private sealed class Editor(FrozenDictionary<string, (TensorEntry Up, TensorEntry Down)> pairs, WeightReader reader) : WeightEditor
    {
        public override bool Touches(string name) => pairs.ContainsKey(name);

        public override void Apply(WeightNumbers weight)
        {
            var (up, down) = pairs[weight.Name];
            var rank = (int)down.Shape[0];
            if (up.Count() != weight.Rows * rank || down.Count() != rank * weight.Columns)
                throw new EngineException(EngineError.BadPrompt,
                    $"The control-LoRA changes {weight.Name} by {up} and {down}, but the model has {weight.Rows} x {weight.Columns} numbers there. Use it with a model of the family that it was made for.");
            var (rows, columns) = (Numbers(up), Numbers(down));
            Parallel.For(0, weight.Rows, row =>
            {
                var target = weight.Row(row);
                for (var i = 0; i < rank; i++)
                {
                    var column = columns.AsSpan(i * weight.Columns, weight.Columns);
                    TensorPrimitives.MultiplyAdd(column, rows[(row * rank) + i], target, target);
                }
            });
        }

        protected override void Dispose(bool disposing)
        {
            reader.Dispose();
            base.Dispose(disposing);
        }

        private float[] Numbers(TensorEntry entry)
        {
            var name = entry.Name[reader.Prefix.Length..];
            var bytes = reader.Weights.Get(name, [.. entry.Shape]).Data;
            var numbers = MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
            reader.Weights.Release();
            return numbers;
        }
    }
}
