using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// Texts for regions of a picture: in every cross-attention the queries of the positive side attend to each region's text, and what comes
/// of it is mixed by the regions' masks (latent couple in attention; the idea is that of opparco's and haku's extensions). The positive
/// text itself is not looked at; the negative side stays as it is.
/// </summary>
/// <param name="Texts">[1,T,context] of each region.</param>
/// <param name="Masks">[regions,1,H,W], together 1 at each pixel.</param>
/// <param name="Places">The UNet's.</param>
internal sealed record RegionalText(IReadOnlyList<Tensor> Texts, Tensor Masks, IReadOnlyList<AdapterPlace> Places) : ModelPatch
{
    public override GraphPatch Graph { get; } = new RegionalGraph(Texts.Count, Texts[0].Size(2), Places);

    public override IReadOnlyList<ConditioningInput> Inputs(PatchStep step) =>
    [
        new(RegionalGraph.SwitchInput, new Tensor(new[] { step.IsNegative ? 0f : 1 }, 1)),
        .. Texts.Select((text, region) => new ConditioningInput(RegionalGraph.TextInput(region), text.Slice(0))),
        .. Places.Select(place => place.Level).Distinct().Select(level => MasksAt(level, step)),
    ];

    /// <summary>The later regions count.</summary>
    public override ModelPatch? Join(ModelPatch earlier) => earlier is RegionalText ? this : null;

    /// <summary>[1,regions,T] at a level, whose sides were halved so often.</summary>
    private ConditioningInput MasksAt(int level, PatchStep step)
    {
        var (height, width) = (step.Height, step.Width);
        for (var i = 0; i < level; i++)
            (height, width) = ((height + 1) / 2, (width + 1) / 2);
        var planes = new Tensor(1, Texts.Count, height * width);
        var (rows, columns) = (Masks.Size(2), Masks.Size(3));
        for (var i = 0; i < planes.Length; i++)
        {
            var (region, y, x) = (i / (height * width), i / width % height, i % width);
            planes.Span[i] = Masks.Span[(((region * rows) + (y * rows / height)) * columns) + (x * columns / width)];
        }
        return new(RegionalGraph.MaskInput(level), planes);
    }
}

/// <summary>What <see cref="RegionalText"/> changes in the graph. Texts and masks are inputs.</summary>
internal sealed record RegionalGraph(int Regions, int TextWidth, IReadOnlyList<AdapterPlace> Places) : GraphPatch
{
    public const string SwitchInput = "regions:switch";

    public static string TextInput(int region) => $"regions:text_{region}";

    public static string MaskInput(int level) => $"regions:masks_{level}";

    public override Value AfterCrossAttention(OnnxGraph g, Value mixed, CrossAttention attention)
    {
        if (Places.FirstOrDefault(place => attention.Layer.StartsWith(place.Layer, StringComparison.Ordinal)) is not { } place)
            return mixed;
        var width = attention.Width;
        var shape = g.Joined(attention.Batch, g.Constant([-1, width]));
        var masks = Input(g, MaskInput(place.Level), -1, Regions, -1);
        Value? sum = null;
        for (var region = 0; region < Regions; region++)
        {
            var text = g.Op("Reshape", [Input(g, TextInput(region), -1, -1, TextWidth), g.Constant([-1, TextWidth])]);
            Value Projected(string which) => g.Linear(text, $"{attention.Layer}to_{which}", TextWidth, width, bias: false);
            var seen = g.Op("Reshape",
                [g.Attend(attention.Query, Projected("k"), Projected("v"), attention.Batch, width, attention.Heads), shape]);
            var weight = g.Op("Unsqueeze", [g.Op("Gather", [masks, g.Whole(region)], OrtAttribute.Int("axis", 1)), g.Constant([2])]);
            var part = g.Multiply(seen, weight);
            sum = sum is { } before ? g.Add(before, part) : part;
        }
        var isOn = g.Op("Reshape", [g.Op("Greater", [Input(g, SwitchInput, -1), g.Scalar(0)]), g.Constant([-1, 1, 1])]);
        var chosen = g.Op("Where", [isOn, sum!.Value, g.Op("Reshape", [mixed, shape])]);
        return g.Op("Reshape", [chosen, g.Constant([-1, width])]);
    }

    public bool Equals(RegionalGraph? other) =>
        other is not null && (Regions, TextWidth) == (other.Regions, other.TextWidth) && Places.SequenceEqual(other.Places);

    public override int GetHashCode() => HashCode.Combine(Regions, TextWidth, Places.Count);

    private static Value Input(OnnxGraph g, string name, params long[] dims) =>
        g.Shared(name, () => g.Input(name, ElementType.Float32, dims));
}
