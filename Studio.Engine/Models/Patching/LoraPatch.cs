using System.Collections.Frozen;
using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>A LoRA on a network: W becomes W + strength alpha / rank delta. Two of the same file and strength are equal.</summary>
/// <param name="Targets">Weight to what is done to it; follows from the file and the network, and so does not take part in
/// comparing.</param>
internal sealed record LoraPatch(LoraFile File, float Strength, FrozenDictionary<string, LoraPiece[]> Targets) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken) => new Editor(this, File.OpenUnchanged(), cancellationToken);

    public override IReadOnlyDictionary<string, IReadOnlyList<long>> Enlarges { get; } = Targets
        .Where(target => target.Value.Any(piece => piece.Enlarged is not null))
        .ToFrozenDictionary(target => target.Key,
            target => target.Value.Select(piece => piece.Enlarged).OfType<IReadOnlyList<long>>().First());

    public bool Equals(LoraPatch? other) => other is not null && Strength.Equals(other.Strength) && File.Equals(other.File);

    public override int GetHashCode() => HashCode.Combine(File, Strength);

    private sealed class Editor(LoraPatch patch, TensorFile file, CancellationToken cancellationToken) : WeightEditor
    {
        public override bool Touches(string name) => patch.Targets.ContainsKey(name);

        public override IReadOnlyList<long>? ShapeOf(string name) => patch.Enlarges.GetValueOrDefault(name);

        public override void Apply(WeightNumbers weight)
        {
            foreach (var piece in patch.Targets[weight.Name])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = piece.Rows is { } rows ? weight.Part(rows) : weight;
                if (piece.HasHalvesSwapped)
                    part.SwapHalves();
                Apply(part, piece.Module, piece.FileRows?.Start ?? 0);
                if (piece.HasHalvesSwapped)
                    part.SwapHalves();
            }
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }

        private void Apply(WeightNumbers weight, LoraModule module, int start)
        {
            if (weight.Name.EndsWith(".bias", StringComparison.Ordinal) && module[LoraRole.DiffBias] is { } difference)
                Add(weight, difference, start);
            else if (module[LoraRole.Set] is { } set)
                Replace(weight, set);
            else if (module.IsRotation && !module.Has(LoraRole.Diff))
                LoraRotation.Read(file, module).Apply(weight, patch.Strength, cancellationToken);
            else
                Change(weight, module, start);
        }

        private void Add(WeightNumbers weight, TensorEntry difference, int start)
        {
            using var numbers = Matrix.Read(file, difference);
            var part = numbers.Numbers.Slice(start, weight.Numbers.Length);
            TensorPrimitives.MultiplyAdd(part, patch.Strength, weight.Numbers, weight.Numbers);
        }

        private void Replace(WeightNumbers weight, TensorEntry other)
        {
            using var numbers = Matrix.Read(file, other);
            numbers.Numbers.CopyTo(weight.Numbers);
        }

        private void Change(WeightNumbers weight, LoraModule module, int start)
        {
            using var delta = LoraDeltas.Read(file, module, weight.Rows, weight.Columns);
            var scratch = new RowScratch(weight.Columns);
            if (Magnitudes(weight, module) is var (magnitude, channels))
            {
                using var magnitudes = Matrix.Read(file, magnitude);
                new WeightDecomposition(weight, delta, magnitudes.Numbers.ToArray(), channels, patch.Strength,
                    scratch).Apply(cancellationToken);
                return;
            }
            var factor = patch.Strength * delta.Scale;
            Parallel.For(0, weight.Rows, new ParallelOptions { CancellationToken = cancellationToken }, scratch.Rent, (row, _, numbers) =>
            {
                var target = weight.Row(row);
                delta.Row(start + row, target, numbers.AsSpan(0, weight.Columns));
                TensorPrimitives.MultiplyAdd(numbers.AsSpan(0, weight.Columns), factor, target, target);
                return numbers;
            }, RowScratch.Return);
        }

        private static (TensorEntry Entry, DoraChannels Channels)? Magnitudes(WeightNumbers weight, LoraModule module)
        {
            if (module[LoraRole.DoraScale] is { } scale)
                return (scale, scale.Shape[0] == weight.Rows ? DoraChannels.OutputsAsTheyWere : DoraChannels.Inputs);
            return module[LoraRole.Magnitude] is { } magnitude ? (magnitude, DoraChannels.Outputs) : null;
        }
    }
}

/// <summary>What a module does to a weight.</summary>
/// <param name="Rows">Those that it is for; null is all.</param>
internal sealed record LoraPiece(LoraModule Module, LayerRows? Rows = null)
{
    /// <inheritdoc cref="LoraName.FileRows"/>
    public LayerRows? FileRows { get; init; }

    /// <summary>The shape that the weight gets before; null: it keeps its own.</summary>
    public IReadOnlyList<long>? Enlarged { get; init; }

    /// <inheritdoc cref="LoraName.HasHalvesSwapped"/>
    public bool HasHalvesSwapped { get; init; }
}
