using Studio.Engine.Models.Building;
using Studio.Engine.Models.Families;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// A ControlNet for FLUX.1: its first blocks once more, which see a hint beside the noise, and a layer after each that was zero when
/// training began. In: what its model is told, hint [1 or B,<see cref="HintChannels"/>,h,w] or of a picture [1 or B,3,8 h,8 w], and where
/// it tells several types of pictures apart control_type [1,<see cref="ControlNetwork.Types"/>], which becomes a word before the text.
/// </summary>
/// <param name="HintChannels">Those of the hint's latent, and behind them those of a mask.</param>
internal sealed record FluxControl(string Prefix, int InChannels, FluxWidths Widths, int Doubles, int Singles, int ContextWidth,
    int SummaryWidth, int HintChannels) : ControlNetwork(Prefix)
{
    private const int Colours = 3;
    private const int Square = FluxBody.Side * FluxBody.Side;
    private const float UsualGuidance = 3.5f;
    private const string ModeLayer = "controlnet_mode_embedder.weight";

    /// <summary>Channels and strides of what makes a picture as small as a latent, 16 channels at last.</summary>
    private static readonly int[] Strides = [1, 1, 2, 1, 2, 1, 2, 1];

    /// <summary>Whether it is told how strongly to follow the text.</summary>
    public bool HasGuidance { get; init; }

    /// <summary>Whether it reads pictures (XLabs); else latents, as InstantX's, Shakker's and AliMama's do.</summary>
    public bool ReadsPictures { get; init; }

    /// <summary>How many types it knows.</summary>
    public int Modes { get; init; }

    public override int Types => Modes;

    public override NetworkPrecision Precision => NetworkPrecision.AnyHalf;

    public override HintLatents? Latents => ReadsPictures ? null : new(LatentFormats.Flux, HintChannels > InChannels);

    public override IReadOnlyList<string> Points =>
        [.. TokenPoint.All(TokenBlock.Double, Doubles, ReadsPictures), .. TokenPoint.All(TokenBlock.Single, Singles, ReadsPictures)];

    /// <summary>A schnell is told no guidance, and what was trained on a dev needs one.</summary>
    public override IReadOnlyList<ConditioningInput> Untold =>
        HasGuidance ? [new(FluxTransformer.GuidanceInput, new Tensor(new[] { UsualGuidance }, 1))] : [];

    public override Tensor Hint(Tensor pixels, int height, int width) => Planes(pixels, height, width, Colours);

    public override NetworkRecipe On(NetworkRecipe own, NetworkRecipe model)
    {
        var fits = model.Network is FluxTransformer flux && flux.Width == Widths.Width && flux.OutChannels == InChannels
            && (flux.ContextWidth, flux.SummaryWidth) == (ContextWidth, SummaryWidth);
        return fits ? own : throw ControlMisfit.Of(own, model);
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var width = Widths.Width;
        var sample = g.Input(DenoiserNetwork.SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
        var text = g.Input(DenoiserNetwork.ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var strength = Strength(g);
        var told = g.Silu(new FluxTold(width, SummaryWidth, HasGuidance).Build(g));
        var (grid, squares) = Patches.Cut(g, sample, InChannels, FluxBody.Side);
        var words = g.Op("Reshape", [g.Linear(g.Op("Reshape", [text, g.Constant([-1, ContextWidth])]), "txt_in", ContextWidth, width),
            g.Joined(grid.Batch, g.Constant([-1, width]))]);
        if (Modes > 0)
            words = g.Op("Concat", [Mode(g, grid.Batch), words], OrtAttribute.Int("axis", 1));
        var textLength = g.SizeOf(words, 1);
        var blocks = new FluxBlocks(g, Widths, FluxBlocks.ModulationOf(g, told, width), FluxBody.Positions(g, grid, textLength), grid.Batch,
            textLength);
        var picture = g.Add(blocks.Tokens(g.Linear(squares, FluxBody.PictureIn, InChannels * Square, width)), HintTokens(g));
        var points = Points;
        for (var block = 0; block < Doubles; block++)
        {
            (words, picture) = blocks.Double(words, picture, $"double_blocks.{block}.");
            Residual(g, points[block], $"controlnet_blocks.{block}", picture, grid.Batch, strength);
        }
        var both = g.Op("Concat", [words, picture], OrtAttribute.Int("axis", 1));
        for (var block = 0; block < Singles; block++)
        {
            both = blocks.Single(both, $"single_blocks.{block}.");
            Residual(g, points[Doubles + block], $"controlnet_single_blocks.{block}", blocks.AfterText(both), grid.Batch, strength);
        }
    }

    /// <summary>A block of its own, and everything that it gives.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention) =>
        new FluxBody(InChannels, InChannels, Widths, Doubles, Singles, ContextWidth).WorkNumbers(batch, pixels, plainAttention)
            + (batch * pixels / Square * Widths.Width * (Doubles + Singles));

    /// <summary>Tokens [1 or B,T,width] of the hint.</summary>
    private Value HintTokens(OnnxGraph g)
    {
        var hint = g.Input(HintInput, ElementType.Float32, -1, ReadsPictures ? Colours : HintChannels, -1, -1);
        if (ReadsPictures)
            hint = Smaller(g, hint);
        var (grid, squares) = Patches.Cut(g, hint, HintChannels, FluxBody.Side);
        var layer = ReadsPictures ? "pos_embed_input" : "controlnet_x_embedder";
        return g.Op("Reshape", [g.Linear(squares, layer, HintChannels * Square, Widths.Width),
            g.Joined(grid.Batch, g.Constant([-1, Widths.Width]))]);
    }

    /// <summary>A picture [B,3,8 h,8 w] in 0..1 as [B,C,h,w].</summary>
    private Value Smaller(OnnxGraph g, Value picture)
    {
        var x = g.Op("Sub", [g.Multiply(picture, g.Scalar(2)), g.Scalar(1)]);
        for (var i = 0; i < Strides.Length; i++)
        {
            x = g.Conv2d(i == 0 ? x : g.Silu(x), $"input_hint_block.{i * 2}", i == 0 ? Colours : HintChannels, HintChannels,
                stride: Strides[i]);
        }
        return x;
    }

    /// <summary>One word [B,1,width] that says the type; none [B,0,width] when no type is told.</summary>
    private Value Mode(OnnxGraph g, Value batch)
    {
        var width = Widths.Width;
        var type = g.Input(TypeInput, ElementType.Float32, 1, Modes);
        var word = g.Op("Reshape", [g.Op("MatMul", [type, g.Weight(ModeLayer, Modes, width)]), g.Constant([1, 1, width])]);
        var isTold = g.Op("Cast", [g.Op("Reshape", [g.Op("ReduceMax", [type, g.Constant([1])]), g.Constant([1])])],
            OrtAttribute.Int("to", (long)ElementType.Int64));
        return g.Op("Slice", [g.Op("Expand", [word, g.Joined(batch, g.Constant([1, width]))]), g.Constant([0]), isTold, g.Constant([1])]);
    }

    private void Residual(OnnxGraph g, string point, string layer, Value tokens, Value batch, Value strength)
    {
        var width = Widths.Width;
        var rows = g.Linear(g.Op("Reshape", [tokens, g.Constant([-1, width])]), layer, width, width);
        Give(g, point, g.Op("Reshape", [rows, g.Joined(batch, g.Constant([-1, width]))]), strength, rank: 3);
    }
}
