using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record RegionalModel([Output("model")] DiffusionModel Model);

[Node("ETN_AttentionMask", Pack = ToolingPack.Name, DisplayName = "Regions Attention Mask", Category = ToolingPack.Regions,
    SchemaStyle = true, Description = "A model that looks at another text in each region, in place of the positive one.")]
public sealed class AttentionMask : INode<RegionalModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input]
    public required Regions Regions { get; init; }

    public RegionalModel Run(NodeContext context)
    {
        if (Model.Network.Network is not UNet unet)
            throw new EngineException(EngineError.Unsupported,
                $"Regions by attention are for Stable Diffusion 1.5, 2 and XL, and the model is {Model.Family.Name}. Use one of these, or ConditioningSetMask.");
        var texts = Regions.All.Select(region => region.Conditioning.Entries is [var first, ..] ? first.Embedding
            : throw new EngineException(EngineError.BadPrompt, "A region has no text: connect a conditioning.")).ToList();
        if (texts.Find(text => text.Rank != 3 || text.Size(2) != unet.ContextWidth) is { } odd)
            throw new EngineException(EngineError.BadPrompt,
                $"A region's text is {odd}, and {Model.Family.Name} reads texts of width {unet.ContextWidth}. Encode it with the text encoder of the model.");
        return new(Model.With(new RegionalText(texts, Regions.Shares(), AdapterPlace.Of(unet))));
    }
}
