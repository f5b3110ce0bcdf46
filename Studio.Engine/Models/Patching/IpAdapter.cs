using Studio.Engine.Models.Building;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// An IP-Adapter on a UNet (Ye et al. 2023, arXiv:2308.06721): every cross-attention also attends to tokens of a picture, with keys and
/// values of the adapter's own, and adds what it takes from them.
/// </summary>
/// <param name="Adapter">Whose keys and values they are.</param>
/// <param name="Index">Which adapter of the model it is, from 0.</param>
/// <param name="Tokens">[1,T,text] where the picture is to be come near to.</param>
/// <param name="Uncond">[1,T,text] where it is not.</param>
/// <param name="Type">See <see cref="IpAdapterWeights"/>.</param>
/// <param name="Scaling">What the weight is multiplied on: see <see cref="AdapterScaling"/>.</param>
internal sealed record IpAdapter(NetworkRecipe Adapter, int Index, Tensor Tokens, Tensor Uncond, float Weight, string Type,
    AdapterScaling Scaling, float SigmaStart, float SigmaEnd) : ModelPatch
{
    /// <summary>[B,H,W] in 0..1 at any size: where it counts; null is everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>The UNet's.</summary>
    public required IReadOnlyList<AdapterPlace> Places { get; init; }

    public override GraphPatch Graph => new IpAdapterGraph(Names, Type, Scaling, Mask is not null, Places, Tokens.Size(2));

    public override WeightChange Weights => new LentWeights(Adapter, Names);

    private string Names => $"adapter{Index}:";

    public override IReadOnlyList<ConditioningInput> Inputs(PatchStep step)
    {
        var isOn = step.Sigma <= SigmaStart && step.Sigma >= SigmaEnd;
        List<ConditioningInput> inputs =
        [
            new(Names + IpAdapterGraph.TokensInput, step.IsNegative ? Uncond : Tokens),
            new(Names + IpAdapterGraph.WeightInput, new Tensor(new[] { Weight }, 1)),
            new(Names + IpAdapterGraph.SwitchInput, new Tensor(new[] { isOn ? 1f : 0 }, 1)),
        ];
        var count = IpAdapterGraph.Transformers(Places);
        if (Places.Any(place => IpAdapterWeights.IsTurned(Type, place, count)))
            inputs.Add(new(Names + IpAdapterGraph.TurnedInput, step.IsNegative ? Tokens : Tokens.ZerosLike()));
        if (Mask is { } mask)
            inputs.AddRange(Places.Where(place => IpAdapterWeights.Factor(Type, place, count) is not null).Select(place => place.Level)
                .Distinct().Select(level => MaskAt(mask, level, step)));
        return inputs;
    }

    /// <summary>[B,T,1] at a level, whose sides were halved so often.</summary>
    private ConditioningInput MaskAt(Tensor mask, int level, PatchStep step)
    {
        var (height, width) = (step.Height, step.Width);
        for (var i = 0; i < level; i++)
            (height, width) = ((height + 1) / 2, (width + 1) / 2);
        var planes = Resample.Planes(mask, width, height, ResampleMethod.Bicubic);
        return new(IpAdapterGraph.MaskInput(Names, level), planes.Reshape(planes.Length / (height * width), height * width, 1));
    }
}

/// <summary>Where an IP-Adapter's weight is multiplied on.</summary>
internal enum AdapterScaling
{
    /// <summary>On what is taken.</summary>
    Values,

    /// <summary>On keys and values.</summary>
    KeysAndValues,

    /// <summary>The same, less where there are fewer channels.</summary>
    KeysAndValuesByChannels,

    /// <summary>On keys and the mean of the values, less where there are fewer channels.</summary>
    KeysAndMeanByChannels,
}

/// <summary>What an <see cref="IpAdapter"/> changes in the graph. Numbers that change from run to run are inputs.</summary>
/// <param name="Names">What the adapter's weights and inputs begin with.</param>
internal sealed record IpAdapterGraph(string Names, string Type, AdapterScaling Scaling, bool HasMask, IReadOnlyList<AdapterPlace> Places,
    int TextWidth) : GraphPatch
{
    public const string TokensInput = "tokens";
    public const string TurnedInput = "turned_tokens";
    public const string WeightInput = "weight";
    public const string SwitchInput = "switch";

    private const float UsualChannels = 1280;

    public static string MaskInput(string names, int level) => $"{names}mask_{level}";

    public static int Transformers(IReadOnlyList<AdapterPlace> places) => places.Select(place => place.Transformer).Distinct().Count();

    public override Value AfterCrossAttention(OnnxGraph g, Value mixed, CrossAttention attention)
    {
        var count = Transformers(Places);
        if (Places.FirstOrDefault(place => attention.Layer.StartsWith(place.Layer, StringComparison.Ordinal)) is not { } place
            || IpAdapterWeights.Factor(Type, place, count) is not { } factor)
        {
            return mixed;
        }
        var tokens = Input(g, IpAdapterWeights.IsTurned(Type, place, count) ? TurnedInput : TokensInput, -1, -1, TextWidth);
        var rows = g.Op("Reshape", [tokens, g.Constant([-1, TextWidth])]);
        var width = attention.Width;
        Value Projected(string which) => g.Op("Reshape",
            [g.Linear(rows, $"{Names}ip_adapter.{place.Key}.to_{which}_ip", TextWidth, width, bias: false),
                g.Joined(attention.Batch, g.Constant([-1, width]))]);
        var (weight, key, value) = (Weight(g, factor, width), Projected("k"), Projected("v"));
        var taken = Taken(g, attention, weight, key, value);
        taken = g.Multiply(taken, g.Op("Reshape", [Input(g, SwitchInput, -1), g.Constant([-1, 1, 1])]));
        if (HasMask)
            taken = g.Multiply(taken, Input(g, $"mask_{place.Level}", -1, -1, 1));
        return g.Add(mixed, g.Op("Reshape", [taken, g.Constant([-1, width])]));
    }

    public bool Equals(IpAdapterGraph? other) => other is not null && HasMask == other.HasMask
        && (Names, Type, Scaling, TextWidth) == (other.Names, other.Type, other.Scaling, other.TextWidth)
            && Places.SequenceEqual(other.Places);

    public override int GetHashCode() => HashCode.Combine(Names, Type, Scaling, HasMask, Places.Count, TextWidth);

    /// <summary>[B,1,1].</summary>
    private Value Weight(OnnxGraph g, double factor, int width)
    {
        var penalty = Scaling is AdapterScaling.KeysAndValuesByChannels or AdapterScaling.KeysAndMeanByChannels ? width / UsualChannels : 1;
        return g.Multiply(g.Op("Reshape", [Input(g, WeightInput, -1), g.Constant([-1, 1, 1])]), g.Scalar((float)factor * penalty));
    }

    /// <summary>[B,T,width].</summary>
    private Value Taken(OnnxGraph g, CrossAttention attention, Value weight, Value key, Value value)
    {
        if (Scaling is not AdapterScaling.Values)
            key = g.Multiply(key, weight);
        if (Scaling is AdapterScaling.KeysAndValues or AdapterScaling.KeysAndValuesByChannels)
            value = g.Multiply(value, weight);
        if (Scaling is AdapterScaling.KeysAndMeanByChannels)
        {
            var mean = g.Op("ReduceMean", [value, g.Constant([1])]);
            value = g.Add(g.Op("Sub", [value, mean]), g.Multiply(mean, weight));
        }
        var mixed = g.Op("Reshape", [g.Attend(attention.Query, key, value, attention.Batch, attention.Width, attention.Heads),
            g.Joined(attention.Batch, g.Constant([-1, attention.Width]))]);
        return Scaling is AdapterScaling.Values ? g.Multiply(mixed, weight) : mixed;
    }

    private Value Input(OnnxGraph g, string name, params long[] dims) =>
        g.Shared(Names + name, () => g.Input(Names + name, ElementType.Float32, dims));
}
