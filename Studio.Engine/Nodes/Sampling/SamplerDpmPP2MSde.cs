using Studio.Engine.Diffusion.Samplers;
using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("SamplerDPMPP_2M_SDE", Category = "model/sampling/samplers", PythonModule = "comfy_extras.nodes_custom_sampler", SchemaStyle = true)]
public sealed class SamplerDpmPP2MSde : INode<SamplerChoice>
{
    [Input(Choices = ["midpoint", "heun"])]
    public string SolverType { get; init; } = "midpoint";

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double Eta { get; init; } = 1;

    [Input(Min = 0, Max = 100, Step = 0.01, Advanced = true)]
    public double SNoise { get; init; } = 1;

    /// <summary>Noise is the processor's for both, see docs/comfyui.md.</summary>
    [Input(Choices = ["gpu", "cpu"], Advanced = true)]
    public string NoiseDevice { get; init; } = "gpu";

    public SamplerChoice Run(NodeContext context) => new(SolverType == "heun"
        ? new DpmPP2MSdeHeun { Eta = Eta, NoiseScale = SNoise }
        : new DpmPP2MSde { Eta = Eta, NoiseScale = SNoise });
}
