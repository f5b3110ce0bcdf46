using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("UnetLoaderGGUFAdvanced", DisplayName = "Unet Loader (GGUF/Advanced)", Category = "bootleg", Pack = "ComfyUI-GGUF",
    Description = "As Unet Loader (GGUF). In which type it computes is chosen by the device here, so the types are taken and change nothing.")]
public sealed class UnetLoaderGgufAdvanced(ModelPool pool, IModelFiles files) : INode<DiffusionModel>, IFingerprint
{
    private const string Usual = "default";

    [Input(ChoicesFrom = typeof(GgufModelNames))]
    public required string UnetName { get; init; }

    [Input(Choices = [Usual, "target", "float32", "float16", "bfloat16"])]
    public string DequantDtype { get; init; } = Usual;

    [Input(Choices = [Usual, "target", "float32", "float16", "bfloat16"])]
    public string PatchDtype { get; init; } = Usual;

    [Input]
    public bool PatchOnDevice { get; init; }

    public DiffusionModel Run(NodeContext context)
    {
        if (DequantDtype is "float16" or "bfloat16" || PatchDtype is "float16" or "bfloat16")
            context.Warn($"{UnetName} is unpacked to float32 on the processor and to the device's own type elsewhere: less precise types are not asked for one by one.");
        return pool.LoadModel(files.Require("diffusion_models", UnetName), context.CancellationToken);
    }

    /// <summary>A file that was replaced is another model.</summary>
    public string? Fingerprint() => files.Stamp("diffusion_models", UnetName);
}
