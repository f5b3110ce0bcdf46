using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageExtractFromBatch", Pack = VariousPack.Name, DisplayName = "Image Extract From Batch", Category = "jamesWalker55",
    Description = "One picture of a batch.")]
public sealed class VariousImageExtractFromBatch : INode<Image>
{
    [Input]
    public required Image Images { get; init; }

    [Input(Min = 0, Step = 1)]
    public long Index { get; init; }

    public Image Run(NodeContext context) =>
        Index < Images.Count
            ? new(Images.Pixels.Slice((int)Index))
            : throw new EngineException(EngineError.BadPrompt,
                $"There is no picture {Index}: the batch has {Images.Count}, counted from 0.");
}
