using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of Stable Diffusion 3 and 3.5 (Esser et al. 2024, arXiv:2403.03206): text and picture as tokens with weights for each that
/// attend to each other, the picture's with learned places. In: sample [B,C,h,w], timestep [1 or B], encoder_hidden_states [B,T,context],
/// y [B,summary]. Out: out_sample [B,C',h,w].
/// </summary>
/// <param name="Blocks">Which are also the heads of attention.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
/// <param name="SummaryWidth">Of the text's summary.</param>
/// <param name="Side">Of the square of places that the file has, of which the middle is taken.</param>
internal sealed record MmDit(string Prefix, int InChannels, int OutChannels, int Width, int Blocks, int MlpWidth, int ContextWidth,
    int SummaryWidth, int Side) : DenoiserNetwork(Prefix, InChannels, OutChannels, ContextWidth)
{
    public const string SummaryInput = "y";

    /// <summary>Latent pixels along a side of a token.</summary>
    public const int PatchSide = 2;

    private const int Waves = 256;

    /// <summary>Its own names, and those of diffusers.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(new MmDitLayerNames(Blocks, Width).All(own));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input(SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var text = g.Input(ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var summary = g.Input(SummaryInput, ElementType.Float32, -1, SummaryWidth);
        var told = g.Silu(g.Add(Embedded(g, g.Sinusoids(timestep, Waves), "t_embedder", Waves),
            Embedded(g, summary, "y_embedder", SummaryWidth)));
        var (grid, squares) = Patches.Cut(g, sample, InChannels, PatchSide);
        var blocks = new MmDitBlocks(g, new MmDitWidths(Width, Heads: Blocks, MlpWidth), told, grid.Batch, g.SizeOf(text, 1));
        var picture = g.Add(blocks.Tokens(Squares(g, squares)), Places(g, grid));
        var words = blocks.Tokens(g.Linear(g.Op("Reshape", [text, g.Constant([-1, ContextWidth])]), "context_embedder", ContextWidth,
            Width));
        for (var block = 0; block < Blocks; block++)
        {
            var before = (words, picture);
            (words, picture) = blocks.Joint(words, picture, $"joint_blocks.{block}.", isLast: block == Blocks - 1);
            words = patches.AfterDouble(g, before.words, words, block);
            picture = patches.AfterDouble(g, before.picture, picture, block);
        }
        var last = blocks.Modulated(picture, blocks.Modulation("final_layer.adaLN_modulation.1", 2));
        var result = g.Linear(blocks.Rows(last), "final_layer.linear", Width, OutChannels * PatchSide * PatchSide);
        // here a square's channels stand last, there first
        var squared = g.Op("Reshape", [result, g.Constant([-1, PatchSide * PatchSide, OutChannels])]);
        g.Output(Result, grid.Join(g.Op("Transpose", [squared], OrtAttribute.Ints("perm", 0, 2, 1)), OutChannels));
    }

    /// <summary>What stands at once in a block: queries, keys and values of all tokens, or the picture's feed-forward.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        var tokens = pixels / (PatchSide * PatchSide);
        return batch * tokens * (Math.Max(6.0 * Width, 2.0 * MlpWidth) + (plainAttention ? Blocks * tokens : 0));
    }

    /// <summary>The convolution that the file has for it, whose filters do not overlap, is a matrix.</summary>
    private Value Squares(OnnxGraph g, Value squares)
    {
        const string name = "x_embedder.proj";
        var filters = g.Weight(name + ".weight", Width, InChannels, PatchSide, PatchSide);
        var matrix = g.Op("Reshape", [filters, g.Constant([Width, -1])]);
        return g.Op("Gemm", [squares, matrix, g.Weight(name + ".bias", Width)], OrtAttribute.Int("transB", 1));
    }

    /// <summary>[1,T,width]: as many places as the picture has tokens, from the middle of the square.</summary>
    private Value Places(OnnxGraph g, Patches grid)
    {
        var all = g.Op("Reshape", [g.Weight("pos_embed", 1, Side * Side, Width), g.Constant([1, Side, Side, Width])]);
        Value First(Value count) => g.Op("Div", [g.Op("Sub", [g.Constant([Side]), count]), g.Whole(2)]);
        var (top, left) = (First(grid.Rows), First(grid.Columns));
        var middle = g.Op("Slice", [all, g.Joined(top, left), g.Joined(g.Add(top, grid.Rows), g.Add(left, grid.Columns)), g.Constant([1,
            2])]);
        return g.Op("Reshape", [middle, g.Constant([1, -1, Width])]);
    }

    private Value Embedded(OnnxGraph g, Value numbers, string name, int from) =>
        g.Linear(g.Silu(g.Linear(numbers, name + ".mlp.0", from, Width)), name + ".mlp.2", Width, Width);
}
