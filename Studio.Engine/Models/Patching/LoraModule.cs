using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>What a tensor of a LoRA file is to its module.</summary>
internal enum LoraRole
{
    Up,
    Down,
    Mid,
    Alpha,
    DoraScale,
    HadaW1A,
    HadaW1B,
    HadaW2A,
    HadaW2B,
    HadaT1,
    HadaT2,
    LokrW1,
    LokrW1A,
    LokrW1B,
    LokrW2,
    LokrW2A,
    LokrW2B,
    LokrT2,
    Diff,
    DiffBias,
    Set,
    Unsupported,
}

/// <summary>Everything that a LoRA file has for one layer, under the name the file gives the layer.</summary>
internal sealed class LoraModule(string name)
{
    private readonly Dictionary<LoraRole, TensorEntry> _tensors = [];

    public string Name { get; } = name;

    public IEnumerable<TensorEntry> Tensors => _tensors.Values;

    /// <summary>Whether it is of a kind that this build cannot apply (GLoRA, OFT, ...).</summary>
    public bool IsUnsupported => Has(LoraRole.Unsupported);

    /// <summary>Whether it changes the layer's weight; else only its bias.</summary>
    public bool HasWeight => Has(LoraRole.Up) || Has(LoraRole.HadaW1A) || HasLokr || Has(LoraRole.Diff) || Has(LoraRole.Set);

    public bool HasBias => Has(LoraRole.DiffBias);

    public bool HasLokr => Has(LoraRole.LokrW1) || Has(LoraRole.LokrW1A);

    public TensorEntry? this[LoraRole role] => _tensors.GetValueOrDefault(role);

    public bool Has(LoraRole role) => _tensors.ContainsKey(role);

    public void Add(LoraRole role, TensorEntry tensor) => _tensors.TryAdd(role, tensor);

    /// <summary>How many numbers its delta has for the weight, and how many of them rows; null when its tensors do not belong together.</summary>
    public (long Rows, long Columns)? WeightSize()
    {
        if (this[LoraRole.Diff] is { } diff)
            return Size(diff);
        if (this[LoraRole.Set] is { } set)
            return Size(set);
        if (Has(LoraRole.Up))
            return LowRankSize(this[LoraRole.Up], this[LoraRole.Down], this[LoraRole.Mid], isTransposed: false);
        if (Has(LoraRole.HadaW1A))
        {
            var first = LowRankSize(this[LoraRole.HadaW1A], this[LoraRole.HadaW1B], this[LoraRole.HadaT1], isTransposed: Has(LoraRole.HadaT1));
            var second = LowRankSize(this[LoraRole.HadaW2A], this[LoraRole.HadaW2B], this[LoraRole.HadaT2], isTransposed: Has(LoraRole.HadaT2));
            return first == second ? first : null;
        }
        if (!HasLokr)
            return null;
        var outer = this[LoraRole.LokrW1] is { } w1 ? Size(w1) : LowRankSize(this[LoraRole.LokrW1A], this[LoraRole.LokrW1B], null, isTransposed: false);
        var inner = this[LoraRole.LokrW2] is { } w2
            ? Size(w2)
            : LowRankSize(this[LoraRole.LokrW2A], this[LoraRole.LokrW2B], this[LoraRole.LokrT2], isTransposed: Has(LoraRole.LokrT2));
        return outer is { } o && inner is { } i ? (o.Rows * i.Rows, o.Columns * i.Columns) : null;
    }

    private static (long Rows, long Columns) Size(TensorEntry tensor) =>
        tensor.Shape.Count == 0 || tensor.Shape[0] == 0 ? (1, tensor.Count()) : (tensor.Shape[0], tensor.Count() / tensor.Shape[0]);

    /// <summary>Of up times down, with a Tucker core between them if there is one; LyCORIS keeps the first factor transposed then.</summary>
    private static (long Rows, long Columns)? LowRankSize(TensorEntry? up, TensorEntry? down, TensorEntry? core, bool isTransposed)
    {
        if (up is null || down is null || up.Shape.Count < 2 || down.Shape.Count < 2)
            return null;
        var (upSize, downSize) = (Size(up), Size(down));
        var (rows, rank) = isTransposed ? (upSize.Columns, upSize.Rows) : (upSize.Rows, upSize.Columns);
        if (core is null)
            return rank == downSize.Rows ? (rows, downSize.Columns) : null;
        var coreSize = Size(core);
        return core.Shape.Count > 2 && rank == coreSize.Rows && core.Shape[1] == downSize.Rows
            ? (rows, downSize.Columns * (coreSize.Columns / core.Shape[1]))
            : null;
    }
}
