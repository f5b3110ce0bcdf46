using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("DiffusionModelLoaderKJ", Pack = KjNodesPack.Name, DisplayName = "Diffusion Model Loader KJ", Category = "KJNodes/model_loaders",
    Description = "Opens a diffusion model. What else is chosen differs in rounding only; the precision is that of the file.")]
public sealed class DiffusionModelLoaderKj(ModelPool pool, IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    [Input(ChoicesFrom = typeof(DiffusionModelNames))] public required string ModelName { get; init; }
    [Input(Choices = ["default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2", "fp16", "bf16", "fp32"])]
    public string WeightDtype { get; init; } = "default";
    [Input(Choices = ["default", "fp16", "bf16", "fp32"])] public string ComputeDtype { get; init; } = "default";
    [Input] public bool PatchCublaslinear { get; init; }
    [Input(Choices = ["disabled", "auto", "sageattn_qk_int8_pv_fp16_cuda", "sageattn_qk_int8_pv_fp16_triton",
            "sageattn_qk_int8_pv_fp8_cuda", "sageattn_qk_int8_pv_fp8_cuda++", "sageattn3", "sageattn3_per_block_mean"])]
    public string SageAttention { get; init; } = "disabled";
    [Input] public bool EnableFp16Accumulation { get; init; }
    [Input(ForceInput = true)] public string? ExtraStateDict { get; init; }

    public DiffusionModel Run(NodeContext context) => Loader.Run(context);

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => Loader.Fingerprint();

    private UNetLoader Loader => new(pool, files) { UnetName = ModelName };
}
