using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record LatentSizeToNumberOutputs([Output("tensor_w_num", Type = "NUMBER")] object? TensorWNum,
    [Output("tensor_h_num", Type = "NUMBER")] object? TensorHNum, [Output("tensor_w_float")] double TensorWFloat,
    [Output("tensor_h_float")] double TensorHFloat, [Output("tensor_w_int")] long TensorWInt, [Output("tensor_h_int")] long TensorHInt);

[Node("Latent Size to Number", Pack = WasPack.Name, DisplayName = "Latent Size to Number", Category = "WAS Suite/Number/Operations",
    Description = "The size of a latent, in the order that the pack gives.")]
public sealed class LatentSizeToNumber : INode<LatentSizeToNumberOutputs>
{
    [Input]
    public required Latent Samples { get; init; }

    public LatentSizeToNumberOutputs Run(NodeContext context)
    {
        var (height, width) = (Samples.Samples.Size(2), Samples.Samples.Size(3));
        return new((long)width, (long)height, width, height, width, height);
    }
}
