using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("PathchSageAttentionKJ", Pack = KjNodesPack.Name, DisplayName = "Patch Sage Attention KJ", Category = "KJNodes/experimental",
    Description = "Hands the model on: the kernels that the pack chooses differ in rounding only, and the runtime here chooses its own.")]
public sealed class PathchSageAttention : INode<DiffusionModel>
{
    [Input]
    public required DiffusionModel Model { get; init; }

    [Input(Choices = ["disabled", "auto", "sageattn_qk_int8_pv_fp16_cuda", "sageattn_qk_int8_pv_fp16_triton",
            "sageattn_qk_int8_pv_fp8_cuda", "sageattn_qk_int8_pv_fp8_cuda++", "sageattn3", "sageattn3_per_block_mean"])]
    public string SageAttention { get; init; } = "disabled";

    [Input]
    public bool? AllowCompile { get; init; } = false;

    public DiffusionModel Run(NodeContext context) => Model;
}
