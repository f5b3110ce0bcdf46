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
    Magnitude,
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
    GloraA1,
    GloraA2,
    GloraB1,
    GloraB2,
    OftBlocks,
    Rescale,
    Reshape,
    ChannelScale,
    OnInput,
    PeftRotation,
    Unsupported,
}

/// <summary>Everything that a LoRA file has for one layer, under the name the file gives the layer.</summary>
internal sealed class LoraModule(string name)
{
    private readonly Dictionary<LoraRole, TensorEntry> _tensors = [];
    private readonly SortedDictionary<int, (TensorEntry? Up, TensorEntry? Down)> _pairs = [];

    public string Name { get; } = name;

    public IEnumerable<TensorEntry> Tensors => _tensors.Values;

    /// <summary>Why it cannot be applied, whatever the model; null when it can.</summary>
    public string? Unsupported => Has(LoraRole.Unsupported) ? "a kind of LoRA that is not supported" : null;

    /// <summary>Whether it scales what goes in or comes out (IA3).</summary>
    public bool IsScale => Has(LoraRole.ChannelScale) && Has(LoraRole.OnInput);

    /// <summary>Whether it turns the weight's rows among themselves (OFT, BOFT).</summary>
    public bool IsRotation => Has(LoraRole.OftBlocks);

    /// <summary>Whether it turns what goes into the layer, and nothing else is there for it (OFT of PEFT).</summary>
    public bool IsInputRotation => Has(LoraRole.PeftRotation) && !Has(LoraRole.Up);

    /// <summary>Whether it changes the layer's weight; else only its bias.</summary>
    public bool HasWeight =>
        Has(LoraRole.Up) || Has(LoraRole.HadaW1A) || HasLokr || HasGlora || IsRotation || IsInputRotation || IsScale || Has(LoraRole.Diff)
        || Has(LoraRole.Set);

    /// <summary>
    /// Whether it may be for a larger weight than the model has, which then gets zeros where it has nothing: where the file says the shape,
    /// or is of a kind that does so.
    /// </summary>
    public bool Enlarges
    {
        get => field || Has(LoraRole.Reshape);
        set;
    }

    public bool HasBias => Has(LoraRole.DiffBias);

    public bool HasGlora => Has(LoraRole.GloraA1) && Has(LoraRole.GloraA2) && Has(LoraRole.GloraB1) && Has(LoraRole.GloraB2);

    public bool HasLokr => Has(LoraRole.LokrW1) || Has(LoraRole.LokrW1A);

    public TensorEntry? this[LoraRole role] => _tensors.GetValueOrDefault(role);

    public bool Has(LoraRole role) => _tensors.ContainsKey(role);

    /// <param name="spelling">Of pairs; a smaller number comes first.</param>
    public void Add(LoraRole role, TensorEntry tensor, int spelling)
    {
        if (role is LoraRole.Up or LoraRole.Down)
            _pairs[spelling] = role is LoraRole.Up
                ? (tensor, _pairs.GetValueOrDefault(spelling).Down)
                : (_pairs.GetValueOrDefault(spelling).Up, tensor);
        else
            _tensors.TryAdd(role, tensor);
    }

    /// <summary>Takes one pair: of several spellings the first that has its upper half. The names of the others are returned.</summary>
    public IEnumerable<string> ChooseSpelling()
    {
        var chosen = _pairs.FirstOrDefault(pair => pair.Value.Up is not null);
        if (chosen.Value.Up is { } up)
            _tensors[LoraRole.Up] = up;
        if (chosen.Value.Up is not null && chosen.Value.Down is { } down)
            _tensors[LoraRole.Down] = down;
        return _pairs.Where(pair => chosen.Value.Up is null || pair.Key != chosen.Key)
            .SelectMany(pair => new[] { pair.Value.Up, pair.Value.Down })
            .OfType<TensorEntry>().Select(tensor => tensor.Name);
    }

    /// <summary>The numbers of a tensor; null when it has none such.</summary>
    public float[]? Numbers(TensorFile file, LoraRole role)
    {
        if (this[role] is not { } tensor)
            return null;
        using var matrix = Matrix.Read(file, tensor, rows: 1);
        return matrix.Numbers.ToArray();
    }

    /// <summary>The only number of a tensor.</summary>
    public float? Number(TensorFile file, LoraRole role) => Numbers(file, role) is [var number] ? number : null;

    /// <summary>
    /// How many numbers its delta has for the weight, and how many of them rows; null when its tensors do not belong together.
    /// </summary>
    /// <param name="rows">The weight's.</param>
    public (long Rows, long Columns)? WeightSize(long rows)
    {
        if (this[LoraRole.Diff] is { } diff)
            return Size(diff);
        if (this[LoraRole.Set] is { } set)
            return Size(set);
        if (Has(LoraRole.Up))
            return LowRankSize(this[LoraRole.Up], this[LoraRole.Down], this[LoraRole.Mid], isTransposed: false);
        if (Has(LoraRole.HadaW1A))
        {
            var first = LowRankSize(this[LoraRole.HadaW1A], this[LoraRole.HadaW1B], this[LoraRole.HadaT1],
                isTransposed: Has(LoraRole.HadaT1));
            var second = LowRankSize(this[LoraRole.HadaW2A], this[LoraRole.HadaW2B], this[LoraRole.HadaT2],
                isTransposed: Has(LoraRole.HadaT2));
            return first == second ? first : null;
        }
        return HasLokr ? LokrSize() : HasGlora ? GloraSize(rows) : null;
    }

    private (long Rows, long Columns)? LokrSize()
    {
        var outer = this[LoraRole.LokrW1] is { } w1
            ? Size(w1)
            : LowRankSize(this[LoraRole.LokrW1A], this[LoraRole.LokrW1B], null, isTransposed: false);
        var inner = this[LoraRole.LokrW2] is { } w2
            ? Size(w2)
            : LowRankSize(this[LoraRole.LokrW2A], this[LoraRole.LokrW2B], this[LoraRole.LokrT2], isTransposed: Has(LoraRole.LokrT2));
        return outer is { } o && inner is { } i ? (o.Rows * i.Rows, o.Columns * i.Columns) : null;
    }

    private (long Rows, long Columns)? GloraSize(long rows)
    {
        var (a1, a2, b1, b2) = (SizeOf(LoraRole.GloraA1), SizeOf(LoraRole.GloraA2), SizeOf(LoraRole.GloraB1), SizeOf(LoraRole.GloraB2));
        if (IsOldGlora(rows))
            return a2.Rows == a1.Columns && a2.Rows == b1.Columns ? (b2.Rows, b1.Columns) : null;
        var fits = HasNewRanks(a1, a2, b1, b2) && a1.Rows == a2.Columns && a1.Rows > 0 && b2.Columns % a1.Rows == 0;
        return fits ? (b1.Rows, b2.Columns) : null;
    }

    /// <summary>
    /// Whether a GLoRA's rank stands where older LyCORIS put it. Where it may stand in both places, the weight's rows tell it from the
    /// rank.
    /// </summary>
    public bool IsOldGlora(long rows)
    {
        var (a1, a2, b1, b2) = (SizeOf(LoraRole.GloraA1), SizeOf(LoraRole.GloraA2), SizeOf(LoraRole.GloraB1), SizeOf(LoraRole.GloraB2));
        var hasOldRanks = b2.Columns == b1.Rows && b1.Rows == a1.Rows && a1.Rows == a2.Columns;
        return hasOldRanks && (a2.Rows == rows || !HasNewRanks(a1, a2, b1, b2));
    }

    private static bool HasNewRanks((long Rows, long Columns) a1, (long Rows, long Columns) a2, (long Rows, long Columns) b1,
        (long Rows, long Columns) b2) =>
        b2.Rows == b1.Columns && b1.Columns == a1.Columns && a1.Columns == a2.Rows;

    private (long Rows, long Columns) SizeOf(LoraRole role) => Size(this[role]!);

    private static (long Rows, long Columns) Size(TensorEntry tensor) =>
        tensor.Shape.Count == 0 || tensor.Shape[0] == 0 ? (1, tensor.Count()) : (tensor.Shape[0], tensor.Count() / tensor.Shape[0]);

    /// <summary>
    /// Of up times down, with a Tucker core between them if there is one; LyCORIS keeps the first factor transposed then.
    /// </summary>
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
