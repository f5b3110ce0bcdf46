using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// ControlNet (Zhang et al. 2023, arXiv:2302.05543, fig. 3): a copy of a UNet's way down and middle that sees a hint beside the noise, and
/// a 1x1 convolution after each block, which was zero when training began. In: sample [B,C,h,w], hint [1 or B,<see cref="HintChannels"/>,
/// 8 h,8 w], and what its trunk is told; a union also control_type [1,<see cref="Types"/>].
/// </summary>
internal sealed record ControlNet(string Prefix, UNetTrunk Trunk, int HintChannels) : ControlNetwork(Prefix)
{
    /// <summary>The channels between the eight convolutions that a hint goes through, and where its sides are halved.</summary>
    private static readonly (int Channels, int Stride)[] HintLayers =
        [(16, 1), (16, 1), (32, 2), (32, 1), (96, 2), (96, 1), (256, 2)];

    /// <summary>Whether each residual is its own mean over the picture: for hints that show a style and no places.</summary>
    public bool IsPooled { get; init; }

    /// <summary>Whether its weights are what is added to those of the model that it was trained with.</summary>
    public bool IsDifference { get; init; }

    /// <summary>Of a union; null: one type of pictures.</summary>
    public ControlUnion? Union { get; init; }

    public override int Types => Union?.Types ?? 0;

    public override IReadOnlyList<string> Points =>
        [.. Enumerable.Range(0, Trunk.BlockChannels.Count).Select(ControlPoint.Skip), ControlPoint.Middle];

    public override Tensor Hint(Tensor pixels, int height, int width) => Planes(pixels, height, width, HintChannels);

    public override NetworkRecipe On(NetworkRecipe own, NetworkRecipe model)
    {
        var fits = (model.Network as UNet)?.Trunk is { } trunk && trunk.BlockChannels.SequenceEqual(Trunk.BlockChannels)
            && trunk.LabelWidth == Trunk.LabelWidth && (Trunk.ContextWidth == 0 || trunk.ContextWidth == Trunk.ContextWidth);
        return fits ? own : throw ControlMisfit.Of(own, model);
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var x = g.Input(DenoiserNetwork.SampleInput, ElementType.Float32, -1, Trunk.InChannels, -1, -1);
        var strength = Strength(g);
        Value? type = Union is null ? null : g.Input(TypeInput, ElementType.Float32, 1, Types);
        var net = Trunk.Blocks(g, x, type is { } told ? Union!.TimeEmbedding(g, told, Trunk.TimeWidth) : null);
        var hint = HintBlock(g, g.Input(HintInput, ElementType.Float32, -1, HintChannels, -1, -1));
        if (type is { } merged)
            hint = Union!.Merge(g, hint, merged, Trunk.ModelChannels);
        var blocks = Trunk.Down(g, net, x, (block, index) => index == 0 ? g.Add(block, hint) : block);
        for (var i = 0; i < blocks.Count; i++)
            Residual(g, ControlPoint.Skip(i), $"zero_convs.{i}.0", blocks[i].Value, blocks[i].Channels, strength);
        Residual(g, ControlPoint.Middle, "middle_block_out.0", Trunk.MiddleBlock(net, blocks[^1].Value), Trunk.MiddleChannels, strength);
    }

    private Value HintBlock(OnnxGraph g, Value x)
    {
        var from = HintChannels;
        for (var i = 0; i < HintLayers.Length; i++)
        {
            var (to, stride) = HintLayers[i];
            x = g.Silu(g.Conv2d(x, $"input_hint_block.{i * 2}", from, to, stride: stride));
            from = to;
        }
        return g.Conv2d(x, $"input_hint_block.{HintLayers.Length * 2}", from, Trunk.ModelChannels);
    }

    private void Residual(OnnxGraph g, string point, string name, Value x, int channels, Value strength)
    {
        var residual = g.Conv2d(x, name, channels, channels, kernel: 1);
        if (IsPooled)
            residual = g.InFloat32(() => g.Op("ReduceMean", [residual, g.Constant([2, 3])]));
        Give(g, point, residual, strength);
    }
}
