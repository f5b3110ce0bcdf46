using Studio.Engine.Diffusion.Samplers;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SamplerDPMPP_SDE", Category = "model/sampling/samplers", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SamplerDpmPPSde : INode<SamplerChoice>
{
    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double Eta { get; init; } = 1;

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double SNoise { get; init; } = 1;

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double R { get; init; } = 0.5;

    /// <summary>Noise is the processor's for both, see docs/comfyui.md.</summary>
    [Input(Choices = ["gpu", "cpu"], Advanced = true)]
    public string NoiseDevice { get; init; } = "gpu";

    /// <exception cref="EngineException">r is 0, where there is no second model call to step on (BadPrompt).</exception>
    public SamplerChoice Run(NodeContext context) => R > 0
        ? new(new DpmPPSde { Eta = Eta, NoiseScale = SNoise, R = R })
        : throw new EngineException(EngineError.BadPrompt,
            "r is where between two noise levels the model is asked again: it must be above 0. The usual value is 0.5.");
}
