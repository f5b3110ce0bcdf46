namespace Studio.Engine.Models.Patching;

/// <summary>Lends a network weights of another file under names of their own.</summary>
/// <param name="From">Whose weights they are.</param>
/// <param name="Names">What stands before their names.</param>
internal sealed record LentWeights(NetworkRecipe From, string Names) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken) => new Lender(From, Names, cancellationToken);

    public override bool Uses(string path) => From.Uses(path);

    public override long LentBytes => From.Weights().Values.Sum(tensor => tensor.ByteLength);

    private sealed class Lender(NetworkRecipe from, string names, CancellationToken cancellationToken) : WeightEditor
    {
        private WeightReader? _reader;

        public override bool Touches(string name) => false;

        public override void Apply(WeightNumbers weight) => throw new InvalidOperationException("Weights are lent as they are.");

        public override WeightData? Lend(string name, ReadOnlySpan<long> shape, KeptTypes kept)
        {
            if (!name.StartsWith(names, StringComparison.Ordinal))
                return null;
            _reader ??= from.OpenWeights(kept, cancellationToken);
            return _reader.Weights.Get(name[names.Length..], shape);
        }

        protected override void Dispose(bool disposing)
        {
            _reader?.Dispose();
            base.Dispose(disposing);
        }
    }
}
