using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// A ControlNet for Z-Image (Alibaba PAI 2025, "Fun"): blocks like the model's own that a hint's tokens go through beside it, and a layer
/// behind each, whose result is added to the picture's tokens. It runs inside the model and has no inputs or outputs of its own.
/// </summary>
/// <param name="HintChannels">Those of the hint's latent, and where it knows of inpainting a mask's and those of a second latent.</param>
/// <param name="Layers">Blocks for those of the model in which text and picture are one.</param>
internal sealed record ZImageControl(string Prefix, int Channels, int HintChannels, ZImageWidths Widths, int Layers,
    ZImageControlOrder Order) : Network(NetworkRole.Patch, Prefix)
{
    /// <summary>Blocks for those of the model that refine its picture.</summary>
    public const int Refiners = 2;

    public const string HintInput = "hint";

    private const int Side = 2;
    private const string RefinerRow = "control_noise_refiner";
    private const string LayerRow = "control_layers";

    /// <summary>Whether it knows which part of a picture is to be made anew.</summary>
    public bool KnowsInpainting => HintChannels > Channels;

    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    /// <summary>The blocks that the hint goes through beside the model, in order.</summary>
    private IReadOnlyList<(string Row, int Index)> Steps => Order switch
    {
        ZImageControlOrder.Apart => [.. Row(LayerRow, Layers)],
        ZImageControlOrder.Together => [.. Row(RefinerRow, Refiners), .. Row(LayerRow, Layers)],
        _ => [.. Row(LayerRow, Layers), .. Row(LayerRow, Layers)],
    };

    public override void Build(OnnxGraph g, GraphPatches patches) =>
        throw new InvalidOperationException("A model patch runs inside of a model only.");

    /// <summary>What is added [B,n,width] behind a block of the model; null is nothing.</summary>
    /// <param name="names">What its weights and inputs begin with in the model's graph.</param>
    public Value? Residual(OnnxGraph g, string names, ZImageStage stage)
    {
        if (StepAt(stage) is not { } step)
            return null;
        var (row, index) = Steps[step];
        var rows = stage.Blocks.Rows(Context(g, names, step, stage));
        return stage.Blocks.Tokens(g.Linear(rows, $"{names}{row}.{index}.after_proj", Widths.Width, Widths.Width));
    }

    private static IEnumerable<(string Row, int Index)> Row(string name, int count) =>
        Enumerable.Range(0, count).Select(index => (name, index));

    private int? StepAt(ZImageStage stage)
    {
        if (stage.IsRefiner)
            return Order is ZImageControlOrder.Apart ? null : stage.Index;
        // as evenly as whole numbers allow
        var each = Math.Max(1, (int)Math.Round((double)stage.Count / Layers));
        return stage.Index % each == 0 && stage.Index / each < Layers ? Steps.Count - Layers + (stage.Index / each) : null;
    }

    /// <summary>The hint's tokens [B,n,width] behind a step. The first step of a row takes what the model's row began with.</summary>
    private Value Context(OnnxGraph g, string names, int step, ZImageStage stage) => step < 0
        ? g.Shared(names + "hint tokens", () => Hint(g, names, stage))
        : g.Shared($"{names}step {step}", () =>
        {
            var (row, index) = Steps[step];
            var (x, name) = (Context(g, names, step - 1, stage), $"{names}{row}.{index}.");
            if (index == 0)
            {
                var turned = g.Linear(stage.Blocks.Rows(x), name + "before_proj", Widths.Width, Widths.Width);
                x = g.Add(stage.Blocks.Tokens(turned), stage.Picture(g));
            }
            return stage.Blocks.Block(x, name, stage.Positions.Value);
        });

    private Value Hint(OnnxGraph g, string names, ZImageStage stage)
    {
        var hint = g.Input(names + HintInput, ElementType.Float32, -1, HintChannels, -1, -1);
        var (_, squares) = Patches.Cut(g, hint, HintChannels, Side, channelsLast: true);
        var x = stage.Blocks.Tokens(g.Linear(squares, names + "control_x_embedder", HintChannels * Side * Side, Widths.Width));
        for (var i = 0; i < Refiners && Order is ZImageControlOrder.Apart; i++)
            x = stage.Blocks.Block(x, $"{names}{RefinerRow}.{i}.", stage.Positions.Value);
        return x;
    }
}

/// <summary>How a ControlNet for Z-Image goes along with its model.</summary>
internal enum ZImageControlOrder
{
    /// <summary>Its hint is refined by itself, and only the model's layers are led (the first version).</summary>
    Apart,

    /// <summary>The model's refiners are led as well as its layers.</summary>
    Together,

    /// <summary>The same, with the blocks for the layers in place of those for the refiners, which were not trained (2.0).</summary>
    LayersFirst,
}
