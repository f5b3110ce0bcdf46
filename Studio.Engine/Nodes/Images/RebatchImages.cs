using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("RebatchImages", DisplayName = "Rebatch Images", Category = "image/batch", PythonModule = "comfy_extras.nodes_rebatch",
    SchemaStyle = true)]
public sealed class RebatchImages : INode<IReadOnlyList<Image>>
{
    [Input]
    public IReadOnlyList<Image> Images { get; init; } = [];

    [Input(Min = 1, Max = 4096)]
    public IReadOnlyList<int> BatchSize { get; init; } = [1];

    public IReadOnlyList<Image> Run(NodeContext context) =>
        [.. Images.SelectMany(image => Enumerable.Range(0, image.Count).Select(index => image.Pixels.Slice(index)))
            .Chunk(BatchSize[0])
            .Select(batch => new Image(Tensor.Stack(batch)))];
}
