using Studio.Engine.Models.Building;
using Studio.Engine.Models.Families;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// A ControlNet for Qwen-Image of InstantX's kind: its first blocks once more, which see a hint's latent beside the noise, and a layer
/// after each that was zero when training began. In: sample, timestep and encoder_hidden_states as the model's, hint
/// [1 or B,<see cref="HintChannels"/>,h,w].
/// </summary>
/// <param name="HintChannels">Those of the hint's latent, and behind them those of a mask.</param>
internal sealed record QwenImageControl(string Prefix, int Channels, QwenImageWidths Widths, int Layers, int ContextWidth,
    int HintChannels) : ControlNetwork(Prefix)
{
    private const int Colours = 3;
    private const int Square = QwenImageTransformer.Side * QwenImageTransformer.Side;

    /// <summary>Its activations leave the range of float16, as its model's do.</summary>
    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    public override HintLatents Latents => new(LatentFormats.Wan, HintChannels > Channels);

    public override IReadOnlyList<string> Points => [.. TokenPoint.All(TokenBlock.Double, Layers, isInTurn: false)];

    public override Tensor Hint(Tensor pixels, int height, int width) => Planes(pixels, height, width, Colours);

    public override NetworkRecipe On(NetworkRecipe own, NetworkRecipe model)
    {
        var fits = model.Network is QwenImageTransformer qwen && qwen.Width == Widths.Width
            && (qwen.Channels, qwen.ContextWidth) == (Channels, ContextWidth);
        return fits ? own : throw ControlMisfit.Of(own, model);
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var width = Widths.Width;
        var sample = g.Input(DenoiserNetwork.SampleInput, ElementType.Float32, -1, Channels, -1, -1);
        var timestep = g.Input(DenoiserNetwork.TimestepInput, ElementType.Float32, -1);
        var text = g.Input(DenoiserNetwork.ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var strength = Strength(g);
        var (grid, squares) = Patches.Cut(g, sample, Channels, QwenImageTransformer.Side);
        var textLength = g.SizeOf(text, 1);
        var blocks = new QwenImageBlocks(g, Widths, (QwenImageEntry.Told(g, timestep, width), null),
            QwenImageEntry.Positions(g, grid, textLength), grid.Batch)
        {
            TextLength = textLength,
            PictureLength = g.Multiply(grid.Rows, grid.Columns),
        };
        var words = blocks.Tokens(QwenImageEntry.Words(g, text, ContextWidth, width));
        var picture = g.Add(blocks.Tokens(g.Linear(squares, "img_in", Channels * Square, width)), HintTokens(g));
        var points = Points;
        for (var block = 0; block < Layers; block++)
        {
            (words, picture) = blocks.Block(words, picture, $"transformer_blocks.{block}.");
            var rows = g.Linear(g.Op("Reshape", [picture, g.Constant([-1, width])]), $"controlnet_blocks.{block}", width, width);
            Give(g, points[block], blocks.Tokens(rows), strength, rank: 3);
        }
    }

    /// <summary>A block of its own, and everything that it gives.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention) =>
        new QwenImageTransformer(Prefix, Channels, Widths.Width, Widths.Heads, Widths.MlpWidth, Layers, ContextWidth)
            .WorkNumbers(batch, pixels, plainAttention) + (batch * pixels / Square * Widths.Width * Layers);

    /// <summary>Tokens [1 or B,T,width] of the hint.</summary>
    private Value HintTokens(OnnxGraph g)
    {
        var hint = g.Input(HintInput, ElementType.Float32, -1, HintChannels, -1, -1);
        var (grid, squares) = Patches.Cut(g, hint, HintChannels, QwenImageTransformer.Side);
        return g.Op("Reshape", [g.Linear(squares, "controlnet_x_embedder", HintChannels * Square, Widths.Width),
            g.Joined(grid.Batch, g.Constant([-1, Widths.Width]))]);
    }
}
