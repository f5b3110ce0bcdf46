using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of FLUX.1 (Black Forest Labs 2024; a rectified flow transformer after Esser et al. 2024, arXiv:2403.03206): text and
/// picture as tokens, first in blocks with weights for each, then in blocks in which both are one. In: sample [B,C,h,w], timestep [1 or B],
/// encoder_hidden_states [B,T,context], y [B,summary], where the model was distilled for it guidance [B], below 0 for none at all, and
/// where there are pictures beside their squares and places (see <see cref="Models.References"/>). Out: out_sample [B,C',h,w].
/// </summary>
/// <param name="Heads">Of attention, each as wide as <see cref="FluxBody.Axes"/> together.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
/// <param name="SummaryWidth">Of the text's summary.</param>
internal sealed record FluxTransformer(string Prefix, int InChannels, int OutChannels, int Width, int Heads, int MlpWidth,
    int DoubleBlocks, int SingleBlocks, int ContextWidth, int SummaryWidth)
    : DenoiserNetwork(Prefix, InChannels, OutChannels, ContextWidth)
{
    public const string SummaryInput = FluxTold.SummaryInput;
    public const string GuidanceInput = FluxTold.GuidanceInput;

    /// <summary>Whether it is told how strongly to follow the text.</summary>
    public bool HasGuidance { get; init; }

    public override BesideLayout LayoutBeside =>
        ChannelsBeside > OutChannels ? BesideLayout.ScaledPictureThenMaskSquares : BesideLayout.ScaledPicture;

    /// <summary>Whether pictures beside come with the one that is made, as Kontext was trained to edit them.</summary>
    public bool HasReferences { get; init; }

    private FluxBody Body =>
        new(InChannels, OutChannels, Widths, DoubleBlocks, SingleBlocks, ContextWidth) { HasReferences = HasReferences };

    private FluxWidths Widths => new(Width, Heads, MlpWidth);

    public override DenoiserNetwork For(IEnumerable<ConditioningEntry> entries) =>
        this with { HasReferences = entries.Any(entry => !entry.References.IsEmpty) };

    /// <summary>Its own names, and those of diffusers and XLabs.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(new FluxLayerNames(Widths).All(DoubleBlocks, SingleBlocks, own));
    }

    /// <summary>It may be made to see a picture beside the noise.</summary>
    public override Network? Enlarged(string weight, IReadOnlyList<long> shape)
    {
        var squares = FluxBody.Side * FluxBody.Side;
        var fits = weight == FluxBody.PictureIn + ".weight" && shape is [var rows, var columns] && rows == Width
            && columns % squares == 0 && columns >= InChannels * squares;
        return fits ? this with { InChannels = (int)(shape[1] / squares) } : null;
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var told = g.Silu(new FluxTold(Width, SummaryWidth, HasGuidance).Build(g));
        Body.Build(g, patches, FluxBlocks.ModulationOf(g, told, Width));
    }

    public override double WorkNumbers(int batch, double pixels, bool plainAttention) => Body.WorkNumbers(batch, pixels, plainAttention);
}
