namespace Studio.Engine.Models.Patching;

/// <summary>Lends a network the weights that its file lacks: those of another one, with all that was done to it.</summary>
/// <param name="From">Whose weights they are; names and sizes are the same.</param>
internal sealed record BorrowedWeights(NetworkRecipe From) : WeightChange
{
    public override WeightEditor Open(CancellationToken cancellationToken) => new Lender(From, cancellationToken);

    public override bool Uses(string path) => From.Uses(path);

    /// <summary>The way down and the middle are about half of a UNet.</summary>
    public override long LentBytes => From.Weights().Values.Sum(tensor => tensor.ByteLength) / 2;

    private sealed class Lender(NetworkRecipe from, CancellationToken cancellationToken) : WeightEditor
    {
        private WeightReader? _reader;

        public override bool Touches(string name) => false;

        public override void Apply(WeightNumbers weight) => throw new InvalidOperationException("Weights are lent as they are.");

        public override WeightData? Lend(string name, ReadOnlySpan<long> shape, KeptTypes kept)
        {
            _reader ??= from.OpenWeights(kept, cancellationToken);
            return _reader.Weights.Has(name) ? _reader.Weights.Get(name, shape) : null;
        }

        protected override void Dispose(bool disposing)
        {
            _reader?.Dispose();
            base.Dispose(disposing);
        }
    }
}
